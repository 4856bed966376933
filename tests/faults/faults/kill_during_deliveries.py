"""Events on their way to a webhook while the server is killed."""

import random
import time

from support.imports import business_unit, send_history
from support.receiver import Receiver
from support.server import Server, make_tenant

FAULT = "kill -9 three times while events are sent to a webhook (SQLite)"
HOLDS = "the receiver gets every event of an acknowledged change, at least once, in order"
TRIALS = 2
EVENTS = 60


def trial(folder, seed):
    database, draw = folder / "crewcast.sqlite", random.Random(seed)
    key = make_tenant(database)
    server = Server(folder, database, key)
    server.wait_until_ready()
    unit = business_unit(server)
    topic = f"business-units.{unit}.historical-data.imports"
    with Receiver(pause_seconds=0.02) as receiver:
        server.expect("POST", "/webhooks", {"url": receiver.url, "topics": [topic]})
        kept = []
        for at in range(EVENTS):
            file = f"IntervalStart,IntervalMinutes,Offered\n2024-01-01T00:00:00Z,5,{at}\n".encode()
            answer = send_history(server, unit, f"q{at}", file)
            if answer.is_kept:
                kept.append(answer.body["id"])
            if at % 20 == 10:
                time.sleep(draw.uniform(0, 0.2))
                server.kill()
                server = Server(folder, database, key)
                server.wait_until_ready()
        end = time.monotonic() + 90
        while time.monotonic() < end and not set(kept) <= set(receiver.imports()):
            time.sleep(0.2)
        told, sequences = receiver.imports(), receiver.first_sequences()
    server.stop()
    found = []
    if set(kept) - set(told):
        found.append(f"{len(set(kept) - set(told))} event(s) were never sent")
    if sequences != sorted(sequences):
        found.append("events were sent out of order")
    return found, f"{len(kept)} changes, {len(told)} deliveries, {len(told) - len(set(told))} sent twice"
