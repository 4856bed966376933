"""When callees of 40 zones may be called in three years, by Python's zoneinfo: the windows, exact to the minute.

Reads nothing. Writes one line a zone: its name, then `start-end` in minutes since 2025-01-01T00:00Z for every window that
begins and ends within the three years. An instant is callable when its local weekday and wall clock lie in a slot; it is
looked at every 15 minutes and, where that changes, at every minute between.
"""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

BEGIN = datetime(2025, 1, 1, tzinfo=timezone.utc)
MINUTES = 3 * 365 * 1440
STEP = 15

# 1 = Monday. Slots that touch, one that goes on over midnight, and some that lie where clocks jump.
SLOTS = {
    1: [(8 * 60, 12 * 60), (12 * 60, 21 * 60)],
    2: [(9 * 60 + 7, 20 * 60 + 52)],
    3: [(9 * 60, 18 * 60), (22 * 60, 24 * 60)],
    4: [(0, 60), (9 * 60, 21 * 60)],
    5: [(8 * 60, 21 * 60)],
    6: [(10 * 60, 16 * 60)],
    7: [(60, 2 * 60 + 30), (3 * 60, 4 * 60), (11 * 60, 15 * 60)],
}

ZONES = """Asia/Shanghai Asia/Tokyo Asia/Kolkata Asia/Kathmandu Asia/Tehran Asia/Jerusalem Asia/Beirut Asia/Gaza Asia/Dubai
Asia/Manila Asia/Almaty Europe/London Europe/Berlin Europe/Paris Europe/Moscow Europe/Istanbul Europe/Lisbon
Europe/Kyiv Europe/Chisinau Africa/Cairo Africa/Casablanca Africa/Lagos Africa/Johannesburg America/New_York America/Chicago
America/Denver America/Phoenix America/Los_Angeles America/Anchorage America/St_Johns America/Halifax America/Sao_Paulo
America/Santiago America/Havana Atlantic/Azores Australia/Sydney Australia/Adelaide Australia/Lord_Howe
Pacific/Auckland Pacific/Chatham""".split()


def is_open(zone, minute):
    local = (BEGIN + timedelta(minutes=minute)).astimezone(zone)
    clock = local.hour * 60 + local.minute
    return any(start <= clock < stop for start, stop in SLOTS[local.isoweekday()])


def windows(zone):
    before, start = is_open(zone, 0), None
    for step in range(STEP, MINUTES + 1, STEP):
        if is_open(zone, step) == before:
            continue
        turn = next(m for m in range(step - STEP + 1, step + 1) if is_open(zone, m) != before)
        if before and start is not None:
            yield start, turn
        start, before = (None, False) if before else (turn, True)


for name in ZONES:
    zone = ZoneInfo(name)
    print(name, *(f"{start}-{end}" for start, end in windows(zone)))
