"""More requests than connections, each waiting for a lock."""

import time

from support.postgres import Postgres
from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "a table locked for 12 s while 40 clients write through 16 connections"
HOLDS = "who finds no connection is put off within 8 s; acknowledged writes are there; afterwards writes go on"
TRIALS = 2


def trial(folder, seed):
    with Postgres() as postgres:
        database = postgres.make("centre")
        key = make_tenant(database)
        server = Server(folder, database, key)
        server.wait_until_ready()
        server.expect("POST", "/outbound/dnc-lists/tenant/entries", {"phone": "+8613999999999"})
        lock = postgres.hold("LOCK TABLE dnc_entries IN ACCESS EXCLUSIVE MODE", 12, "centre")
        time.sleep(0.5)
        with Writers([server], 40) as writers:
            time.sleep(8)
            put_off = writers.put_off
            lock.wait()
            goes_on = writers.wait_for_writes(100)
        found = writers.violations(server) + ([] if goes_on else ["writes did not go on"])
        if not put_off:
            found.append("nobody was put off within 8 s")
        server.stop()
        return found, writers.seen()
