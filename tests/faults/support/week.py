"""A small centre with a forecast week, whose roster takes some seconds to find."""

import datetime

TODAY = datetime.date.today()
MONDAY = TODAY + datetime.timedelta(days=7 - TODAY.weekday())
# Enough for a search that goes on until its time is over, whatever it is built with.
AGENTS = 1_000


def history():
    first = MONDAY - datetime.timedelta(days=56)
    rows = []
    for day in (first + datetime.timedelta(days=at) for at in range(56)):
        for half_hour in range(16, 40) if day.weekday() < 6 else ():
            offered = AGENTS * (60 + 10 * (half_hour % 7) + 5 * day.weekday()) // 40
            rows.append(f"Cards,{day}T{half_hour // 2:02d}:{half_hour % 2 * 30:02d}:00,30,{offered},240\n")
    return ("QueueName,IntervalStart,IntervalMinutes,Offered,AverageHandleTimeSeconds\n" + "".join(rows)).encode()


class Week:
    """A unit with history, a planning group, agents under a work plan, and a forecast of the week."""

    def __init__(self, server):
        unit = {"name": "Centre", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday", "intervalLengthMinutes": 30}
        self.unit = f"/business-units/{server.expect('POST', '/business-units', unit)['id']}"
        self.demand(server)
        self.hire(server)
        self.weeks = f"{self.unit}/weeks/{MONDAY}"
        run = server.expect("POST", f"{self.weeks}/short-term-forecasts/generate", {"weekCount": 1, "description": "Week"})
        self.forecast = server.ended_run(run["id"])["result"]["shortTermForecastId"]

    def demand(self, server):
        path = f"/historical-data?businessUnitId={self.unit.split('/')[-1]}&createMissingQueues=true"
        made = server.expect("POST", path, history(), {"Content-Type": "text/csv"})
        goals = server.expect("POST", f"{self.unit}/service-goal-templates", {
            "name": "80 in 20", "serviceLevel": {"include": True, "percent": 80, "seconds": 20},
            "averageSpeedOfAnswer": {"include": False, "seconds": 30},
            "abandonRate": {"include": False, "percent": 5},
            "maximumOccupancy": {"include": True, "percent": 85}})
        server.expect("POST", f"{self.unit}/planning-groups", {
            "name": "Cards", "routePaths": [{"queueId": made["totals"]["queues"][0]["queueId"]}],
            "serviceGoalTemplateId": goals["id"], "shrinkagePercent": 30})

    def hire(self, server):
        floor = {"name": "Floor", "businessUnitId": self.unit.split("/")[-1]}
        floor = server.expect("POST", "/management-units", floor)["id"]
        codes = {code["category"]: code["id"] for code in server.pages(f"{self.unit}/activity-codes")}
        activities = [
            {"activityCodeId": codes["Break"], "lengthMinutes": 30, "countsAsPaidTime": True, "flexibleStartTime": True,
             "earliestStartTimeMinutes": 90, "latestStartTimeMinutes": 150},
            {"activityCodeId": codes["Meal"], "lengthMinutes": 30, "countsAsPaidTime": False, "flexibleStartTime": True,
             "earliestStartTimeMinutes": 210, "latestStartTimeMinutes": 300}]
        server.expect("POST", f"/management-units/{floor}/work-plans", {
            "name": "Full time", "constrainWeeklyPaidTime": True, "weeklyExactPaidMinutes": 2400, "maximumDays": 5,
            "constrainMinimumTimeBetweenShifts": True, "minimumTimeBetweenShiftsMinutes": 660,
            "shifts": [{"name": "Day", "days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
                        "flexibleStartTime": True, "earliestStartTimeMinutesFromMidnight": 420,
                        "latestStartTimeMinutesFromMidnight": 720, "exactPaidTimeMinutes": 480,
                        "activities": activities}]})
        rows = "".join(f"e{at},Agent {at:02d},Floor,Full time\n" for at in range(AGENTS))
        csv = f"ExternalId,Name,ManagementUnit,WorkPlan\n{rows}".encode()
        server.expect("POST", "/agents/import", csv, {"Content-Type": "text/csv"})

    def begin_roster(self, server):
        """The run of a roster that was queued."""
        body = {"shortTermForecastId": self.forecast, "description": "Week", "timeLimitSeconds": 20}
        return server.expect("POST", f"{self.weeks}/schedules/generate", body)["id"]

    def schedules(self, server):
        return list(server.pages(f"{self.weeks}/schedules"))
