//! The main job over HTTP, from call history to a call's outcome: what one part writes, the next one reads.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use crewcast::db::Instant;
use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

/// Noon in Berlin on the Sunday before the week.
const SUNDAY_NOON: &str = "2026-11-22T11:00:00Z";
const WEEK: &str = "2026-11-23";
const AGENTS: usize = 12;

#[rstest]
fn history_becomes_published_shifts_adherence_and_calls(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut centre) = Centre::start_at(engine, SUNDAY_NOON) else {
        return;
    };
    let unit = build_unit(&centre);
    let management_unit = hire(&centre, &unit);
    let forecast = forecast(&centre, &unit);
    let gross = check_requirement(&centre, &unit, &forecast);
    let schedule = roster(&centre, &unit, &forecast);
    check_draft(&centre, &schedule, &gross);
    let ada = agent_named(&centre, "Agent 01");
    centre.key_of_agent(&ada);
    assert!(
        shifts_of(&centre, &ada).is_empty(),
        "a draft is no one's schedule"
    );
    publish(&centre, &schedule);
    let shifts = shifts_of(&centre, &ada);
    assert_eq!(shifts.len(), 5);
    check_calendar(&centre, &shifts);
    // 18:00 on Monday, in Berlin: everybody's shift is over, and people may still be called.
    centre.moves_on_by_seconds(30 * 3_600);
    check_adherence(&centre, &management_unit, &ada, &shifts[0]);
    let campaign = campaign(&centre);
    check_allocation(&centre, &unit, &schedule, &campaign);
    check_call(&centre, &campaign);
}

/// A unit in Berlin with eight weeks of history: on weekdays 9 to 17, 20 calls of four minutes a half-hour, more on
/// Mondays. The clocks go back in between, on 25 October.
fn build_unit(centre: &Centre) -> String {
    let unit = json!({ "name": "Centre", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday",
        "intervalLengthMinutes": 30 });
    let unit = centre.post(Role::Admin, "/business-units", &unit).id();
    let mut file =
        "QueueName,IntervalStart,IntervalMinutes,Offered,AverageHandleTimeSeconds\n".to_owned();
    let first: NaiveDate = "2026-09-28".parse().unwrap();
    for day in first.iter_days().take(56) {
        let offered = match day.weekday() {
            Weekday::Sat | Weekday::Sun => continue,
            Weekday::Mon => 24,
            _ => 20,
        };
        for half_hour in 18..34 {
            let (hour, minute) = (half_hour / 2, half_hour % 2 * 30);
            file += &format!("Cards,{day}T{hour:02}:{minute:02}:00,30,{offered},240\n");
        }
    }
    let path = format!("/historical-data?businessUnitId={unit}&createMissingQueues=true");
    let import = centre
        .upload(Role::Planner, &path, "text/csv", file)
        .expect(201);
    assert_eq!(
        import["totals"]["offered"],
        16.0 * 8.0 * (24.0 + 4.0 * 20.0)
    );
    let queue = &import["totals"]["queues"][0]["queueId"];
    let goals = json!({ "name": "80 in 20", "serviceLevel": { "include": true, "percent": 80, "seconds": 20 },
        "averageSpeedOfAnswer": { "include": false, "seconds": 30 }, "abandonRate": { "include": false, "percent": 5 },
        "maximumOccupancy": { "include": true, "percent": 85 } });
    let path = format!("/business-units/{unit}/service-goal-templates");
    let goals = centre.post(Role::Planner, &path, &goals).id();
    let group = json!({ "name": "Cards", "routePaths": [{ "queueId": queue }], "serviceGoalTemplateId": goals,
        "shrinkagePercent": 30 });
    let path = format!("/business-units/{unit}/planning-groups");
    centre.post(Role::Planner, &path, &group).expect(201);
    unit
}

/// Twelve agents who work eight hours on five days, with a meal and a paid break.
fn hire(centre: &Centre, unit: &str) -> String {
    let floor = json!({ "name": "Floor", "businessUnitId": unit });
    let floor = centre.post(Role::Planner, "/management-units", &floor).id();
    let codes = format!("/business-units/{unit}/activity-codes");
    let codes = centre.get(Role::Planner, &codes).expect(200);
    let code = |category: &str| {
        let mut codes = codes["entities"].as_array().unwrap().iter();
        codes.find(|code| code["category"] == category).unwrap()["id"].clone()
    };
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
    let plan = json!({
        "name": "Full time", "constrainWeeklyPaidTime": true, "weeklyExactPaidMinutes": 2400, "maximumDays": 5,
        "constrainMinimumTimeBetweenShifts": true, "minimumTimeBetweenShiftsMinutes": 660,
        "shifts": [{ "name": "Day", "days": days, "flexibleStartTime": true,
            "earliestStartTimeMinutesFromMidnight": 480, "latestStartTimeMinutesFromMidnight": 570,
            "exactPaidTimeMinutes": 480, "activities": [
                { "activityCodeId": code("Break"), "lengthMinutes": 30, "countsAsPaidTime": true,
                    "flexibleStartTime": true, "earliestStartTimeMinutes": 90, "latestStartTimeMinutes": 150 },
                { "activityCodeId": code("Meal"), "lengthMinutes": 30, "countsAsPaidTime": false,
                    "flexibleStartTime": true, "earliestStartTimeMinutes": 210, "latestStartTimeMinutes": 300 }] }]
    });
    let path = format!("/management-units/{floor}/work-plans");
    centre.post(Role::Planner, &path, &plan).expect(201);
    let rows: String = (1..=AGENTS)
        .map(|number| format!("e{number},Agent {number:02},Floor,Full time\n"))
        .collect();
    let csv = format!("ExternalId,Name,ManagementUnit,WorkPlan\n{rows}");
    let made = centre
        .upload(Role::Planner, "/agents/import", "text/csv", csv)
        .expect(200);
    assert_eq!(made["created"], AGENTS);
    floor
}

fn agent_named(centre: &Centre, name: &str) -> String {
    let agents = centre.get(Role::Planner, "/agents").expect(200);
    let mut agents = agents["entities"].as_array().unwrap().iter();
    let found = agents.find(|agent| agent["name"] == name).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

fn forecast(centre: &Centre, unit: &str) -> String {
    let path = format!("/business-units/{unit}/weeks/{WEEK}/short-term-forecasts/generate");
    let body = json!({ "weekCount": 1, "description": "Next week" });
    let run = centre.result_of_run(&centre.post(Role::Planner, &path, &body));
    run["shortTermForecastId"].as_str().unwrap().to_owned()
}

/// Twenty calls of 240 s in half an hour are 2.67 erlangs: 5 at work hold 80 % in 20 s, 8 on the roster.
fn check_requirement(centre: &Centre, unit: &str, forecast: &str) -> Vec<f64> {
    let path = format!(
        "/business-units/{unit}/weeks/{WEEK}/short-term-forecasts/{forecast}/staffing-requirement"
    );
    let needed = centre.get(Role::Planner, &path).expect(200);
    let group = &needed["planningGroups"][0];
    let tuesday_nine = 48 + 18;
    let asked = json!({ "volume": 20, "intervalLengthMinutes": 30, "averageHandleTimeSeconds": 240,
        "goals": { "serviceLevel": { "percent": 80, "seconds": 20 }, "maximumOccupancy": { "percent": 85 } },
        "shrinkagePercent": 30 });
    let alone = centre
        .post(Role::Planner, "/staffing-requirements/calculate", &asked)
        .expect(200);
    assert_eq!(
        (
            &group["requiredWithoutShrinkage"][tuesday_nine],
            &group["required"][tuesday_nine]
        ),
        (&json!(5), &json!(8))
    );
    assert_eq!(alone["required"], group["required"][tuesday_nine]);
    assert_eq!(group["required"][47], 0, "closed at night");
    numbers(&group["required"])
}

fn roster(centre: &Centre, unit: &str, forecast: &str) -> String {
    let path = format!("/business-units/{unit}/weeks/{WEEK}/schedules");
    let body = json!({ "shortTermForecastId": forecast, "description": "Next week" });
    let run = centre.post(Role::Planner, &format!("{path}/generate"), &body);
    let run = centre.result_of_run(&run);
    format!("{path}/{}", run["scheduleId"].as_str().unwrap())
}

/// Every agent has the five shifts of the contract, and the heads are those of the shifts.
fn check_draft(centre: &Centre, schedule: &str, gross: &[f64]) {
    let draft = centre.get(Role::Planner, schedule).expect(200);
    let metrics = &draft["metrics"];
    assert_eq!(metrics["audit"]["clean"], true, "{metrics}");
    assert_eq!(metrics["audit"]["objective"], metrics["objective"]);
    assert!(metrics["gap"].as_f64().unwrap() < 0.01, "{metrics}");
    let heads = format!("{schedule}/headcount-forecast");
    let heads = centre.get(Role::Planner, &heads).expect(200);
    let group = &heads["planningGroups"][0];
    assert_eq!(numbers(&group["required"]), gross);
    assert_eq!(group["scheduled"], heads["onQueuePerInterval"]);
    let scheduled: f64 = numbers(&group["scheduled"]).iter().sum();
    let shifts = AGENTS as f64 * 5.0;
    assert_eq!(
        scheduled / 2.0,
        shifts * 7.5,
        "hours on queue: paid ones less the break"
    );
    let lines = centre
        .post(
            Role::Planner,
            &format!("{schedule}/agent-schedules/query"),
            &json!({}),
        )
        .expect(200);
    let lines = lines["agentSchedules"].as_array().unwrap();
    assert_eq!(lines.len(), AGENTS);
    for line in lines {
        assert_eq!(line["shifts"].as_array().unwrap().len(), 5, "{line}");
    }
    let csv = centre.get(Role::Planner, &format!("{schedule}/export"));
    assert_eq!(csv.text.lines().count(), 1 + AGENTS * 5, "{}", csv.text);
}

fn publish(centre: &Centre, schedule: &str) {
    let path = format!("{schedule}/publish");
    let blind = centre.post(Role::Planner, &path, &Value::Null);
    assert_problem(&blind, 428, "if-match-required");
    assert_eq!(
        centre.post_if_match(&path, 1).expect(200)["published"],
        true
    );
    assert_problem(&centre.post_if_match(&path, 2), 409, "not-a-draft");
}

fn shifts_of(centre: &Centre, agent: &str) -> Vec<Value> {
    let path = format!("/agents/{agent}/schedule?startDate=2026-11-23&endDate=2026-11-30");
    let own = centre.get(Role::Agent, &path).expect(200);
    own["shifts"].as_array().unwrap().clone()
}

/// The calendar has the shifts the API has.
fn check_calendar(centre: &Centre, shifts: &[Value]) {
    let link = centre
        .post(Role::Agent, "/calendar/url/ics", &Value::Null)
        .expect(201);
    let address = link["calendarUrl"].as_str().unwrap();
    let path = address
        .strip_prefix(&centre.origin())
        .expect("an address of this server");
    let feed = centre.send_raw(None, "GET", path, &[], Vec::new());
    assert_eq!(feed.status, 200, "{}", feed.text);
    let starts: BTreeSet<String> = feed
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("DTSTART;TZID=Europe/Berlin:"))
        .map(str::to_owned)
        .collect();
    let expected: BTreeSet<String> = shifts
        .iter()
        .map(|shift| {
            let at: chrono::DateTime<chrono::Utc> =
                shift["startDate"].as_str().unwrap().parse().unwrap();
            let local = at.with_timezone(&chrono_tz::Europe::Berlin);
            local.format("%Y%m%dT%H%M%S").to_string()
        })
        .collect();
    assert_eq!(starts, expected, "{}", feed.text);
}

/// Ten minutes late, and otherwise as planned.
fn check_adherence(centre: &Centre, management_unit: &str, agent: &str, shift: &Value) {
    let start = instant(&shift["startDate"]);
    let end = start.plus_minutes(shift["lengthMinutes"].as_i64().unwrap());
    let mut events = vec![(start.plus_minutes(-60), "OFFLINE")];
    for activity in shift["activities"].as_array().unwrap() {
        let presence = match activity["category"].as_str().unwrap() {
            "OnQueueWork" => "ON_QUEUE",
            "Break" => "BREAK",
            "Meal" => "MEAL",
            other => panic!("no {other} is in the work plan"),
        };
        events.push((instant(&activity["startDate"]), presence));
    }
    events[1].0 = start.plus_minutes(10);
    events.push((end, "OFFLINE"));
    let events: Vec<Value> = events
        .iter()
        .enumerate()
        .map(|(number, (at, presence))| {
            json!({ "eventId": format!("e{number}"), "agentExternalId": "e1", "occurredAt": at.to_string(),
                "systemPresence": presence })
        })
        .collect();
    let body = json!({ "events": events });
    let receipt = centre
        .post(Role::Dialer, "/agent-state-events", &body)
        .expect(200);
    assert_eq!(receipt["storedCount"], events.len(), "{receipt}");
    let path = format!("/agents/{agent}/adherence?startDate={WEEK}&endDate={WEEK}");
    let monday = centre.get(Role::Agent, &path).expect(200);
    let late = monday["exceptionInfo"].as_array().unwrap();
    assert_eq!(late.len(), 1, "{monday}");
    let length = late[0]["endOffsetSeconds"].as_i64().unwrap()
        - late[0]["startOffsetSeconds"].as_i64().unwrap();
    assert_eq!(length, 600, "{monday}");
    let scheduled = shift["lengthMinutes"].as_f64().unwrap() * 60.0;
    let adherence = monday["adherencePercentage"].as_f64().unwrap();
    assert!(
        (adherence - 100.0 * (1.0 - 600.0 / scheduled)).abs() < 1e-9,
        "{monday}"
    );
    let board = format!("/management-units/{management_unit}/adherence");
    let board = centre.get(Role::Supervisor, &board).expect(200);
    assert_eq!(board["entities"].as_array().unwrap().len(), AGENTS);
}

/// A campaign with fifty contacts who may be called on weekdays from 9 to 21.
fn campaign(centre: &Centre) -> String {
    let slots: Vec<Value> = (1..=5)
        .map(|day| json!({ "day": day, "startTime": "09:00", "stopTime": "21:00" }))
        .collect();
    let hours =
        json!({ "name": "Weekdays", "callableTimes": [{ "timeZoneId": "*", "timeSlots": slots }] });
    let hours = centre
        .post(Role::Planner, "/outbound/callable-time-sets", &hours)
        .id();
    let list =
        json!({ "name": "Savers", "defaultTimeZone": "Europe/Berlin", "defaultRegion": "DE" });
    let list = centre
        .post(Role::Planner, "/outbound/contact-lists", &list)
        .id();
    let rows: String = (0..50).map(|i| format!("0301234{i:03},c{i}\n")).collect();
    let path = format!("/outbound/contact-lists/{list}/contacts/import");
    let csv = format!("phone,externalId\n{rows}");
    let report = centre
        .upload(Role::Planner, &path, "text/csv", csv)
        .expect(200);
    assert_eq!(report["imported"], 50, "{report}");
    let campaign = json!({ "name": "Savings", "contactListId": list, "callableTimeSetId": hours,
        "productFamily": "savings", "wrapUpCodeMapping": { "mapping": { "sold": ["businessSuccess"] } },
        "allocationTerms": { "valuePerAgentMinute": 1.5, "agentMinutesPerContact": 6.0 } });
    let campaign = centre
        .post(Role::Planner, "/outbound/campaigns", &campaign)
        .id();
    let start = format!("/outbound/campaigns/{campaign}/start");
    centre.post(Role::Planner, &start, &Value::Null).expect(200);
    campaign
}

/// The campaign gets surplus of the schedule, where there is one, for as many contacts as there are.
fn check_allocation(centre: &Centre, unit: &str, schedule: &str, campaign: &str) {
    let (_, id) = schedule.rsplit_once('/').unwrap();
    let body = json!({ "businessUnitId": unit, "scheduleId": id });
    let made = centre
        .post(Role::Planner, "/outbound/allocations", &body)
        .expect(201);
    let heads = centre
        .get(Role::Planner, &format!("{schedule}/headcount-forecast"))
        .expect(200);
    let group = &heads["planningGroups"][0];
    let scheduled = numbers(&group["scheduled"]);
    let net = numbers(&group["requiredWithoutShrinkage"]);
    let share = &made["campaigns"][0];
    assert_eq!(share["campaignId"], campaign);
    let minutes = numbers(&share["minutesPerInterval"]);
    assert_eq!(minutes.len(), scheduled.len());
    for (index, minutes) in minutes.iter().enumerate() {
        let surplus = (scheduled[index] * 0.7 - net[index]).max(0.0) * 30.0;
        assert!(
            *minutes <= surplus + 1e-6,
            "interval {index}: {minutes} of {surplus}"
        );
        let callable = index / 48 < 5 && (18..42).contains(&(index % 48));
        assert!(callable || *minutes == 0.0, "interval {index}: {minutes}");
    }
    let total: f64 = minutes.iter().sum();
    assert!(
        (total - 300.0).abs() < 1e-6,
        "50 contacts of 6 minutes: {total}"
    );
    assert_eq!(share["expectedContacts"], 50.0);
    assert_eq!(made["expectedValue"], 450.0);
}

fn check_call(centre: &Centre, campaign: &str) {
    let body = json!({ "count": 1, "ttlSeconds": 60, "dialerId": "d1" });
    let path = format!("/outbound/campaigns/{campaign}/leases");
    let leases = centre.post(Role::Dialer, &path, &body).expect(200);
    let lease = &leases["leases"][0];
    assert!(
        lease["phone"].as_str().unwrap().starts_with("+49301234"),
        "{lease}"
    );
    let at = format!("/outbound/leases/{}", lease["leaseId"].as_str().unwrap());
    let token = json!({ "token": lease["token"] });
    centre
        .post(Role::Dialer, &format!("{at}/start"), &token)
        .expect(200);
    let sold = json!({ "token": lease["token"], "wrapUpCode": "sold", "handleSeconds": 200 });
    let outcome = centre
        .post(Role::Dialer, &format!("{at}/outcome"), &sold)
        .expect(200);
    assert_eq!(outcome["finished"], true, "{outcome}");
    let progress = format!("/outbound/campaigns/{campaign}/progress");
    let progress = centre.get(Role::Supervisor, &progress).expect(200);
    assert_eq!(progress["numberOfContactsCalled"], 1, "{progress}");
    assert_eq!(progress["totalNumberOfContacts"], 50, "{progress}");
}

fn instant(value: &Value) -> Instant {
    serde_json::from_value(value.clone()).expect("an RFC 3339 instant")
}

fn numbers(values: &Value) -> Vec<f64> {
    let values = values.as_array().expect("numbers");
    values.iter().map(|value| value.as_f64().unwrap()).collect()
}
