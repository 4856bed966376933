"""A search that nobody wants any more."""

import time

from support.server import Server, make_tenant
from support.week import Week

FAULT = "a roster run cancelled while it searches (SQLite)"
HOLDS = "it is over within 2 s of the cancel, and no schedule is made"
TRIALS = 3


def trial(folder, seed):
    database = folder / "crewcast.sqlite"
    key = make_tenant(database)
    server = Server(folder, database, key)
    server.wait_until_ready()
    week = Week(server)
    run = week.begin_roster(server)
    server.run_that_runs(run)
    time.sleep(0.3)
    began = time.monotonic()
    server.expect("PATCH", f"/runs/{run}", {"state": "Canceled"})
    ended = server.ended_run(run)
    seconds = time.monotonic() - began
    found = []
    if ended["state"] == "Canceled" and seconds > 2:
        found.append(f"it was over after {seconds:.1f} s")
    if ended["state"] == "Canceled" and week.schedules(server):
        found.append("a schedule was made all the same")
    if ended["state"] == "Failed":
        found.append(f"it failed: {ended}")
    server.stop()
    return found, f"{ended['state']} after {seconds:.1f} s"
