"""Files of contacts and of history, and what is there of them."""

import random

LIST = {"name": "People", "defaultTimeZone": "UTC", "defaultRegion": "CN"}
UNIT = {"name": "Unit", "timeZone": "UTC", "startDayOfWeek": "Monday", "intervalLengthMinutes": 5}


def contact_list(server, name="People"):
    return server.expect("POST", "/outbound/contact-lists", {**LIST, "name": name})["id"]


def contacts(count):
    rows = (f"c{number},+8613{number:09d}\r\n" for number in range(count))
    return ("externalId,phone\r\n" + "".join(rows)).encode()


def begin_contact_import(server, list_id, count):
    """The run of a large import that was queued."""
    path = f"/outbound/contact-lists/{list_id}/imports"
    return server.expect("POST", path, contacts(count), {"Content-Type": "text/csv"})["run"]["id"]


def contacts_there(server, list_id):
    """How many contacts the list's export has, and how many of them are different ones."""
    text = server.expect("GET", f"/outbound/contact-lists/{list_id}/contacts/export", timeout=120)
    rows = text.splitlines()[1:]
    return len(rows), len(set(rows))


def business_unit(server):
    return server.expect("POST", "/business-units", UNIT)["id"]


def history(count, seed):
    draw = random.Random(seed)
    rows = []
    for at in range(count):
        day, minute = 1 + at // 288, at % 288 * 5
        stamp = f"2024-{1 + (day - 1) // 28:02d}-{1 + (day - 1) % 28:02d}T{minute // 60:02d}:{minute % 60:02d}:00Z"
        rows.append(f"{stamp},5,{draw.randrange(1000)}\n")
    return ("IntervalStart,IntervalMinutes,Offered\n" + "".join(rows)).encode()


def send_history(server, unit, queue, file, timeout=60):
    path = f"/historical-data?businessUnitId={unit}&createMissingQueues=true&queueName={queue}"
    return server.ask("POST", path, file, {"Content-Type": "text/csv", "Idempotency-Key": queue}, timeout)


def intervals_there(server, unit, queue):
    found = [entry["id"] for entry in server.pages(f"/queues?businessUnitId={unit}") if entry["name"] == queue]
    if not found:
        return 0
    path = f"/queues/{found[0]}/history?startDate=2024-01-01&endDate=2025-01-01"
    return len(server.expect("GET", path)["intervals"])
