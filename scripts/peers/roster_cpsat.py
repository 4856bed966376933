"""A roster by OR-Tools CP-SAT, as one would first write it: one Boolean an agent, day and shift.

usage: roster_cpsat.py PROBLEM.json [--limit SECONDS] [--workers N] [--seed N] [--breaks middle|free]

Agents of the same plan and skills are counted together before heads are, so that a slot's sum is short. Breaks stand in
the middle of their windows (`middle`), or have a Boolean for every start in their window (`free`).
Prints JSON: lines (one an agent), objective, bound, status, seconds, and building_seconds within them.
"""

import argparse
import json
import sys
import time
from collections import defaultdict

from ortools.sat.python import cp_model

from roster_shifts import shifts_of

# CP-SAT counts in whole numbers.
CENTS = 100


class Roster:
    def __init__(self, problem, free_breaks):
        self.problem, self.free_breaks = problem, free_breaks
        self.slot_minutes = problem["slotMinutes"]
        self.model = cp_model.CpModel()
        self.days = problem["days"]
        assert all(day["clockChange"] is None for day in self.days), "days of 24 hours only"
        self.options = {
            (plan, weekday): shifts_of(problem["plans"][plan], weekday, self.slot_minutes)
            for plan in range(len(problem["plans"]))
            for weekday in {day["weekday"] for day in self.days}
        }
        self.works = {}  # (agent, day) -> [(Shift, Boolean)]
        self.breaks = {}  # (agent, day, activity) -> {slot of the day: Boolean}
        self.cost = []
        # (skills, slot) -> terms that add up to the heads on queue
        self.heads = defaultdict(list)
        for agent in range(len(problem["agents"])):
            self.add_line(agent)
        self.add_heads()
        self.add_demand()
        self.model.minimize(sum(self.cost))

    def add_line(self, index):
        agent = self.problem["agents"][index]
        plan = self.problem["plans"][agent["plan"]]
        worked = []
        for day, date in enumerate(self.days):
            options = []
            for shift in self.options[agent["plan"], date["weekday"]]:
                start, end = date["firstSlot"] + shift.start, date["firstSlot"] + shift.end
                if day not in agent["daysOff"] and all(
                    end <= away["start"] or away["end"] <= start for away in agent["unavailable"]
                ):
                    options.append((shift, self.model.new_bool_var("")))
            self.works[index, day] = options
            works = self.model.new_bool_var("")
            self.model.add(sum(literal for _, literal in options) == works)
            worked.append(works)
            if self.free_breaks:
                self.add_breaks(index, day)
        self.add_rules(index, agent, plan, worked)
        for request in agent["requests"]:
            self.add_request(index, request, worked)

    def add_rules(self, index, agent, plan, worked):
        model = self.model
        for week in sorted({day["week"] for day in self.days}):
            days = [day for day, date in enumerate(self.days) if date["week"] == week]
            paid = sum(shift.paid_minutes * literal for day in days for shift, literal in self.works[index, day])
            absences = agent["paidAbsenceMinutes"]
            absence = absences[week] if week < len(absences) else 0
            model.add(paid <= max(plan["maximumPaidMinutesPerWeek"] - absence, 0))
            model.add(sum(worked[day] for day in days) <= plan["maximumDaysPerWeek"])
            if len(days) == 7:
                model.add(paid >= plan["minimumPaidMinutesPerWeek"] - absence)
                model.add(sum(worked[day] for day in days) >= plan["minimumDaysPerWeek"])
        model.add(sum(worked) <= len(self.days) - plan["minimumDaysOff"])
        longest = plan["maximumConsecutiveDays"]
        for start in range(len(self.days) - longest):
            model.add(sum(worked[start : start + longest + 1]) <= longest)
        rest = -(-plan["minimumTimeBetweenShiftsMinutes"] // self.slot_minutes)
        day_slots = 24 * 60 // self.slot_minutes
        for day in range(len(self.days) - 1):
            end = sum(shift.end * literal for shift, literal in self.works[index, day])
            start = sum(shift.start * literal for shift, literal in self.works[index, day + 1])
            # A day off frees both sides.
            model.add(end + rest <= start + day_slots + 2 * day_slots * (1 - worked[day + 1]))

    def add_request(self, index, request, worked):
        price = round(CENTS * request["price"])
        day, wish = request["day"], request["wish"]
        if wish == "dayOff":
            self.cost.append(price * worked[day])
        elif wish == "work":
            self.cost.append(price * (1 - worked[day]))
        else:
            ((kind, template),) = wish.items()
            granted = sum(literal for shift, literal in self.works[index, day] if shift.template == template)
            self.cost.append(price * (1 - granted) if kind == "shift" else price * granted)

    def add_breaks(self, index, day):
        """A start for every activity of the day's shift, in its window, in order and at its distance."""
        options = self.works[index, day]
        for activity in range(max((len(shift.activities) for shift, _ in options), default=0)):
            allowed_by = defaultdict(list)
            for shift, literal in options:
                if activity < len(shift.activities):
                    _, _, _, earliest, latest, _ = shift.activities[activity]
                    for place in range(earliest, latest + 1):
                        allowed_by[shift.start + place].append(literal)
            starts = {slot: self.model.new_bool_var("") for slot in allowed_by}
            self.breaks[index, day, activity] = starts
            having = [literal for shift, literal in options if activity < len(shift.activities)]
            self.model.add(sum(starts.values()) == sum(having))
            for slot, literals in allowed_by.items():
                self.model.add(starts[slot] <= sum(literals))
            if activity:
                before = self.breaks[index, day, activity - 1]
                apart = sum(
                    (shift.activities[activity - 1][1] + shift.activities[activity][5]) * literal
                    for shift, literal in options
                    if activity < len(shift.activities)
                )
                later = sum(slot * literal for slot, literal in starts.items())
                # Only a shift with this activity binds; otherwise the earlier one is free.
                slack = 200 * (1 - sum(having))
                self.model.add(later + slack >= sum(slot * literal for slot, literal in before.items()) + apart)

    def add_heads(self):
        """Counts agents of one plan and skill set by shift, and heads by skill set and slot."""
        kinds = defaultdict(list)
        for index, agent in enumerate(self.problem["agents"]):
            kinds[agent["plan"], tuple(sorted(set(agent["groups"])))].append(index)
        for (_, skills), agents in kinds.items():
            for day, date in enumerate(self.days):
                by_shift, by_break = defaultdict(list), defaultdict(list)
                for index in agents:
                    for shift, literal in self.works[index, day]:
                        by_shift[shift].append(literal)
                        if self.free_breaks:
                            for activity, (_, length, *_) in enumerate(shift.activities):
                                by_break[activity, length]  # the same length in all shifts of a plan
                for shift, literals in by_shift.items():
                    count = self.model.new_int_var(0, len(literals), "")
                    self.model.add(sum(literals) == count)
                    fixed = () if self.free_breaks else shift.middle_places()
                    covered = shift.on_queue(fixed) if fixed else range(shift.start, shift.end)
                    for slot in covered:
                        self.heads[skills, date["firstSlot"] + slot].append(count)
                for activity, length in by_break:
                    at = defaultdict(list)
                    for index in agents:
                        for slot, literal in self.breaks.get((index, day, activity), {}).items():
                            at[slot].append(literal)
                    for slot, literals in at.items():
                        count = self.model.new_int_var(0, len(literals), "")
                        self.model.add(sum(literals) == count)
                        for away in range(slot, slot + length):
                            self.heads[skills, date["firstSlot"] + away].append(-count)

    def add_demand(self):
        agents = len(self.problem["agents"])
        serving = defaultdict(list)
        for (skills, slot), terms in self.heads.items():
            if len(skills) == 1:
                serving[skills[0], slot].extend(terms)
                continue
            split = [self.model.new_int_var(0, agents, "") for _ in skills]
            self.model.add(sum(split) == sum(terms))
            for group, part in zip(skills, split):
                serving[group, slot].append(part)
        for index, group in enumerate(self.problem["groups"]):
            for slot, required in enumerate(group["required"]):
                assert required == int(required), "whole heads only"
                heads = serving.get((index, slot))
                if heads is None and required == 0:
                    continue
                under = self.model.new_int_var(0, int(required), "")
                over = self.model.new_int_var(0, agents, "")
                self.model.add(sum(heads or []) + under - over == int(required))
                self.cost.append(round(CENTS * group["underCostPerSlot"]) * under)
                self.cost.append(round(CENTS * group["overCostPerSlot"]) * over)

    def lines(self, solver):
        for index in range(len(self.problem["agents"])):
            shifts = []
            for day, date in enumerate(self.days):
                for shift, literal in self.works[index, day]:
                    if not solver.boolean_value(literal):
                        continue
                    places = shift.middle_places()
                    if self.free_breaks:
                        starts = [self.breaks[index, day, activity] for activity in range(len(shift.activities))]
                        taken = [next(s for s, b in start.items() if solver.boolean_value(b)) for start in starts]
                        places = [slot - shift.start for slot in taken]
                    first = date["firstSlot"]
                    activities = [
                        {"kind": kind, "startSlot": first + shift.start + place, "slots": slots, "paid": paid}
                        for place, (kind, slots, paid, *_) in zip(places, shift.activities)
                    ]
                    shifts.append(
                        {
                            "day": day,
                            "startSlot": first + shift.start,
                            "endSlot": first + shift.end,
                            "template": shift.template,
                            "activities": activities,
                        }
                    )
            yield {"agent": index, "shifts": shifts}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("problem")
    arguments.add_argument("--limit", type=float, default=60.0)
    arguments.add_argument("--workers", type=int, default=8)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--breaks", choices=["middle", "free"], default="middle")
    arguments = arguments.parse_args()
    started = time.monotonic()
    with open(arguments.problem, encoding="utf-8") as file:
        roster = Roster(json.load(file), arguments.breaks == "free")
    building = time.monotonic() - started
    solver = cp_model.CpSolver()
    # Building the model counts: the limit is for the whole answer.
    solver.parameters.max_time_in_seconds = max(arguments.limit - building, 1.0)
    solver.parameters.num_workers = arguments.workers
    solver.parameters.random_seed = arguments.seed
    status = solver.solve(roster.model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    answer = {
        "status": solver.status_name(status),
        "lines": list(roster.lines(solver)) if found else None,
        "objective": solver.objective_value / CENTS if found else None,
        "bound": solver.best_objective_bound / CENTS,
        "seconds": time.monotonic() - started,
        "buildingSeconds": building,
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
