"""PostgreSQL gone as in a power cut, and back some seconds later."""

import time

from support.postgres import Postgres
from support.readiness import Readiness
from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "PostgreSQL stopped `immediate` under load of 16 clients, away for 5 s, started again"
HOLDS = (
    "acknowledged writes are there; meanwhile 503 with Retry-After, each within 10 s; /readyz false within 2 s and true again; "
    "writes go on without a restart"
)
TRIALS = 3
AWAY_SECONDS = 5


def trial(folder, seed):
    with Postgres() as postgres:
        database = postgres.make("centre")
        key = make_tenant(database)
        server = Server(folder, database, key)
        server.wait_until_ready()
        found = []
        with Writers([server], 16) as writers, Readiness(server) as readiness:
            writers.wait_for_writes(100)
            stopped = time.monotonic()
            postgres.stop("immediate")
            not_ready = readiness.seconds_until(False, stopped)
            time.sleep(AWAY_SECONDS)
            slowest = writers.slowest_begun_between(stopped, time.monotonic())
            postgres.start()
            started = time.monotonic()
            ready = readiness.seconds_until(True, started)
            if not writers.wait_for_writes(100):
                found.append("writes did not go on")
        if not_ready is None or not_ready > 2.5:
            # Asked five times a second, the change is seen up to half a second late.
            found.append(f"/readyz said that nobody serves after {not_ready} s")
        if ready is None:
            found.append("/readyz did not come back")
        if slowest > 10:
            found.append(f"while nobody was there an answer took {slowest:.1f} s")
        found += writers.violations(server)
        server.stop()
        return found, f"{writers.seen()}, {slowest:.1f} s while away; not ready after {not_ready or 0:.1f} s, ready {ready or 0:.1f} s after the start"
