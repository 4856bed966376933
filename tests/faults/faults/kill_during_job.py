"""A run, ended with its server by kill -9."""

import random
import time

from support.imports import begin_contact_import, contact_list, contacts_there
from support.server import Server, make_tenant

FAULT = "kill -9 during the run of a contact import of 30,000 (SQLite)"
HOLDS = "no contact is on the list before the end; the run is begun again and ends once, with each contact once"
TRIALS = 2
COUNT = 30_000


def trial(folder, seed):
    database, found = folder / "crewcast.sqlite", []
    key = make_tenant(database)
    server = Server(folder, database, key)
    server.wait_until_ready()
    people = contact_list(server)
    run = begin_contact_import(server, people, COUNT)
    server.run_that_runs(run)
    time.sleep(random.Random(seed).uniform(0.05, 0.5))
    server.kill()
    server = Server(folder, database, key)
    server.wait_until_ready()
    began = time.monotonic()
    there, _ = contacts_there(server, people)
    if there not in (0, COUNT):
        found.append(f"{there} contacts were on the list in between")
    ended = server.ended_run(run)
    if ended["state"] != "Complete":
        found.append(f"the run ended {ended}")
    if contacts_there(server, people) != (COUNT, COUNT):
        found.append(f"on the list: {contacts_there(server, people)}")
    server.stop()
    return found, f"attempt {ended['attempts']}, {time.monotonic() - began:.0f} s after the restart"
