"""A roster that is searched for, ended with its server by kill -9."""

import os
import pathlib
import random
import time

from support.server import Server, make_tenant
from support.week import Week

FAULT = "kill -9 of the server while a roster is searched for (SQLite)"
HOLDS = "its child ends too; the run is begun again, ends once, and makes one schedule"
TRIALS = 2


def children_of(pid):
    """Processes whose parent is that one."""
    found = []
    for folder in pathlib.Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and f"PPid:\t{pid}\n" in (folder / "status").read_text():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def is_alive(pid):
    try:
        return "State:\tZ" not in pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def trial(folder, seed):
    database, found = folder / "crewcast.sqlite", []
    key = make_tenant(database)
    server = Server(folder, database, key)
    server.wait_until_ready()
    week = Week(server)
    run = week.begin_roster(server)
    server.run_that_runs(run)
    time.sleep(random.Random(seed).uniform(0.3, 1.5))
    children = children_of(server.child.pid)
    # The server alone, as when memory runs out: what it started is not in anybody's care then.
    os.kill(server.child.pid, 9)
    server.child.wait()
    time.sleep(2)
    left = [child for child in children if is_alive(child)]
    if left:
        found.append(f"{len(left)} child(ren) search on for nobody")
    server = Server(folder, database, key)
    server.wait_until_ready()
    ended = server.ended_run(run)
    made = week.schedules(server)
    if ended["state"] != "Complete" or len(made) != 1:
        found.append(f"{len(made)} schedule(s), run {ended}")
    server.stop()
    return found, f"{len(children)} child(ren) ended; attempt {ended['attempts']}"
