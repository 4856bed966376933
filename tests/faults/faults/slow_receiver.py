"""A webhook whose receiver takes its time, with an outbox that grows."""

import time

from support.imports import business_unit, send_history
from support.receiver import Receiver
from support.server import Server, make_tenant

FAULT = "a webhook's receiver that takes 3 s a message while 100 events come (SQLite)"
HOLDS = "changes are acknowledged; another webhook gets every event; the slow one gets what it was sent in order"
TRIALS = 1
EVENTS = 100


def trial(folder, seed):
    database = folder / "crewcast.sqlite"
    key = make_tenant(database)
    server = Server(folder, database, key)
    server.wait_until_ready()
    unit = business_unit(server)
    topic = f"business-units.{unit}.historical-data.imports"
    with Receiver(pause_seconds=3) as slow, Receiver() as quick:
        for receiver in (slow, quick):
            server.expect("POST", "/webhooks", {"url": receiver.url, "topics": [topic]})
        kept, slowest = [], 0.0
        for at in range(EVENTS):
            file = f"IntervalStart,IntervalMinutes,Offered\n2024-01-01T00:00:00Z,5,{at}\n".encode()
            answer = send_history(server, unit, f"q{at}", file)
            slowest = max(slowest, answer.seconds)
            if answer.is_kept:
                kept.append(answer.body["id"])
        end = time.monotonic() + 60
        while time.monotonic() < end and not set(kept) <= set(quick.imports()):
            time.sleep(0.2)
        found = []
        if len(kept) < EVENTS:
            found.append(f"{EVENTS - len(kept)} changes were not acknowledged")
        if set(kept) - set(quick.imports()):
            found.append(f"{len(set(kept) - set(quick.imports()))} events did not reach the quick receiver")
        if slow.imports() != kept[: len(slow.imports())]:
            found.append("the slow receiver was told out of order")
        told = len(slow.imports())
        server.kill()
    return found, f"slowest change {slowest * 1000:.0f} ms; quick {EVENTS}, slow {told} delivered"
