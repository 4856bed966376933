"""PostgreSQL restarted as an administrator does it."""

from support.postgres import Postgres
from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "PostgreSQL restarted (`fast`) three times under load of 16 clients"
HOLDS = "acknowledged writes are there; nothing but 2xx and 503 with Retry-After; writes go on"
TRIALS = 2


def trial(folder, seed):
    with Postgres() as postgres:
        database = postgres.make("centre")
        key = make_tenant(database)
        server = Server(folder, database, key)
        server.wait_until_ready()
        found = []
        with Writers([server], 16) as writers:
            for _ in range(3):
                writers.wait_for_writes(100)
                postgres.stop("fast")
                postgres.start()
                if not writers.wait_for_writes(50):
                    found.append("writes did not go on")
        found += writers.violations(server)
        server.stop()
        return found, writers.seen()
