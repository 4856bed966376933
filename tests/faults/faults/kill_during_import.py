"""A file of history, whose import is cut by kill -9."""

import random
import threading
import time

from support.imports import business_unit, history, intervals_there, send_history
from support.server import Server, make_tenant

FAULT = "kill -9 during an import of 20,000 intervals (SQLite)"
HOLDS = "all of the file or nothing; sent again with its key, all of it, once"
TRIALS = 5
ROWS = 20_000


def trial(folder, seed):
    database = folder / "crewcast.sqlite"
    key = make_tenant(database)
    server = Server(folder, database, key)
    server.wait_until_ready()
    unit, file, found = business_unit(server), history(ROWS, seed), []
    began = time.monotonic()
    send_history(server, unit, "whole", file)
    whole_seconds = time.monotonic() - began
    answers = []
    sending = threading.Thread(target=lambda: answers.append(send_history(server, unit, "cut", file + b"\n")))
    sending.start()
    time.sleep(random.Random(seed).uniform(0, 1.2) * whole_seconds)
    server.kill()
    sending.join()
    server = Server(folder, database, key)
    server.wait_until_ready()
    there = intervals_there(server, unit, "cut")
    if there not in (0, ROWS):
        found.append(f"{there} of {ROWS} intervals are there")
    if answers[0].is_kept and there != ROWS:
        found.append("an acknowledged import is not there")
    for _ in range(2):
        again = send_history(server, unit, "cut", file + b"\n")
        if not again.is_kept or intervals_there(server, unit, "cut") != ROWS:
            found.append(f"sent again: {again}")
    server.stop()
    return found, f"import {whole_seconds:.1f} s; {there:,} intervals after the kill"
