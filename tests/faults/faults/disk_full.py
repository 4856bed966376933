"""A disk that is full for a while."""

import time

from support.disk import FailingDisk
from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "the disk full (ENOSPC) for 3 s under load of 16 clients (SQLite)"
HOLDS = (
    "507 `storage-full` with Retry-After while it is; reads are answered; /readyz says no; acknowledged writes are there, also "
    "after kill -9; writes go on without a restart"
)
TRIALS = 3
HOW = "full"
CODE = "storage-full"


def trial(folder, seed):
    disk = FailingDisk(folder)
    database, found = disk.data / "crewcast.sqlite", []
    key = make_tenant(database)
    server = Server(folder, database, key, environment=disk.environment)
    server.wait_until_ready()
    with Writers([server], 16) as writers:
        writers.wait_for_writes(50)
        disk.fails(HOW)
        time.sleep(1.5)
        refused = server.ask("POST", "/outbound/dnc-lists/tenant/entries", {"phone": "+8613999999999"})
        if refused.code != CODE or not refused.is_put_off:
            found.append(f"a write was answered {refused}")
        if not server.ask("GET", "/outbound/dnc-lists").is_kept:
            found.append("a read was not answered")
        if server.is_ready():
            found.append("/readyz said yes")
        time.sleep(1.5)
        disk.works()
        if not writers.wait_for_writes(50):
            found.append("writes did not go on")
    server.wait_until_ready(5)
    server.kill()
    server = Server(folder, database, key)
    server.wait_until_ready()
    found += writers.violations(server)
    server.stop()
    return found, writers.seen()
