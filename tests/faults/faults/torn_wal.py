"""A write-ahead log whose last bytes are not what was meant."""

import random
import time

from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "kill -9 under load, then 3,000 random bytes at the end of the `-wal` file (SQLite)"
HOLDS = "the torn end is passed over; every acknowledged write is there"
TRIALS = 5


def trial(folder, seed):
    database, draw = folder / "crewcast.sqlite", random.Random(seed)
    key = make_tenant(database)
    server = Server(folder, database, key)
    server.wait_until_ready()
    with Writers([server], 16) as writers:
        writers.wait_for_writes(100)
        time.sleep(draw.uniform(0, 1))
        server.kill()
    log = database.with_name("crewcast.sqlite-wal")
    length = log.stat().st_size
    with log.open("ab") as end:
        end.write(draw.randbytes(3_000))
    server = Server(folder, database, key)
    server.wait_until_ready()
    found = writers.violations(server)
    server.stop()
    return found, f"log of {length:,} bytes; {writers.seen()}"
