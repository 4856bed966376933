"""Transactions that wait for one another."""

import subprocess
import time

from support.postgres import Postgres
from support.server import Server, make_tenant
from support.writers import Writers

FAULT = "sessions that lock two tables in opposite orders, 10 times, under load of 16 clients (PostgreSQL)"
HOLDS = "acknowledged writes are there; whoever loses a deadlock is put off with 503; writes go on"
TRIALS = 1


def trial(folder, seed):
    with Postgres() as postgres:
        database = postgres.make("centre")
        key = make_tenant(database)
        server = Server(folder, database, key)
        server.wait_until_ready()
        server.expect("POST", "/outbound/dnc-lists/tenant/entries", {"phone": "+8613999999999"})
        orders = [["dnc_entries", "events"], ["events", "dnc_entries"]]
        with Writers([server], 16) as writers:
            for _ in range(10):
                sessions = []
                for first, second in orders:
                    statement = (
                        f"BEGIN; LOCK TABLE {first} IN SHARE ROW EXCLUSIVE MODE; SELECT pg_sleep(0.2); "
                        f"LOCK TABLE {second} IN SHARE ROW EXCLUSIVE MODE; COMMIT"
                    )
                    sessions.append(subprocess.Popen(
                        postgres.psql_command(statement, "centre"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
                for session in sessions:
                    session.wait()
                time.sleep(0.2)
            goes_on = writers.wait_for_writes(100)
        found = writers.violations(server) + ([] if goes_on else ["writes did not go on"])
        broken = int(postgres.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = 'centre'"))
        server.stop()
        return found, f"{broken} deadlocks; {writers.seen()}"
