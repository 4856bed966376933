"""A worker that dies in the middle of a run, with another beside it."""

import time

from support.imports import begin_contact_import, contact_list, contacts_there
from support.postgres import Postgres
from support.server import Server, Worker, make_tenant

FAULT = "kill -9 of a `crewcast worker` in the middle of a run (PostgreSQL)"
HOLDS = "another worker takes the run up; it ends once, and each contact is there once"
TRIALS = 2
COUNT = 40_000


def trial(folder, seed):
    with Postgres() as postgres:
        database = postgres.make("centre")
        key = make_tenant(database)
        server = Server(folder, database, key, workers=0)
        server.wait_until_ready()
        people = contact_list(server)
        first = Worker(folder, database)
        run = begin_contact_import(server, people, COUNT)
        server.run_that_runs(run)
        second = Worker(folder, database)
        first.kill()
        began = time.monotonic()
        ended = server.ended_run(run)
        seconds = time.monotonic() - began
        found = []
        if (ended["state"], ended["attempts"]) != ("Complete", 2):
            found.append(f"the run ended {ended}")
        if contacts_there(server, people) != (COUNT, COUNT):
            found.append(f"contacts on the list: {contacts_there(server, people)}")
        if second.stop() != 0 or server.stop() != 0:
            found.append("a process did not end well when it was asked to")
        return found, f"done {seconds:.0f} s after the kill, at attempt {ended['attempts']}"
