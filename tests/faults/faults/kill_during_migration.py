"""A database that is made while the program is killed."""

import random
import sqlite3
import subprocess
import time

from support.server import PROGRAM, command

FAULT = "kill -9 during the migrations of a fresh database (SQLite)"
HOLDS = "the next start finds all of them or none, and ends with the schema of a database never cut"
TRIALS = 10


def schema(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as conn:
        return conn.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()


def trial(folder, seed):
    whole, cut = folder / "whole.sqlite", folder / "cut.sqlite"
    began = time.monotonic()
    command("migrate", database=whole)
    seconds = time.monotonic() - began
    child = subprocess.Popen([PROGRAM, "--database", str(cut), "migrate"], stdout=subprocess.DEVNULL)
    time.sleep(seconds * random.Random(seed).uniform(0.1, 1.0))
    child.kill()
    child.wait()
    left = len(schema(cut)) if cut.exists() else 0
    again = command("migrate", database=cut)
    found = []
    if left not in (0, len(schema(whole))):
        found.append(f"{left} of {len(schema(whole))} tables and indexes were left")
    if again.returncode or schema(cut) != schema(whole):
        found.append(f"the next start ended with {again.returncode} and another schema: {again.stderr}")
    return found, f"{seconds * 1000:.0f} ms whole; {left} tables and indexes after the kill"
