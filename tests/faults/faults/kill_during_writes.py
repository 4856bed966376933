"""Commits that many clients share, cut by kill -9."""

import random
import time

from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "kill -9 while 32 clients write and share commits (SQLite)"
HOLDS = "every acknowledged write is there after the restart"
TRIALS = 5


def trial(folder, seed):
    database = folder / "crewcast.sqlite"
    key = make_tenant(database)
    server = Server(folder, database, key)
    server.wait_until_ready()
    with Writers([server], 32) as writers:
        writers.wait_for_writes(100)
        time.sleep(random.Random(seed).uniform(0, 2))
        server.kill()
    server = Server(folder, database, key)
    seconds = server.wait_until_ready()
    found = writers.violations(server)
    server.stop()
    return found, f"{writers.seen()}; ready again in {seconds:.1f} s"
