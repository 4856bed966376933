"""A machine's clock that is set forward and back."""

import subprocess
import time

from support.imports import begin_contact_import, contact_list, contacts_there
from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "the clock jumps an hour forward, then two hours back, under load of 8 clients (SQLite, libfaketime)"
HOLDS = "acknowledged writes are there; a run queued before the jumps ends once; /readyz stays true"
TRIALS = 1


def library():
    listed = subprocess.run(["dpkg", "--listfiles", "libfaketime"], capture_output=True, text=True).stdout.split()
    found = [path for path in listed if path.endswith("libfaketimeMT.so.1")]
    if not found:
        raise RuntimeError("libfaketime is not installed; ./run faults installs it")
    return found[0]


def trial(folder, seed):
    database, hand = folder / "crewcast.sqlite", folder / "clock"
    key = make_tenant(database)
    hand.write_text("+0")
    environment = {
        "LD_PRELOAD": library(), "FAKETIME_TIMESTAMP_FILE": str(hand), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    server = Server(folder, database, key, environment=environment)
    server.wait_until_ready()
    found, runs, lists = [], [], []
    with Writers([server], 8) as writers:
        for at, offset in enumerate(["+3600", "-3600", "+0"]):
            writers.wait_for_writes(50)
            lists.append(contact_list(server, f"People {at}"))
            runs.append(begin_contact_import(server, lists[-1], 3_000))
            hand.write_text(offset)
            time.sleep(1)
            if not server.is_ready():
                found.append(f"/readyz said no after the jump to {offset} s")
            if not writers.wait_for_writes(50):
                found.append(f"writes did not go on after the jump to {offset} s")
    ended = [server.ended_run(run) for run in runs]
    found += [f"a run ended {run}" for run in ended if run["state"] != "Complete"]
    there = [contacts_there(server, people) for people in lists]
    found += [f"contacts on a list: {count}" for count in there if count != (3_000, 3_000)]
    found += writers.violations(server)
    server.stop()
    return found, f"{writers.seen()}; attempts of runs {[run['attempts'] for run in ended]}"
