"""What both roster peers read from a problem: the shifts a work plan allows, with breaks at a fixed place."""

import itertools
from dataclasses import dataclass


@dataclass(frozen=True)
class Shift:
    """A shift of a day: times in slots from midnight, windows of its activities in slots from its start."""

    template: str
    start: int
    end: int
    paid_minutes: int
    activities: tuple  # (kind, slots, paid, earliest, latest, distance to the one before)

    def middle_places(self):
        """The places nearest to the middle of every window that keep order and distance; none where they do not fit."""
        windows = [range(earliest, latest + 1) for _, _, _, earliest, latest, _ in self.activities]
        middles = [(window.start + window.stop - 1) / 2 for window in windows]
        fits = [places for places in itertools.product(*windows) if self.keeps_distances(places)]
        away = lambda places: sum(abs(place - middle) for place, middle in zip(places, middles))
        return min(fits, key=away, default=None)

    def keeps_distances(self, places):
        for (before, place), (done, following) in zip(
            zip(places, places[1:]), zip(self.activities, self.activities[1:])
        ):
            if place < before + done[1] + following[5]:
                return False
        return True

    def on_queue(self, places):
        """Slots on queue with activities at these places."""
        away = {
            self.start + place + slot
            for place, activity in zip(places, self.activities)
            for slot in range(activity[1])
        }
        return [slot for slot in range(self.start, self.end) if slot not in away]


def shifts_of(plan, weekday, slot_minutes):
    """All shifts of a plan on a day of the week; those whose breaks cannot fit are left out."""
    found = []
    for template in plan["shifts"]:
        if weekday not in template["weekdays"]:
            continue
        unpaid = sum(a["lengthMinutes"] for a in template["activities"] if not a["paid"])
        starts = range(
            template["earliestStartMinutes"],
            template["latestStartMinutes"] + 1,
            max(template["startIncrementMinutes"], 1),
        )
        lengths = range(
            template["minimumPaidMinutes"],
            template["maximumPaidMinutes"] + 1,
            max(template["paidIncrementMinutes"], 1),
        )
        for start, paid in itertools.product(starts, lengths):
            slots = (paid + unpaid) // slot_minutes
            activities = []
            for a in template["activities"]:
                up = lambda minutes: -(-minutes // slot_minutes)
                length = up(a["lengthMinutes"])
                latest = min(
                    a["latestStartMinutes"] // slot_minutes, slots - length - up(a["minimumBeforeEndMinutes"])
                )
                earliest = up(a["earliestStartMinutes"])
                distance = up(a["minimumDistanceMinutes"])
                activities.append((a["id"], length, a["paid"], earliest, latest, distance))
            first = start // slot_minutes
            shift = Shift(template["id"], first, first + slots, paid, tuple(activities))
            if shift.middle_places() is not None:
                found.append(shift)
    return found
