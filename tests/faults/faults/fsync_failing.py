"""A disk that does not always make durable what it took."""

import time

from support.disk import FailingDisk
from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "every third fsync fails (EIO) for 4 s under load of 16 clients, then kill -9 (SQLite)"
HOLDS = "no write whose fsync failed is acknowledged; acknowledged writes are there; writes go on without a restart"
TRIALS = 3


def trial(folder, seed):
    disk = FailingDisk(folder)
    database = disk.data / "crewcast.sqlite"
    key = make_tenant(database)
    server = Server(folder, database, key, environment=disk.environment)
    server.wait_until_ready()
    with Writers([server], 16) as writers:
        writers.wait_for_writes(50)
        disk.fails("fsync 3")
        time.sleep(4)
        put_off = writers.put_off
        disk.works()
        goes_on = writers.wait_for_writes(50)
        server.kill()
    server = Server(folder, database, key)
    server.wait_until_ready()
    found = writers.violations(server)
    if not goes_on:
        found.append("writes did not go on")
    if not put_off:
        found.append("no write was put off, so no failed fsync was told")
    server.stop()
    return found, writers.seen()
