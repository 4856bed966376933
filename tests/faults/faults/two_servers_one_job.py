"""Runs that several servers could take."""

from support.imports import begin_contact_import, contact_list, contacts_there
from support.postgres import Postgres
from support.server import Server, make_tenant

FAULT = "two servers with two workers each and six contact imports of 5,000 (PostgreSQL)"
HOLDS = "each run is begun once and ends once; each contact is there once"
TRIALS = 2
COUNT = 5_000


def trial(folder, seed):
    with Postgres() as postgres:
        database = postgres.make("centre")
        key = make_tenant(database)
        servers = [Server(folder, database, key, workers=2) for _ in range(2)]
        for server in servers:
            server.wait_until_ready()
        lists = [contact_list(servers[0], f"People {at}") for at in range(6)]
        runs = [begin_contact_import(servers[at % 2], people, COUNT) for at, people in enumerate(lists)]
        ended = [servers[0].ended_run(run) for run in runs]
        found = [f"a run ended {run}" for run in ended if (run["state"], run["attempts"]) != ("Complete", 1)]
        there = [contacts_there(servers[0], people) for people in lists]
        found += [f"contacts on a list: {count}" for count in there if count != (COUNT, COUNT)]
        workers = postgres.sql("SELECT count(DISTINCT worker) FROM runs", "centre")
        for server in servers:
            server.stop()
        return found, f"6 runs on {workers} processes"
