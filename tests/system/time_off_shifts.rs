//! Time off in shifts: whole days and parts of them, coverage, drafts, rosters, adherence.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::floor::{Floor, told};
use crate::site::{Site, days};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, assert_problem};
use crate::time_off::{NOW, WEEK, status, week};

#[rstest]
fn half_days_nights_and_days_of_23_and_25_hours(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(floor) = Floor::new(engine, "2026-03-16T12:00:00Z", 3) else {
        return;
    };
    floor.plan(json!({ "autoApprovalRule": "Always" }));
    // Clocks go forward in the night to Sunday the 29th: the night shift runs over it.
    let spring = vec![
        floor.shift(0, "2026-03-27T09:00:00+01:00"),
        floor.shift(1, "2026-03-28T22:00:00+01:00"),
        floor.shift(2, "2026-03-29T09:00:00+02:00"),
        floor.shift(1, "2026-03-29T22:00:00+02:00"),
    ];
    floor.publish("2026-03-23", None, spring);
    let part = |agent: usize, start: &str, minutes: u32| {
        let more = json!({ "isFullDayRequest": false, "partialDayStartDateTimes": [start],
            "dailyDurationMinutes": minutes });
        floor.ask_with(agent, more)
    };
    // Half a day: the afternoon, and the meal that it cuts in two stays unpaid.
    let half = part(0, "2026-03-27T13:15:00+01:00", 255).expect(201);
    assert_eq!(
        (&half["status"], &half["durationMinutes"]),
        (&json!("Approved"), &json!([255]))
    );
    let shift = &floor.shifts(0, "2026-03-27", "2026-03-28")[0];
    assert_eq!(
        told(shift),
        [
            ("OnQueueWork", 240, 240),
            ("Meal", 15, 0),
            ("TimeOff", 15, 0),
            ("TimeOff", 240, 240)
        ]
        .map(|(what, minutes, paid)| (what.to_owned(), minutes, paid))
    );
    // Two hours around midnight of the night shift.
    let night = part(1, "2026-03-28T23:00:00+01:00", 120).expect(201);
    assert_eq!(night["status"], "Approved");
    let shifts = floor.shifts(1, "2026-03-28", "2026-03-30");
    assert_eq!(
        told(&shifts[0]),
        [
            ("OnQueueWork", 60, 60),
            ("TimeOff", 120, 120),
            ("OnQueueWork", 60, 60),
            ("Meal", 30, 0),
            ("OnQueueWork", 240, 240),
        ]
        .map(|(what, minutes, paid)| (what.to_owned(), minutes, paid))
    );
    assert_eq!(
        shifts[0]["activities"][1]["startDate"],
        "2026-03-28T22:00:00Z"
    );
    // Sunday off takes Sunday's night shift, also past midnight, and leaves the one of the evening before.
    let sunday = floor.ask(1, &["2026-03-29"]);
    assert_problem(&sunday, 409, "time-off-overlaps");
    let night_id = night["id"].as_str().unwrap();
    floor
        .move_on(night_id, json!({ "status": "Canceled" }))
        .expect(200);
    let sunday = floor.ask(1, &["2026-03-29"]).expect(201);
    assert_eq!(sunday["durationMinutes"], json!([480]));
    let shifts = floor.shifts(1, "2026-03-28", "2026-03-30");
    assert_eq!(told(&shifts[0]).len(), 3);
    assert_eq!(told(&shifts[0])[0].0, "OnQueueWork");
    assert!(told(&shifts[1]).iter().all(|(what, ..)| what == "TimeOff"));
    // Time outside every shift is denied, and the nearest time with a shift is offered.
    let outside = part(2, "2026-03-28T10:00:00+01:00", 60).expect(201);
    assert_eq!(
        (&outside["status"], &outside["substatus"]),
        (&json!("Denied"), &json!("OutsideShift"))
    );
    assert_eq!(
        outside["alternativeDates"][0]["partialDayStartDateTimes"],
        json!(["2026-03-29T08:00:00Z"])
    );

    // Limits by intervals follow the day's own length: 46 half hours, and 50 in autumn.
    let limit = floor.limit(json!({ "granularity": "Interval", "defaultLimitMinutes": 30 }));
    let path = format!("/time-off-limits/{limit}/values");
    let set = |date: &str, version: i64, count: usize| {
        let values =
            json!({ "values": [{ "date": date, "limitMinutesPerInterval": vec![60; count] }] });
        floor.centre.put(Role::Planner, &path, version, &values)
    };
    assert_problem(&set("2026-03-29", 1, 48), 422, "invalid");
    set("2026-03-29", 1, 46).expect(200);
    set("2026-10-25", 2, 50).expect(200);
    let read = floor.read(&format!("{path}?startDate=2026-10-25&endDate=2026-10-25"));
    let intervals = &read["entities"][0]["limitMinutesPerInterval"];
    assert_eq!(intervals.as_array().unwrap().len(), 50);
    let wrong = json!({ "isFullDayRequest": false, "partialDayStartDateTimes": ["2026-03-30T10:00:00Z"],
        "fullDayManagementUnitDates": ["2026-03-30"], "dailyDurationMinutes": 0 });
    let refused = floor.ask_with(2, wrong);
    assert_eq!(
        refused.pointers(),
        ["/dailyDurationMinutes", "/partialDayStartDateTimes"]
    );
}

#[rstest]
fn coverage_decides_and_says_with_and_without_the_agent(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let centre = &site.centre;
    let codes = format!("{}/activity-codes", site.unit);
    let leave = json!({ "name": "Annual leave", "category": "TimeOff", "lengthInMinutes": 480,
        "countsAsPaidTime": true, "countsAsWorkTime": false, "agentTimeOffSelectable": true });
    let leave = centre.post(Role::Planner, &codes, &leave).id();
    let unit = site.unit.trim_start_matches("/business-units/");
    let plan = json!({ "businessUnitId": unit, "name": "Leave", "activityCodeIds": [leave],
        "autoApprovalRule": "CheckCoverage" });
    let plan = centre
        .post(Role::Planner, "/time-off-plans", &plan)
        .expect(201);
    let ask = |agent: usize, date: &str| {
        let body = json!({ "agentId": site.agents[agent], "activityCodeId": leave, "isFullDayRequest": true,
            "fullDayManagementUnitDates": [date], "dailyDurationMinutes": 480 });
        centre
            .post(Role::Planner, "/time-off-requests", &body)
            .expect(201)
    };
    // No schedule is published: four agents cannot cover the day as it is, and one less is missed.
    let early = ask(0, "2026-06-03");
    assert_eq!(
        (&early["status"], &early["substatus"]),
        (&json!("Denied"), &json!("InsufficientCoverage"))
    );
    let coverage = &early["decision"]["coverage"];
    assert_eq!(coverage["basis"], "ForecastDays");
    assert_eq!(coverage["intervals"].as_array().unwrap().len(), 1);
    // 40 hours a week are 342.86 minutes a day.
    assert!(
        (coverage["addedShortHeadMinutes"].as_f64().unwrap() - 342.857).abs() < 0.001,
        "{coverage}"
    );
    // Nobody is needed on Sunday; the nearest such day is offered, and where no forecast tells, that is said.
    let offered = &early["alternativeDates"];
    assert_eq!(
        offered[0]["fullDayManagementUnitDates"],
        json!(["2026-05-31"])
    );
    assert_eq!(offered[0]["coverageBasis"], "Unknown");
    let sundays = offered.as_array().unwrap();
    assert!(
        sundays
            .iter()
            .any(|one| one["fullDayManagementUnitDates"] == json!(["2026-06-07"])),
        "{offered}"
    );
    assert_eq!(ask(0, "2026-06-07")["status"], "Approved");
    let beyond = ask(0, "2026-09-01");
    assert_eq!(
        (&beyond["status"], &beyond["decision"]["code"]),
        (&json!("Pending"), &json!("coverage-unknown"))
    );

    let draft = site.draft_with(json!({ "gap": 0.0001 }));
    let published = centre.post_if_match(&format!("{draft}/publish"), 1);
    assert_eq!(published.status, 200, "{}", published.text);
    let schedule = centre.get(Role::Planner, &draft).expect(200);
    let shifts = site.shifts(&schedule);
    let date = shifts[1][0]["startDate"].as_str().unwrap()[..10].to_owned();
    let denied = ask(1, &date);
    assert_eq!(
        (&denied["status"], &denied["decision"]["code"]),
        (&json!("Denied"), &json!("coverage-short"))
    );
    let coverage = &denied["decision"]["coverage"];
    assert_eq!(coverage["basis"], "PublishedSchedule");
    assert_eq!(coverage["shortTermForecastId"], site.forecast);
    let intervals = coverage["intervals"].as_array().unwrap();
    // Sixteen half hours on queue, one head less in each; those within opening hours miss it.
    assert_eq!(intervals.len(), 16);
    let mut added = 0.0;
    for one in intervals {
        let of = |field: &str| one[field].as_f64().unwrap();
        assert!(
            (of("scheduledBefore") - of("scheduledAfter") - 1.0).abs() < 1e-9,
            "{one}"
        );
        let short = |scheduled: f64| (of("required") - scheduled).max(0.0);
        assert!(
            (of("shortBefore") - short(of("scheduledBefore"))).abs() < 1e-9,
            "{one}"
        );
        assert!(
            (of("shortAfter") - short(of("scheduledAfter"))).abs() < 1e-9,
            "{one}"
        );
        added += 30.0 * (of("shortAfter") - of("shortBefore"));
    }
    assert!((coverage["addedShortHeadMinutes"].as_f64().unwrap() - added).abs() < 1e-6);
    assert!(
        denied["decision"]["text"]
            .as_str()
            .unwrap()
            .contains("heads required")
    );
    // A plan that tolerates it approves it, and says so.
    let mut change = plan.clone();
    for field in ["id", "version", "createdAt", "modifiedAt"] {
        change.as_object_mut().unwrap().remove(field);
    }
    change["toleratedShortHeadMinutes"] = json!(480);
    change["onShortCoverage"] = json!("WaitList");
    let path = format!("/time-off-plans/{}", plan["id"].as_str().unwrap());
    centre.put(Role::Planner, &path, 1, &change).expect(200);
    let tolerated = ask(1, &date);
    assert_eq!(tolerated["status"], "Approved", "{tolerated}");
    change["toleratedShortHeadMinutes"] = json!(0);
    centre.put(Role::Planner, &path, 2, &change).expect(200);
    let date = shifts[2][1]["startDate"].as_str().unwrap()[..10].to_owned();
    let waits = ask(2, &date);
    assert_eq!(
        (
            &waits["status"],
            &waits["waitListPosition"],
            &waits["decision"]["code"]
        ),
        (&json!("WaitListed"), &json!(1), &json!("coverage-short"))
    );
    change["toleratedShortHeadMinutes"] = json!(480);
    centre.put(Role::Planner, &path, 3, &change).expect(200);
    let moved = format!("/time-off-requests/{}", waits["id"].as_str().unwrap());
    assert_eq!(
        centre.get(Role::Planner, &moved).expect(200)["status"],
        "Approved"
    );
}

#[rstest]
fn rosters_keep_approved_time_off_and_count_what_is_paid(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let week = json!({ "constrainWeeklyPaidTime": true, "flexibleWeeklyPaidTime": true,
        "weeklyMinimumPaidMinutes": 0, "weeklyMaximumPaidMinutes": 2_400 });
    site.change_plan(week).expect(200);
    let centre = &site.centre;
    let codes = format!("{}/activity-codes", site.unit);
    let leave = json!({ "name": "Annual leave", "category": "TimeOff", "lengthInMinutes": 480,
        "countsAsPaidTime": true, "countsAsWorkTime": false, "agentTimeOffSelectable": true });
    let leave = centre.post(Role::Planner, &codes, &leave).id();
    let ask = |agent: usize, more: Value| {
        let mut body = json!({ "agentId": site.agents[agent], "activityCodeId": leave,
            "dailyDurationMinutes": 480 });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let request = centre
            .post(Role::Planner, "/time-off-requests", &body)
            .expect(201);
        // No plan has the code: a person decides.
        assert_eq!(request["decision"]["code"], "for-review");
        let path = format!(
            "/api/v1/time-off-requests/{}",
            request["id"].as_str().unwrap()
        );
        let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
        let body = json!({ "status": "Approved" }).to_string().into_bytes();
        let key = centre.key(Role::Supervisor);
        centre
            .send_raw(Some(key), "PATCH", &path, &headers, body)
            .expect(200)
    };
    ask(
        0,
        json!({ "isFullDayRequest": true, "fullDayManagementUnitDates": ["2026-06-01", "2026-06-02"] }),
    );
    let part = ask(
        1,
        json!({ "isFullDayRequest": false, "dailyDurationMinutes": 240,
        "partialDayStartDateTimes": ["2026-06-03T08:00:00+02:00"] }),
    );
    let (schedule, results) = site.roster_with(json!({ "gap": 0.0001 }));
    assert_eq!(schedule["metrics"]["audit"]["clean"], true, "{results}");
    let shifts = site.shifts(&schedule);
    // Two of five days are paid leave: three are left to be worked.
    assert_eq!(shifts[0].len(), 3, "{:?}", shifts[0]);
    assert!(
        days(&shifts[0]).iter().all(|day| *day > 2),
        "{:?}",
        days(&shifts[0])
    );
    for shift in &shifts[1] {
        let start = shift["startDate"].as_str().unwrap();
        assert!(
            !start.starts_with("2026-06-03") || start >= "2026-06-03T10:00:00Z",
            "{shift}"
        );
    }
    assert_eq!(shifts[2].len(), 5);
    // A canceled request binds the next roster no more.
    let path = format!("/api/v1/time-off-requests/{}", part["id"].as_str().unwrap());
    let headers = [("content-type", "application/json"), ("if-match", "\"2\"")];
    let body = json!({ "status": "Canceled" }).to_string().into_bytes();
    centre
        .send_raw(
            Some(centre.key(Role::Planner)),
            "PATCH",
            &path,
            &headers,
            body,
        )
        .expect(200);
    let (schedule, _) = site.roster_with(json!({ "gap": 0.0001 }));
    assert_eq!(site.shifts(&schedule)[1].len(), 5);
}

#[rstest]
fn leave_stands_in_drafts_too_and_two_requests_in_one_shift_come_out_in_any_order(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = Floor::new(engine, NOW, 2) else {
        return;
    };
    floor.plan(json!({ "autoApprovalRule": "Always" }));
    let shift = || vec![floor.shift(0, "2026-06-01T09:00:00+02:00")];
    let draft = floor.draft(WEEK, None, shift());
    let published = floor.publish(WEEK, None, shift());
    let path = |id: &str| format!("/business-units/{}/weeks/{WEEK}/schedules/{id}", floor.unit);
    let version = |id: &str| floor.read(&path(id))["version"].as_i64().unwrap();
    let part = |start: &str| {
        let more = json!({ "isFullDayRequest": false, "partialDayStartDateTimes": [start],
            "dailyDurationMinutes": 60 });
        floor.ask_with(0, more).expect(201)["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let first = part("2026-06-01T10:00:00+02:00");
    let second = part("2026-06-01T11:00:00+02:00");
    assert_eq!((version(&draft), version(&published)), (3, 4));
    let now = || told(&floor.shifts(0, "2026-06-01", "2026-06-02")[0]);
    let kinds = |shift: &[(String, u64, u64)]| -> Vec<String> {
        shift
            .iter()
            .map(|(what, minutes, _)| format!("{what} {minutes}"))
            .collect()
    };
    assert_eq!(
        kinds(&now()),
        [
            "OnQueueWork 60",
            "TimeOff 60",
            "TimeOff 60",
            "OnQueueWork 60",
            "Meal 30",
            "OnQueueWork 240"
        ]
    );
    floor
        .move_on(&first, json!({ "status": "Canceled" }))
        .expect(200);
    assert_eq!(
        kinds(&now()),
        [
            "OnQueueWork 120",
            "TimeOff 60",
            "OnQueueWork 60",
            "Meal 30",
            "OnQueueWork 240"
        ]
    );
    floor
        .move_on(&second, json!({ "status": "Canceled" }))
        .expect(200);
    assert_eq!(
        kinds(&now()),
        ["OnQueueWork 240", "Meal 30", "OnQueueWork 240"]
    );
    // The draft went along, and what was approved while nobody looked is in it when it is published.
    let third = part("2026-06-01T10:00:00+02:00");
    let answer = floor
        .centre
        .post_if_match(&format!("{}/publish", path(&draft)), version(&draft));
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(kinds(&now())[1], "TimeOff 60");
    floor
        .move_on(&third, json!({ "status": "Canceled" }))
        .expect(200);
    assert_eq!(
        kinds(&now()),
        ["OnQueueWork 240", "Meal 30", "OnQueueWork 240"]
    );
}

#[rstest]
fn adherence_follows_leave_and_its_cancelation(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(floor) = week(engine, 1) else {
        return;
    };
    floor.plan(json!({ "autoApprovalRule": "Always" }));
    // The afternoon off, which Ada takes; until then she does as planned.
    let afternoon = json!({ "isFullDayRequest": false, "dailyDurationMinutes": 240,
        "partialDayStartDateTimes": ["2026-06-01T13:30:00+02:00"] });
    let request = floor.ask_with(0, afternoon).expect(201);
    floor.centre.moves_on_by_seconds(4 * 86_400);
    let event = |id: &str, at: &str, presence: &str| json!({ "eventId": id, "agentId": floor.agents[0], "occurredAt": at, "systemPresence": presence });
    let events = json!({ "events": [
        event("1", "2026-06-01T07:00:00Z", "ON_QUEUE"),
        event("2", "2026-06-01T11:00:00Z", "MEAL"),
        event("3", "2026-06-01T11:30:00Z", "OFFLINE"),
    ] });
    floor
        .centre
        .post(Role::Dialer, "/agent-state-events", &events)
        .expect(200);
    let adherence = || {
        let path = format!(
            "/agents/{}/adherence?startDate=2026-06-01&endDate=2026-06-01",
            floor.agents[0]
        );
        floor.read(&path)["adherencePercentage"].as_f64().unwrap()
    };
    assert!((adherence() - 100.0).abs() < 1e-9, "{}", adherence());
    // Taken back by a supervisor, the afternoon was to be worked: 270 of 510 minutes were adhered to.
    floor
        .move_on(
            request["id"].as_str().unwrap(),
            json!({ "status": "Canceled" }),
        )
        .expect(200);
    assert!(
        (adherence() - 100.0 * 270.0 / 510.0).abs() < 1e-6,
        "{}",
        adherence()
    );
}

#[rstest]
fn limits_by_intervals_count_those_who_are_away_at_the_same_time_of_their_group_only(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = week(engine, 4) else {
        return;
    };
    // One of the first three at a time; the fourth is in no group.
    let limit = floor.limit(
        json!({ "granularity": "Interval", "defaultLimitMinutes": 30,
        "agentIds": &floor.agents[..3] }),
    );
    floor.plan(json!({ "timeOffLimitIds": [limit], "autoApprovalRule": "CheckLimits" }));
    let part = |agent: usize, start: &str| {
        let more = json!({ "isFullDayRequest": false, "partialDayStartDateTimes": [start],
            "dailyDurationMinutes": 120 });
        floor.ask_with(agent, more)
    };
    assert_eq!(status(&part(0, "2026-06-01T09:00:00+02:00")), "Approved");
    let clash = part(1, "2026-06-01T10:45:00+02:00").expect(201);
    assert_eq!(clash["status"], "WaitListed");
    let lack = &clash["decision"]["limits"][0];
    assert_eq!(
        (
            &lack["startDate"],
            &lack["usedMinutes"],
            &lack["askedMinutes"]
        ),
        (&json!("2026-06-01T08:30:00Z"), &json!(30), &json!(15))
    );
    assert_eq!(status(&part(2, "2026-06-01T11:00:00+02:00")), "Approved");
    assert_eq!(status(&part(3, "2026-06-01T09:00:00+02:00")), "Approved");
}
