"""The row that numbers events, held longer than a wait for a lock may take."""

import time

from support.imports import business_unit, send_history
from support.postgres import Postgres
from support.receiver import Receiver
from support.server import Server, make_tenant

FAULT = "the numbering of events locked for 35 s by somebody else (PostgreSQL)"
HOLDS = "changes are acknowledged meanwhile; their events are told afterwards, all and in order"
TRIALS = 1
CHANGES = 20


def trial(folder, seed):
    with Postgres() as postgres, Receiver() as receiver:
        database = postgres.make("centre")
        key = make_tenant(database)
        server = Server(folder, database, key)
        server.wait_until_ready()
        unit = business_unit(server)
        topic = f"business-units.{unit}.historical-data.imports"
        server.expect("POST", "/webhooks", {"url": receiver.url, "topics": [topic]})
        lock = postgres.hold("SELECT 1 FROM event_numbering FOR UPDATE", 35, "centre")
        time.sleep(0.5)
        kept = []
        for at in range(CHANGES):
            file = f"IntervalStart,IntervalMinutes,Offered\n2024-01-01T00:00:00Z,5,{at}\n".encode()
            answer = send_history(server, unit, f"q{at}", file)
            if answer.is_kept:
                kept.append(answer.body["id"])
        early = len(receiver.imports())
        lock.wait()
        end = time.monotonic() + 60
        while time.monotonic() < end and not set(kept) <= set(receiver.imports()):
            time.sleep(0.2)
        found = []
        if len(kept) < CHANGES:
            found.append(f"{CHANGES - len(kept)} changes were not acknowledged")
        if set(kept) - set(receiver.imports()):
            found.append(f"{len(set(kept) - set(receiver.imports()))} events were not told")
        if receiver.first_sequences() != sorted(receiver.first_sequences()):
            found.append("events were told out of order")
        server.stop()
        return found, f"{len(kept)} changes, {early} told while locked, {len(set(receiver.imports()))} afterwards"
