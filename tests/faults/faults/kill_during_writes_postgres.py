"""One of two servers of a PostgreSQL, ended by kill -9."""

import random
import time

from support.postgres import Postgres
from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "kill -9 of one of two servers of a PostgreSQL while 16 clients write"
HOLDS = "every acknowledged write is there; the other server answers on"
TRIALS = 3


def trial(folder, seed):
    with Postgres() as postgres:
        database = postgres.make("centre")
        key = make_tenant(database)
        servers = [Server(folder, database, key) for _ in range(2)]
        for server in servers:
            server.wait_until_ready()
        with Writers(servers, 16) as writers:
            writers.wait_for_writes(100)
            time.sleep(random.Random(seed).uniform(0, 2))
            servers[0].kill()
            goes_on = writers.wait_for_writes(50)
        found = writers.violations(servers[1])
        if not goes_on:
            found.append("the other server took no more writes")
        servers[1].stop()
        return found, writers.seen()
