"""A server that a service manager ends."""

import time

from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "SIGTERM under load of 16 clients (SQLite)"
HOLDS = "exit code 0 within 25 s; every acknowledged write is there"
TRIALS = 3


def trial(folder, seed):
    database = folder / "crewcast.sqlite"
    key = make_tenant(database)
    server = Server(folder, database, key)
    server.wait_until_ready()
    with Writers([server], 16) as writers:
        writers.wait_for_writes(100)
        began = time.monotonic()
        code = server.stop()
        seconds = time.monotonic() - began
    server = Server(folder, database, key)
    server.wait_until_ready()
    found = writers.violations(server)
    if code != 0 or seconds > 25:
        found.append(f"exit code {code} after {seconds:.1f} s")
    server.stop()
    return found, f"ended in {seconds:.1f} s; {writers.seen()}"
