"""How many agents on which shift, by pyworkforce's MinAbsDifference: no names, contracts, skills or rules.

usage: roster_pyworkforce.py PROBLEM.json [--limit SECONDS] [--model difference|required]

All groups are pooled into one demand; every shift of every plan is offered on every day, breaks in the middle of their
windows. `difference` is MinAbsDifference, `required` is MinRequiredResources: enough heads in every period.
Prints JSON: status, staffed (heads by slot), paid_hours of all shifts, shifts, seconds.
"""

import argparse
import json
import sys
import time

from pyworkforce.scheduling import MinAbsDifference, MinRequiredResources

from roster_shifts import shifts_of


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("problem")
    arguments.add_argument("--limit", type=float, default=60.0)
    arguments.add_argument("--model", choices=["difference", "required"], default="difference")
    arguments = arguments.parse_args()
    started = time.monotonic()
    with open(arguments.problem, encoding="utf-8") as file:
        problem = json.load(file)
    slot_minutes, days = problem["slotMinutes"], problem["days"]
    periods = 24 * 60 // slot_minutes
    shifts = {}
    for plan in problem["plans"]:
        for shift in shifts_of(plan, days[0]["weekday"], slot_minutes):
            shifts[f"{plan['id']} {shift.start} {shift.end}"] = shift
    coverage = {}
    for name, shift in shifts.items():
        on_queue = set(shift.on_queue(shift.middle_places()))
        coverage[name] = [int(slot in on_queue) for slot in range(periods)]
    required = [
        [
            int(sum(group["required"][day["firstSlot"] + slot] for group in problem["groups"]))
            for slot in range(periods)
        ]
        for day in days
    ]
    scheduler = {"difference": MinAbsDifference, "required": MinRequiredResources}[arguments.model](
        num_days=len(days),
        periods=periods,
        shifts_coverage=coverage,
        required_resources=required,
        max_period_concurrency=len(problem["agents"]),
        max_shift_concurrency=len(problem["agents"]),
        max_search_time=arguments.limit,
        num_search_workers=8,
    )
    solution = scheduler.solve()
    staffed = [0] * (periods * len(days))
    paid_minutes = count = 0
    if solution["status"] in ("OPTIMAL", "FEASIBLE"):
        for entry in solution["resources_shifts"]:
            shift = shifts[entry["shift"]]
            paid_minutes += entry["resources"] * shift.paid_minutes
            count += entry["resources"]
            for slot, present in enumerate(coverage[entry["shift"]]):
                staffed[entry["day"] * periods + slot] += present * entry["resources"]
    json.dump(
        {
            "status": solution["status"],
            "staffed": staffed,
            "paidHours": paid_minutes / 60,
            "shifts": count,
            "seconds": time.monotonic() - started,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
