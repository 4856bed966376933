"""A Curtois text instance by OR-Tools CP-SAT: one Boolean a staff member, day and shift, and nothing clever.

usage: curtois_cpsat.py INSTANCE [--limit SECONDS] [--cpu SECONDS] [--workers N] [--seed N] [--out SOLUTION]

`--cpu` ends the search after so much processor time of all threads: on a busy machine, `--limit 3600 --cpu 120` is what
60 seconds are on two quiet cores. Prints objective, bound, status and seconds. SOLUTION gets one line a staff member with a shift or nothing a day.
A run of days that touches either end of the horizon is bound by no minimum: that is how the instances are read.
"""

import argparse
import threading
import time

from ortools.sat.python import cp_model


def sections(path):
    found, rows = {}, None
    for line in open(path, encoding="utf-8-sig"):
        line = line.strip()
        if line.startswith("SECTION_"):
            rows = found.setdefault(line.removeprefix("SECTION_"), [])
        elif line and not line.startswith("#"):
            rows.append([field.strip() for field in line.split(",")])
    return found


def forbid_short_runs(model, days, least, inside):
    """No run of fewer than `least` literals that are true, unless it touches an end; `inside(d)` is true in a run."""
    for length in range(1, least):
        for start in range(1, len(days) - length):
            within = [inside(day).negated() for day in range(start, start + length)]
            model.add_bool_or(within + [inside(start - 1), inside(start + length)])


def build(instance):
    model = cp_model.CpModel()
    horizon = int(instance["HORIZON"][0][0])
    minutes = {row[0]: int(row[1]) for row in instance["SHIFTS"]}
    forbidden = {row[0]: [name for name in row[2].split("|") if name] for row in instance["SHIFTS"]}
    days_off = {row[0]: [int(day) for day in row[1:] if day] for row in instance.get("DAYS_OFF", [])}
    works = {}
    for name, shifts, most, least, longest, shortest, shortest_off, weekends in instance["STAFF"]:
        day_works = []
        for day in range(horizon):
            for shift in minutes:
                works[name, day, shift] = model.new_bool_var("")
            worked = model.new_bool_var("")
            model.add(sum(works[name, day, shift] for shift in minutes) == worked)
            day_works.append(worked)
        for day in days_off.get(name, []):
            model.add(day_works[day] == 0)
        for day in range(horizon - 1):
            for shift, after in forbidden.items():
                for other in after:
                    model.add_bool_or(works[name, day, shift].negated(), works[name, day + 1, other].negated())
        for entry in filter(None, shifts.split("|")):
            shift, count = entry.split("=")
            model.add(sum(works[name, day, shift] for day in range(horizon)) <= int(count))
        total = sum(minutes[shift] * works[name, day, shift] for day in range(horizon) for shift in minutes)
        model.add_linear_constraint(total, int(least), int(most))
        for start in range(horizon - int(longest)):
            model.add(sum(day_works[start : start + int(longest) + 1]) <= int(longest))
        forbid_short_runs(model, day_works, int(shortest), lambda day: day_works[day])
        forbid_short_runs(model, day_works, int(shortest_off), lambda day: day_works[day].negated())
        worked_weekends = []
        for saturday in range(5, horizon, 7):
            weekend = model.new_bool_var("")
            for day in range(saturday, min(saturday + 2, horizon)):
                model.add_implication(day_works[day], weekend)
            worked_weekends.append(weekend)
        model.add(sum(worked_weekends) <= int(weekends))
    cost = []
    for name, day, shift, weight in instance.get("SHIFT_ON_REQUESTS", []):
        cost.append(int(weight) * (1 - works[name, int(day), shift]))
    for name, day, shift, weight in instance.get("SHIFT_OFF_REQUESTS", []):
        cost.append(int(weight) * works[name, int(day), shift])
    staff = [row[0] for row in instance["STAFF"]]
    for day, shift, required, under_weight, over_weight in instance.get("COVER", []):
        under = model.new_int_var(0, int(required), "")
        over = model.new_int_var(0, len(staff), "")
        present = sum(works[name, int(day), shift] for name in staff)
        model.add(present + under - over == int(required))
        cost.append(int(under_weight) * under + int(over_weight) * over)
    model.minimize(sum(cost))
    return model, staff, horizon, list(minutes), works


def stop_after(solver, cpu_seconds):
    def watch():
        while time.process_time() < cpu_seconds:
            time.sleep(0.2)
        solver.stop_search()

    threading.Thread(target=watch, daemon=True).start()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("instance")
    arguments.add_argument("--limit", type=float, default=60.0)
    arguments.add_argument("--cpu", type=float)
    arguments.add_argument("--workers", type=int, default=8)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--out")
    arguments = arguments.parse_args()
    started = time.monotonic()
    model, staff, horizon, shifts, works = build(sections(arguments.instance))
    solver = cp_model.CpSolver()
    # Building the model counts: the limit is for the whole answer.
    solver.parameters.max_time_in_seconds = max(arguments.limit - (time.monotonic() - started), 1.0)
    solver.parameters.num_workers = arguments.workers
    solver.parameters.random_seed = arguments.seed
    if arguments.cpu:
        stop_after(solver, arguments.cpu)
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    objective = f"{solver.objective_value:.0f}" if found else "none"
    seconds = time.monotonic() - started
    print(
        f"objective={objective} bound={solver.best_objective_bound:.1f} status={solver.status_name(status)}"
        f" seconds={seconds:.1f} cpu={time.process_time():.1f} workers={arguments.workers}"
    )
    if found and arguments.out:
        with open(arguments.out, "w", encoding="utf-8") as out:
            for name in staff:
                taken = [
                    next((shift for shift in shifts if solver.boolean_value(works[name, day, shift])), "")
                    for day in range(horizon)
                ]
                out.write(",".join(taken) + "\n")


if __name__ == "__main__":
    main()
