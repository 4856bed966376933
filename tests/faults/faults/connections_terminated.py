"""Every connection ended by the database, again and again."""

import time

from support.postgres import Postgres
from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "all connections ended by `pg_terminate_backend` 20 times under load of 16 clients"
HOLDS = "acknowledged writes are there; nothing but 2xx and 503 with Retry-After; writes go on"
TRIALS = 2
ENDING = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'centre'"


def trial(folder, seed):
    with Postgres() as postgres:
        database = postgres.make("centre")
        key = make_tenant(database)
        server = Server(folder, database, key)
        server.wait_until_ready()
        ended = 0
        with Writers([server], 16) as writers:
            for _ in range(20):
                time.sleep(0.2)
                ended += int(postgres.sql(ENDING))
            goes_on = writers.wait_for_writes(100)
        found = writers.violations(server) + ([] if goes_on else ["writes did not go on"])
        server.stop()
        return found, f"{ended} connections ended; {writers.seen()}"
