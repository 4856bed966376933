"""A worker that stands still until its run is another's, and then goes on."""

import signal
import time

from support.imports import begin_contact_import, contact_list, contacts_there
from support.postgres import Postgres
from support.server import Server, Worker, make_tenant

FAULT = "SIGSTOP of a worker for longer than its claim holds, then SIGCONT (PostgreSQL)"
HOLDS = "the run is taken over and ends once; what the first still writes is refused; each contact is there once"
TRIALS = 1
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
        first.send(signal.SIGSTOP)
        second = Worker(folder, database)
        ended = server.ended_run(run)
        first.send(signal.SIGCONT)
        time.sleep(5)
        after = server.expect("GET", f"/runs/{run}")
        found = []
        if (ended["state"], ended["attempts"]) != ("Complete", 2) or after != ended:
            found.append(f"the run ended {ended}, and later was {after}")
        if contacts_there(server, people) != (COUNT, COUNT):
            found.append(f"contacts on the list: {contacts_there(server, people)}")
        first.kill()
        second.stop()
        server.stop()
        return found, f"attempt {ended['attempts']} stands"
