"""Contacts leased to dialers while the server is killed."""

import random
import threading
import time

from support.imports import contact_list
from support.server import Server, make_tenant

FAULT = "kill -9 three times while 8 dialers lease and report (SQLite)"
HOLDS = "no contact has two leases at once, tokens rise, and what was reported is not leased again"
TRIALS = 2
TTL_SECONDS = 120
SLOTS = [{"day": day, "startTime": "00:00", "stopTime": "24:00"} for day in range(1, 8)]


class Dialers:
    def __init__(self, server, campaign):
        self.server, self.campaign = server, campaign
        self.grants, self.reported = [], set()
        self.lock, self.is_over = threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self.dial, args=(at,)) for at in range(8)]

    def dial(self, at):
        turn = 0
        while not self.is_over.is_set():
            turn += 1
            body = {"dialerId": f"d{at}", "count": 5, "ttlSeconds": TTL_SECONDS}
            path = f"/outbound/campaigns/{self.campaign}/leases"
            answer = self.server.ask("POST", path, body)
            if not answer.is_kept or not answer.body["leases"]:
                time.sleep(0.1)
                continue
            with self.lock:
                self.grants += [(lease["externalId"], lease["token"]) for lease in answer.body["leases"]]
            for lease in answer.body["leases"]:
                report = {"token": lease["token"], "wrapUpCode": "answered"}
                told = self.server.ask("POST", f"/outbound/leases/{lease['leaseId']}/outcome", report)
                if told.is_kept:
                    with self.lock:
                        self.reported.add(lease["externalId"])


def campaign(server):
    people = contact_list(server)
    rows = [{"externalId": f"c{at}", "phone": f"+8613{at:09d}"} for at in range(3_000)]
    server.expect("POST", f"/outbound/contact-lists/{people}/contacts/import", {"contacts": rows})
    hours = {"name": "Always", "callableTimes": [{"timeZoneId": "*", "timeSlots": SLOTS}]}
    hours = server.expect("POST", "/outbound/callable-time-sets", hours)["id"]
    made = server.expect("POST", "/outbound/campaigns", {
        "name": "Fault", "contactListId": people, "callableTimeSetId": hours, "productFamily": "fault",
        "maxAttemptsPerContact": 50, "minutesBetweenAttempts": 0,
        "wrapUpCodeMapping": {"mapping": {"answered": ["businessSuccess"]}}})["id"]
    server.expect("POST", f"/outbound/campaigns/{made}/start")
    return made


def trial(folder, seed):
    database, draw = folder / "crewcast.sqlite", random.Random(seed)
    key = make_tenant(database)
    server = Server(folder, database, key)
    server.wait_until_ready()
    dialers = Dialers(server, campaign(server))
    for thread in dialers.threads:
        thread.start()
    for _ in range(3):
        time.sleep(draw.uniform(0.5, 1.5))
        server.kill()
        server = Server(folder, database, key, port=server.port)
        server.wait_until_ready()
        dialers.server = server
    time.sleep(1)
    dialers.is_over.set()
    for thread in dialers.threads:
        thread.join()
    server.stop()
    # A lease outlives the whole trial, so a contact that comes twice comes while it is held, or after its report.
    seen, found = {}, []
    for contact, token in dialers.grants:
        if contact in seen and token != seen[contact]:
            found.append(f"{contact} was leased twice, with tokens {seen[contact]} and {token}")
        seen[contact] = token
    return found, f"{len(dialers.grants):,} leases, {len(dialers.reported):,} reports"
