"""A schedule that is published while the server is killed."""

import random
import threading
import time

from support.server import Server, make_tenant
from support.week import AGENTS, Week

FAULT = "kill -9 while a schedule is published, again and again (SQLite)"
HOLDS = "draft or published, never between: an acknowledged publication stands, and one schedule at most is published"
TRIALS = 1
KILLS = 8


def publish(server, week, schedule):
    path = f"{week.weeks}/schedules/{schedule['id']}/publish"
    return server.ask("POST", path, headers={"If-Match": f'"{schedule["version"]}"'})


def trial(folder, seed):
    database, found, draw = folder / "crewcast.sqlite", [], random.Random(seed)
    key = make_tenant(database)
    server = Server(folder, database, key)
    server.wait_until_ready()
    week = Week(server)
    server.ended_run(week.begin_roster(server))
    source = week.schedules(server)[0]
    kept = 0
    for at in range(KILLS):
        copy = server.expect("POST", f"{week.weeks}/schedules/{source['id']}/copy", {"description": f"copy {at}"})
        answers = []
        sending = threading.Thread(target=lambda: answers.append(publish(server, week, copy)))
        sending.start()
        time.sleep(draw.uniform(0, 0.06))
        server.kill()
        sending.join()
        server = Server(folder, database, key)
        server.wait_until_ready()
        after = server.expect("GET", f"{week.weeks}/schedules/{copy['id']}")
        kept += after["published"]
        if answers[0].is_kept and not after["published"]:
            found.append("an acknowledged publication is undone")
        if sum(schedule["published"] for schedule in week.schedules(server)) > 1:
            found.append("two schedules of one week are published")
        lines = server.expect("POST", f"{week.weeks}/schedules/{copy['id']}/agent-schedules/query", {})
        with_shifts = sum(bool(line["shifts"]) for line in lines["agentSchedules"])
        if with_shifts not in (0, AGENTS):
            found.append(f"{with_shifts} of {AGENTS} agents have shifts")
        if not after["published"] and not publish(server, week, after).is_kept:
            found.append("a draft that was left cannot be published")
    server.stop()
    return found, f"{KILLS} kills, {kept} publications were kept"
