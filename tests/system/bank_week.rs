//! A real centre's week over HTTP: a North American bank's counts in, two weeks of forecast, a week of shifts out.
//!
//! The data are Weinberg, Brown & Stroud's (2007): calls handled in 15 minutes, weekdays 7:00 to 21:00 of March to
//! September 2003. They have no handle times, so 240 seconds stand in for them. `--nocapture` shows the figures.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Timelike, Utc};
use chrono_tz::America::New_York;
use crewcast::tenancy::Role;
use serde_json::{Value, json};

use crate::support::{Centre, Engine};

/// The Monday after the file's last day, Friday, 26 September 2003.
const WEEK: &str = "2003-09-29";
const INTERVALS_PER_DAY: usize = 96;
const HOURS_PER_INTERVAL: f64 = 0.25;
/// Eight paid hours and the meal.
const SHIFT_HOURS: f64 = 8.5;
/// The eight paid hours less two paid breaks.
const ON_QUEUE_HOURS_PER_SHIFT: f64 = 7.5;
/// The interval of 12:30, where the last shift must start to end by 21:00.
const LAST_START: usize = 50;
const TIME_LIMIT_SECONDS: u32 = 90;

#[test]
fn a_real_week_is_forecast_staffed_rostered_published_and_rostered_anew() {
    let Some(data) = bank_counts() else {
        eprintln!(
            "skipped: ../shared/data/bank_calls is not there; CREWCAST_SHARED may name its folder"
        );
        return;
    };
    let Some(bank) = Bank::start() else { return };
    bank.imports(data);
    let forecast = bank.forecasts();
    let gross = bank.required_gross(&forecast);
    let agents = agents_for(&gross);
    let plan = bank.hires(agents);

    println!("\nfive days a week for everybody");
    let five_days = bank.rosters(&forecast);
    bank.shows(&forecast, &five_days);
    bank.judges(&five_days, 5..=5);

    println!("\nfour or five days a week");
    bank.frees_a_day(&plan);
    let four_or_five = bank.rosters(&forecast);
    bank.shows(&forecast, &four_or_five);
    bank.judges(&four_or_five, 4..=5);
    assert_eq!(bank.read(&five_days)["state"], "archived");
}

fn bank_counts() -> Option<Vec<u8>> {
    let shared = std::env::var_os("CREWCAST_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    std::fs::read(shared.join("data/bank_calls/bank_15min.csv")).ok()
}

/// Enough agents for every interval of the first week when each works one shift a day.
///
/// Whoever is there at the close began at the last start, so cannot be there at a peak before it: both need heads of
/// their own, and more, since a shift is on the queues for 7.5 of its 8.5 hours.
fn agents_for(gross: &[f64]) -> usize {
    let (mut week, mut busiest, mut enough) = (0.0, 0.0_f64, 0.0_f64);
    for day in gross.chunks(INTERVALS_PER_DAY).take(7) {
        let hours = day.iter().sum::<f64>() * HOURS_PER_INTERVAL;
        let peak = day[..LAST_START].iter().copied().fold(0.0, f64::max);
        let close = day.iter().rfind(|heads| **heads > 0.0).unwrap_or(&0.0);
        week += hours;
        busiest = busiest.max(hours / ON_QUEUE_HOURS_PER_SHIFT);
        enough = enough.max((peak + close) * SHIFT_HOURS / ON_QUEUE_HOURS_PER_SHIFT);
    }
    let agents = busiest.max(enough).ceil();
    println!(
        "agents: {:.1} by the week's {week:.0} gross hours, {busiest:.1} by the busiest day's, {enough:.1} by peak and close: {agents}",
        week / (5.0 * ON_QUEUE_HOURS_PER_SHIFT)
    );
    agents as usize
}

/// The bank's business unit and where it stands in the API.
struct Bank {
    centre: Centre,
    unit: String,
    path: String,
    forecasts: String,
    schedules: String,
}

impl Bank {
    fn start() -> Option<Self> {
        let centre = Centre::start(Engine::Sqlite)?;
        let unit = json!({ "name": "Bank", "timeZone": "America/New_York", "startDayOfWeek": "Monday",
            "intervalLengthMinutes": 15 });
        let unit = centre.post(Role::Admin, "/business-units", &unit).id();
        let path = format!("/business-units/{unit}");
        Some(Self {
            forecasts: format!("{path}/weeks/{WEEK}/short-term-forecasts"),
            schedules: format!("{path}/weeks/{WEEK}/schedules"),
            centre,
            unit,
            path,
        })
    }

    fn read(&self, path: &str) -> Value {
        self.centre.get(Role::Planner, path).expect(200)
    }

    fn makes(&self, path: &str, body: &Value) -> String {
        self.centre.post(Role::Planner, path, body).id()
    }

    fn imports(&self, counts: Vec<u8>) {
        let rows = counts.iter().filter(|byte| **byte == b'\n').count() - 1;
        let path = format!(
            "/historical-data?businessUnitId={}&queueName=Bank&defaultAverageHandleTimeSeconds=240&createMissingQueues=true",
            self.unit
        );
        let import = self
            .centre
            .upload(Role::Planner, &path, "text/csv", counts)
            .expect(201);
        assert_eq!(import["status"], "complete", "{import}");
        assert_eq!(import["intervalsStored"], rows, "{import}");
        println!("import: {rows} rows, totals {}", import["totals"]);
        let queue = import["totals"]["queues"][0]["queueId"].as_str().unwrap();
        let goals = json!({ "name": "80 in 20", "serviceLevel": { "include": true, "percent": 80, "seconds": 20 },
            "averageSpeedOfAnswer": { "include": false, "seconds": 30 }, "abandonRate": { "include": false, "percent": 5 },
            "maximumOccupancy": { "include": true, "percent": 85 } });
        let goals = self.makes(&format!("{}/service-goal-templates", self.path), &goals);
        let group = json!({ "name": "Bank", "routePaths": [{ "queueId": queue }], "serviceGoalTemplateId": goals,
            "shrinkagePercent": 30 });
        self.makes(&format!("{}/planning-groups", self.path), &group);
    }

    /// Forecasts two weeks and returns the forecast's path.
    fn forecasts(&self) -> String {
        let body = json!({ "weekCount": 2, "description": "After the data's end", "seed": 1 });
        let path = format!("{}/generate", self.forecasts);
        let accepted = self.centre.post(Role::Planner, &path, &body);
        let made = self.centre.result_of_run(&accepted);
        let path = format!(
            "{}/{}",
            self.forecasts,
            made["shortTermForecastId"].as_str().unwrap()
        );
        let made = self.read(&format!("{path}/generation-results"));
        let group = &made["planningGroups"][0];
        let backtest = &group["backtest"];
        assert_eq!(backtest["outcome"], "scored", "{backtest}");
        println!(
            "forecast: {} of {} days {} to {}, bands {}, {}",
            group["forecastingMethod"],
            group["sourceDays"]["observedDays"],
            group["sourceDays"]["firstDate"],
            group["sourceDays"]["lastDate"],
            group["bands"],
            group["messages"]
        );
        println!("backtest: {backtest}");
        let models = backtest["models"].as_array().unwrap();
        let chosen = models
            .iter()
            .find(|model| model["name"] == backtest["chosen"])
            .unwrap();
        assert_eq!(chosen["name"], group["forecastingMethod"]);
        let wape = chosen["wape"].as_f64().unwrap();
        assert!(wape < 0.1, "{chosen}");
        path
    }

    fn required_gross(&self, forecast: &str) -> Vec<f64> {
        let requirement = self.read(&format!("{forecast}/staffing-requirement"));
        let group = &requirement["planningGroups"][0];
        println!("requirement: {}", group["messages"]);
        let required = numbers(&group["required"]);
        assert_eq!(required.len(), 14 * INTERVALS_PER_DAY);
        required
    }

    /// Agents on eight-hour shifts, Monday to Friday: half an hour's meal, two paid breaks, done by 21:00.
    /// Returns the work plan's path.
    fn hires(&self, agents: usize) -> String {
        let unit = json!({ "name": "Floor", "businessUnitId": self.unit });
        let unit = self.makes("/management-units", &unit);
        let codes = self.read(&format!("{}/activity-codes", self.path));
        let code = |category: &str| {
            let mut codes = codes["entities"].as_array().unwrap().iter();
            codes.find(|code| code["category"] == category).unwrap()["id"].clone()
        };
        let rest = |category: &str, minutes: u32, (earliest, latest): (u32, u32)| {
            json!({ "activityCodeId": code(category), "lengthMinutes": minutes, "flexibleStartTime": true,
                "earliestStartTimeMinutes": earliest, "latestStartTimeMinutes": latest,
                "countsAsPaidTime": category == "Break" })
        };
        let plan = json!({
            "name": "Full time", "constrainWeeklyPaidTime": true, "weeklyExactPaidMinutes": 2400, "maximumDays": 5,
            "constrainMinimumTimeBetweenShifts": true, "minimumTimeBetweenShiftsMinutes": 660,
            "constrainMaximumConsecutiveWorkingDays": true, "maximumConsecutiveWorkingDays": 5,
            "shifts": [{ "name": "Eight hours", "days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
                "flexibleStartTime": true, "earliestStartTimeMinutesFromMidnight": 420,
                "latestStartTimeMinutesFromMidnight": 750, "constrainLatestStopTime": true,
                "latestStopTimeMinutesFromMidnight": 1260, "exactPaidTimeMinutes": 480,
                "activities": [rest("Break", 15, (90, 150)), rest("Meal", 30, (210, 300)),
                    rest("Break", 15, (360, 450))] }]
        });
        let plans = format!("/management-units/{unit}/work-plans");
        let plan = self.makes(&plans, &plan);
        let rows: String = (1..=agents)
            .map(|number| format!("{number},Agent {number:03},Floor,Full time\n"))
            .collect();
        let csv = format!("ExternalId,Name,ManagementUnit,WorkPlan\n{rows}");
        let report = self
            .centre
            .upload(Role::Planner, "/agents/import", "text/csv", csv)
            .expect(200);
        assert_eq!(report["created"], agents);
        format!("{plans}/{plan}")
    }

    /// Lets the contract of 40 hours a week be one of 32 to 40.
    fn frees_a_day(&self, plan: &str) {
        let mut changed = self.read(plan);
        let version = changed["version"].as_i64().unwrap();
        let fields = changed.as_object_mut().unwrap();
        for of_the_resource in [
            "id",
            "version",
            "managementUnitId",
            "createdAt",
            "modifiedAt",
        ] {
            fields.remove(of_the_resource);
        }
        fields.remove("weeklyExactPaidMinutes");
        changed["flexibleWeeklyPaidTime"] = json!(true);
        changed["weeklyMinimumPaidMinutes"] = json!(1920);
        changed["weeklyMaximumPaidMinutes"] = json!(2400);
        self.centre
            .put(Role::Planner, plan, version, &changed)
            .expect(200);
    }

    /// Rosters and publishes the first week, and returns the schedule's path.
    fn rosters(&self, forecast: &str) -> String {
        let (_, forecast) = forecast.rsplit_once('/').unwrap();
        let body = json!({ "weekCount": 1, "shortTermForecastId": forecast, "description": "First week", "seed": 1,
            "timeLimitSeconds": TIME_LIMIT_SECONDS });
        let path = format!("{}/generate", self.schedules);
        let accepted = self.centre.post(Role::Planner, &path, &body);
        let made = self.centre.result_of_run(&accepted);
        let path = format!(
            "{}/{}",
            self.schedules,
            made["scheduleId"].as_str().unwrap()
        );
        let draft = self.read(&path);
        assert_eq!(draft["published"], false);
        let version = draft["version"].as_i64().unwrap();
        let published = self
            .centre
            .post_if_match(&format!("{path}/publish"), version);
        assert_eq!(published.expect(200)["published"], true);
        path
    }

    /// Prints the daily table and the roster's figures.
    fn shows(&self, forecast: &str, schedule: &str) {
        let offered = self.read(&format!("{forecast}/data"));
        let offered = numbers(&offered["planningGroups"][0]["offeredPerInterval"]);
        let heads = self.read(&format!("{schedule}/headcount-forecast"));
        let heads = &heads["planningGroups"][0];
        let (required, scheduled) = (numbers(&heads["required"]), numbers(&heads["scheduled"]));
        let levels = heads["serviceLevelPerInterval"].as_array().unwrap();
        println!(
            "date        volume  required  scheduled    over   under  service level  unsteady"
        );
        let mut week = Day::default();
        let first: NaiveDate = WEEK.parse().unwrap();
        for (day, date) in first.iter_days().take(5).enumerate() {
            let mut total = Day::default();
            for index in day * INTERVALS_PER_DAY..(day + 1) * INTERVALS_PER_DAY {
                total.adds(
                    offered[index],
                    required[index],
                    scheduled[index],
                    &levels[index],
                );
            }
            println!("{date}  {total}");
            week.joins(&total);
        }
        println!("week        {week}");
        for index in (0..INTERVALS_PER_DAY).filter(|index| required[*index] > 0.0) {
            println!(
                "Monday {:02}:{:02}  {:6.1}  required {:4.0}  scheduled {:6.1}  level {}",
                index / 4,
                index % 4 * 15,
                offered[index],
                required[index],
                scheduled[index],
                levels[index]
            );
        }
    }

    /// The judge found nothing, the gap is small, and every shift is one its work plan allows.
    fn judges(&self, schedule: &str, days: RangeInclusive<usize>) {
        let metrics = &self.read(schedule)["metrics"];
        println!("metrics: {metrics}");
        let results = self.read(&format!("{schedule}/generation-results"));
        println!("messages: {}", results["messages"]);
        println!("unmet demand: {}", results["unmetDemand"]);
        let path = format!("{schedule}/agent-schedules/query");
        let lines = self
            .centre
            .post(Role::Planner, &path, &json!({}))
            .expect(200);
        let (mut starts, mut rests) = (BTreeMap::new(), BTreeMap::new());
        for line in lines["agentSchedules"].as_array().unwrap() {
            let shifts = line["shifts"].as_array().unwrap();
            assert!(days.contains(&shifts.len()), "{line}");
            for shift in shifts {
                let start = minutes_of_day(&shift["startDate"]);
                *starts.entry(start).or_insert(0) += 1;
                assert!((420..=750).contains(&start), "{shift}");
                assert_eq!(
                    (&shift["lengthMinutes"], &shift["paidMinutes"]),
                    (&json!(510), &json!(480))
                );
                let taken: Vec<_> = shift["activities"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|activity| activity["category"] != "OnQueueWork")
                    .map(|activity| {
                        let after = minutes_of_day(&activity["startDate"]) - start;
                        (activity["category"].as_str().unwrap(), after)
                    })
                    .collect();
                let windows = [("Break", 90, 150), ("Meal", 210, 300), ("Break", 360, 450)];
                assert_eq!(taken.len(), windows.len(), "{shift}");
                for (place, ((category, after), (wanted, earliest, latest))) in
                    taken.iter().zip(windows).enumerate()
                {
                    assert_eq!(*category, wanted, "{shift}");
                    assert!((earliest..=latest).contains(after), "{shift}");
                    *rests.entry((place, *after)).or_insert(0) += 1;
                }
            }
        }
        let clock = |minutes: &i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let starts: Vec<_> = starts
            .iter()
            .map(|(start, count)| format!("{} {count}", clock(start)))
            .collect();
        println!("shift starts: {}", starts.join(", "));
        println!("rests (place, minutes after start) taken: {rests:?}");
        assert_eq!(metrics["audit"]["clean"], true, "{metrics}");
        assert!(metrics["gap"].as_f64().unwrap() < 0.02, "{metrics}");
    }
}

fn numbers(values: &Value) -> Vec<f64> {
    let values = values.as_array().expect("numbers");
    values.iter().map(|value| value.as_f64().unwrap()).collect()
}

fn minutes_of_day(instant: &Value) -> i64 {
    let at: DateTime<Utc> = instant.as_str().unwrap().parse().unwrap();
    let local = at.with_timezone(&New_York);
    i64::from(local.hour() * 60 + local.minute())
}

/// Agent-hours, contacts and the share of them answered in time.
#[derive(Default)]
struct Day {
    volume: f64,
    required: f64,
    scheduled: f64,
    over: f64,
    under: f64,
    in_time: f64,
    unsteady: u32,
}

impl Day {
    fn adds(&mut self, offered: f64, required: f64, scheduled: f64, level: &Value) {
        self.volume += offered;
        self.required += required * HOURS_PER_INTERVAL;
        self.scheduled += scheduled * HOURS_PER_INTERVAL;
        self.over += (scheduled - required).max(0.0) * HOURS_PER_INTERVAL;
        self.under += (required - scheduled).max(0.0) * HOURS_PER_INTERVAL;
        // No steady state, no level: the limit of an endless queue is 0.
        self.in_time += offered * level.as_f64().unwrap_or(0.0);
        self.unsteady += u32::from(offered > 0.0 && level.is_null());
    }

    fn joins(&mut self, other: &Self) {
        self.volume += other.volume;
        self.required += other.required;
        self.scheduled += other.scheduled;
        self.over += other.over;
        self.under += other.under;
        self.in_time += other.in_time;
        self.unsteady += other.unsteady;
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:6.0}  {:8.2}  {:9.2}  {:6.2}  {:6.2}  {:12.2}%  {:8}",
            self.volume,
            self.required,
            self.scheduled,
            self.over,
            self.under,
            if self.volume > 0.0 {
                100.0 * self.in_time / self.volume
            } else {
                f64::NAN
            },
            self.unsteady
        )
    }
}
