//! Time off: asked for, decided, waited for, taken and taken back.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::floor::{Floor, told};
use crate::site::{Site, days};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, assert_problem};

/// Three days before the week of the tests.
const NOW: &str = "2026-05-29T10:00:00Z";
const WEEK: &str = "2026-06-01";

fn status(answer: &Answer) -> String {
    answer.expect(201)["status"].as_str().unwrap().to_owned()
}

/// Everybody works from nine on Monday and Tuesday of the week.
fn week(engine: Engine, count: usize) -> Option<Floor> {
    let floor = Floor::new(engine, NOW, count)?;
    let starts = ["2026-06-01T09:00:00+02:00", "2026-06-02T09:00:00+02:00"];
    let shifts = (0..count).flat_map(|agent| starts.map(|start| floor.shift(agent, start)));
    let shifts = shifts.collect();
    floor.publish(WEEK, None, shifts);
    Some(floor)
}

#[rstest]
fn plans_and_limits_are_kept_by_planners_and_say_what_cannot_be(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut floor) = Floor::new(engine, NOW, 2) else {
        return;
    };
    let limit =
        floor.limit(json!({ "managementUnitId": floor.site, "agentIds": [floor.agents[0]] }));
    let bad = json!({ "businessUnitId": floor.unit, "name": " ", "granularity": "Day", "defaultLimitMinutes": 1,
        "managementUnitId": "none", "teamId": "none", "agentIds": ["none"] });
    let refused = floor.centre.post(Role::Planner, "/time-off-limits", &bad);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        ["/name", "/managementUnitId", "/teamId", "/agentIds/0"]
    );

    let plan = floor.plan(
        json!({ "timeOffLimitIds": [limit], "autoApprovalRule": "CheckLimits",
        "daysBeforeStartToExpireFromWaitlist": 2 }),
    );
    let path = format!("/time-off-plans/{plan}");
    let read = floor.read(&path);
    assert_eq!(
        (
            &read["autoApprovalRule"],
            &read["onShortCoverage"],
            &read["active"]
        ),
        (&json!("CheckLimits"), &json!("Deny"), &json!(true))
    );
    let bad = json!({ "businessUnitId": floor.unit, "name": "Other", "activityCodeIds": [floor.leave, "none"],
        "timeOffLimitIds": ["none"], "managementUnitIds": ["none"], "daysBeforeStartToExpireFromWaitlist": 366 });
    let refused = floor.centre.post(Role::Planner, "/time-off-plans", &bad);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/activityCodeIds/0",
            "/activityCodeIds/1",
            "/managementUnitIds/0",
            "/timeOffLimitIds/0",
            "/daysBeforeStartToExpireFromWaitlist",
        ]
    );
    let same_name = json!({ "businessUnitId": floor.unit, "name": "Leave", "activityCodeIds": [floor.leave],
        "active": false });
    let taken = floor
        .centre
        .post(Role::Planner, "/time-off-plans", &same_name);
    assert_problem(&taken, 409, "already-exists");

    let mut change = read.clone();
    for added in ["id", "version", "createdAt", "modifiedAt"] {
        change.as_object_mut().unwrap().remove(added);
    }
    change["autoApprovalRule"] = json!("Never");
    let changed = floor.centre.put(Role::Planner, &path, 1, &change);
    assert_eq!(changed.header("etag"), Some("\"2\""));
    assert_problem(
        &floor.centre.put(Role::Planner, &path, 1, &change),
        412,
        "stale",
    );
    let limit_path = format!("/time-off-limits/{limit}");
    let used = floor
        .centre
        .send(Role::Planner, "DELETE", &limit_path, &Value::Null);
    assert_problem(&used, 409, "in-use");
    let values = format!("{limit_path}/values");
    let wrong = json!({ "values": [{ "date": "2026-06-01", "limitMinutesPerInterval": [1] },
        { "date": "2026-06-01", "limitMinutes": 1 }] });
    let refused = floor.centre.put(Role::Planner, &values, 1, &wrong);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        ["/values/0/limitMinutesPerInterval", "/values/1/date"]
    );

    // Another tenant finds none of it, and agents see plans but neither limits nor anybody else's requests.
    let stranger = floor.centre.other_tenant();
    for path in [&path, &limit_path] {
        let path = format!("/api/v1{path}");
        let answer = floor
            .centre
            .send_raw(Some(&stranger), "GET", &path, &[], Vec::new());
        assert_problem(&answer, 404, "not-found");
    }
    let own = floor.agents[0].clone();
    floor.centre.key_of_agent(&own);
    assert_eq!(floor.centre.get(Role::Agent, &path).status, 200);
    assert_problem(
        &floor.centre.get(Role::Agent, &limit_path),
        403,
        "forbidden",
    );
    let of_other = format!("/time-off-requests?agentId={}", floor.agents[1]);
    assert_problem(&floor.centre.get(Role::Agent, &of_other), 403, "forbidden");
    let deleted = floor
        .centre
        .send(Role::Planner, "DELETE", &path, &Value::Null);
    assert_eq!(deleted.status, 204);
    assert_eq!(
        floor
            .centre
            .send(Role::Planner, "DELETE", &limit_path, &Value::Null)
            .status,
        204
    );
}

#[rstest]
fn an_agent_asks_and_the_leave_stands_in_their_shift_calendar_and_balance(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut floor) = week(engine, 2) else {
        return;
    };
    let limit = floor.limit(json!({}));
    floor.plan(json!({ "timeOffLimitIds": [limit], "autoApprovalRule": "CheckLimits", "requiresBalance": true }));
    let entry = |kind: &str, minutes: i32, date: &str, reason: &str| {
        json!({ "agentId": floor.agents[0], "activityCodeId": floor.leave, "kind": kind, "minutes": minutes,
            "effectiveDate": date, "reason": reason })
    };
    let bad = json!({ "entries": [entry("Accrual", -1, "2026-01-01", ""), entry("Adjustment", -30, "2026-01-01", "")] });
    let refused = floor
        .centre
        .post(Role::Planner, "/time-off-balances/entries", &bad);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        ["/entries/0/minutes", "/entries/1/reason"]
    );
    let good = json!({ "entries": [entry("Accrual", 990, "2026-01-01", "2026"),
        entry("Adjustment", -30, "2026-03-01", "lapsed"), entry("Accrual", 480, "2026-07-01", "second half")] });
    let kept = floor
        .centre
        .post(Role::Planner, "/time-off-balances/entries", &good)
        .expect(201);
    assert_eq!(kept["entities"].as_array().unwrap().len(), 3);

    let own = floor.agents[0].clone();
    floor.centre.key_of_agent(&own);
    let body = json!({ "activityCodeId": floor.leave, "isFullDayRequest": true, "dailyDurationMinutes": 480,
        "fullDayManagementUnitDates": ["2026-06-01", "2026-06-07"], "notes": "A wedding" });
    let asked = floor.centre.post(Role::Agent, "/time-off-requests", &body);
    let request = asked.expect(201);
    assert_eq!(asked.header("etag"), Some("\"1\""));
    assert_eq!(
        (
            &request["status"],
            &request["substatus"],
            &request["decision"]["code"]
        ),
        (
            &json!("Approved"),
            &json!("AutoApproved"),
            &json!("approved-automatically")
        )
    );
    // Nobody works on that Sunday: it takes nothing.
    assert_eq!(request["durationMinutes"], json!([480, 0]));
    assert_eq!(request["payableMinutes"], json!([480, 0]));
    assert_eq!(request["decision"]["coverage"]["basis"], "Unknown");

    let shifts = floor.shifts(0, "2026-06-01", "2026-06-03");
    assert_eq!(
        told(&shifts[0]),
        [
            ("TimeOff", 240, 240),
            ("TimeOff", 30, 0),
            ("TimeOff", 240, 240)
        ]
        .map(|(what, minutes, paid)| (what.to_owned(), minutes, paid))
    );
    assert_eq!(shifts[0]["paidMinutes"], 480);
    assert_eq!(
        shifts[0]["activities"][0]["timeOffRequestId"],
        request["id"]
    );
    assert_eq!(told(&shifts[1])[0].0, "OnQueueWork");

    let link = floor
        .centre
        .post(Role::Agent, "/calendar/url/ics", &Value::Null)
        .expect(201);
    let url = link["calendarUrl"].as_str().unwrap();
    let path = &url[url.find("/api/v1").unwrap()..];
    let feed = floor.centre.send_raw(None, "GET", path, &[], Vec::new());
    let unfolded = feed.text.replace("\r\n ", "");
    assert!(unfolded.contains("09:00–13:00 Annual leave"), "{unfolded}");

    let balance = |as_of: &str| {
        let path = format!("/time-off-balances?asOf={as_of}");
        floor.centre.get(Role::Agent, &path).expect(200)["entities"][0].clone()
    };
    let before = balance("2026-05-29");
    let told_of = |balance: &Value| {
        [
            "granted",
            "adjusted",
            "used",
            "planned",
            "remaining",
            "requested",
            "grantedLater",
        ]
        .map(|name| balance[format!("{name}Minutes")].as_i64().unwrap())
    };
    assert_eq!(told_of(&before), [990, -30, 0, 480, 480, 0, 480]);
    assert_eq!(
        told_of(&balance("2026-07-01")),
        [1_470, -30, 480, 0, 960, 0, 0]
    );
    let of_other = format!("/time-off-balances?agentId={}", floor.agents[1]);
    assert_problem(&floor.centre.get(Role::Agent, &of_other), 403, "forbidden");

    // The day is taken, what the balance does not hold is denied, and what is past cannot be asked for by an agent.
    let again = floor.centre.post(Role::Agent, "/time-off-requests", &body);
    assert_problem(&again, 409, "time-off-overlaps");
    let mut more = body.clone();
    more["fullDayManagementUnitDates"] = json!(["2026-06-02", "2026-06-08"]);
    let denied = floor
        .centre
        .post(Role::Agent, "/time-off-requests", &more)
        .expect(201);
    assert_eq!(
        (&denied["status"], &denied["substatus"]),
        (&json!("Denied"), &json!("InsufficientBalance"))
    );
    assert_eq!(
        denied["decision"]["balance"],
        json!({ "date": "2026-06-08", "remainingMinutes": 480, "askedMinutes": 960 })
    );
    more["fullDayManagementUnitDates"] = json!(["2026-05-28"]);
    let past = floor.centre.post(Role::Agent, "/time-off-requests", &more);
    assert_eq!(past.pointers(), ["/fullDayManagementUnitDates"]);

    // Read, then canceled: everything is as it was.
    let id = request["id"].as_str().unwrap();
    let path = format!("/time-off-requests/{id}");
    let decide = floor.patch(Role::Agent, &path, 1, &json!({ "status": "Denied" }));
    assert_problem(&decide, 403, "forbidden");
    let seen = floor
        .patch(Role::Agent, &path, 1, &json!({ "markedAsRead": true }))
        .expect(200);
    assert_eq!(
        (&seen["markedAsRead"], &seen["version"]),
        (&json!(true), &json!(2))
    );
    let stale = floor.patch(Role::Agent, &path, 1, &json!({ "status": "Canceled" }));
    assert_problem(&stale, 412, "stale");
    let canceled = floor
        .patch(Role::Agent, &path, 2, &json!({ "status": "Canceled" }))
        .expect(200);
    assert_eq!(canceled["status"], "Canceled");
    let back = floor.shifts(0, "2026-06-01", "2026-06-03");
    assert_eq!(
        told(&back[0]),
        [
            ("OnQueueWork", 240, 240),
            ("Meal", 30, 0),
            ("OnQueueWork", 240, 240)
        ]
        .map(|(what, minutes, paid)| (what.to_owned(), minutes, paid))
    );
    assert_eq!(told_of(&balance("2026-05-29"))[3..5], [0, 960]);
    let anew = floor.patch(Role::Planner, &path, 3, &json!({ "status": "Approved" }));
    assert_problem(&anew, 409, "not-that-way");
    let stranger = floor.centre.other_tenant();
    let path = format!("/api/v1{path}");
    let answer = floor
        .centre
        .send_raw(Some(&stranger), "GET", &path, &[], Vec::new());
    assert_problem(&answer, 404, "not-found");
}

#[rstest]
fn who_finds_no_room_waits_is_offered_other_days_and_moves_up_when_some_appears(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = week(engine, 4) else {
        return;
    };
    let limit = floor.limit(json!({}));
    floor.plan(json!({ "timeOffLimitIds": [limit], "autoApprovalRule": "CheckLimits" }));
    let first = floor.ask(0, &["2026-06-01"]);
    assert_eq!(status(&first), "Approved");
    let second = floor.ask(1, &["2026-06-01"]).expect(201);
    let third = floor.ask(2, &["2026-06-01"]).expect(201);
    let fourth = floor.ask(3, &["2026-06-01"]).expect(201);
    assert_eq!(
        [&second, &third, &fourth].map(|one| one["waitListPosition"].as_u64()),
        [Some(1), Some(2), Some(3)]
    );
    assert_eq!(
        second["decision"]["limits"],
        json!([{ "timeOffLimitId": limit, "name": "All", "date": "2026-06-01", "limitMinutes": 480,
            "usedMinutes": 480, "askedMinutes": 480 }])
    );
    assert!(
        second["decision"]["text"]
            .as_str()
            .unwrap()
            .contains("480 of 480 minutes are taken")
    );
    // The next day has room; the ones after the published week have no shifts yet and count as asked.
    let offered = &second["alternativeDates"];
    assert_eq!(
        offered[0]["fullDayManagementUnitDates"],
        json!(["2026-06-02"])
    );
    assert_eq!(offered[0]["daysLater"], 1);
    assert_eq!(
        offered[1]["fullDayManagementUnitDates"],
        json!(["2026-05-31"])
    );
    assert_eq!(offered.as_array().unwrap().len(), 3);
    let path = format!(
        "/time-off-requests/{}/alternative-dates",
        second["id"].as_str().unwrap()
    );
    assert_eq!(floor.read(&path)["entities"], *offered);
    let places = floor.read(&format!(
        "/wait-list-positions?businessUnitId={}",
        floor.unit
    ));
    assert_eq!(places["entities"].as_array().unwrap().len(), 3);
    assert_eq!(places["entities"][0]["timeOffRequestId"], second["id"]);
    assert_eq!(places["entities"][0]["expiresDate"], "2026-05-31T22:00:00Z");

    let id = |of: &Value| of["id"].as_str().unwrap().to_owned();
    let read = |of: &Value| floor.read(&format!("/time-off-requests/{}", id(of)));
    let free = first.expect(201);
    floor
        .move_on(&id(&free), json!({ "status": "Canceled" }))
        .expect(200);
    let moved = read(&second);
    assert_eq!(
        (
            &moved["status"],
            &moved["substatus"],
            &moved["markedAsRead"]
        ),
        (&json!("Approved"), &json!("AutoApproved"), &json!(false))
    );
    assert_eq!(
        told(&floor.shifts(1, "2026-06-01", "2026-06-02")[0])[0].0,
        "TimeOff"
    );
    assert_eq!(
        told(&floor.shifts(0, "2026-06-01", "2026-06-02")[0])[0].0,
        "OnQueueWork"
    );
    assert_eq!(read(&third)["waitListPosition"], 1);

    // A raised limit lets in as many as it holds, who waited longest first.
    let values = format!("/time-off-limits/{limit}/values");
    let raise = json!({ "values": [{ "date": "2026-06-01", "limitMinutes": 1_000 }] });
    let raised = floor
        .centre
        .put(Role::Planner, &values, 1, &raise)
        .expect(200);
    assert_eq!(raised["version"], 2);
    assert_eq!(read(&third)["status"], "Approved");
    assert_eq!(read(&fourth)["waitListPosition"], 1);
    let dates = floor.read(&format!("{values}?startDate=2026-06-01&endDate=2026-06-02"));
    assert_eq!(
        dates["entities"],
        json!([
            { "date": "2026-06-01", "isDefault": false, "limitMinutes": 1_000, "usedMinutes": 960 },
            { "date": "2026-06-02", "isDefault": true, "limitMinutes": 480, "usedMinutes": 0 },
        ])
    );
    // A supervisor lets in one more, with a reason.
    let path = format!("/time-off-requests/{}", id(&fourth));
    let version = read(&fourth)["version"].as_i64().unwrap();
    let approve = json!({ "status": "Approved" });
    let refused = floor.patch(Role::Supervisor, &path, version, &approve);
    assert_problem(&refused, 409, "limit-exceeded");
    let silent = json!({ "status": "Approved", "ruleFailureAction": "OVERRIDE" });
    let silent = floor.patch(Role::Supervisor, &path, version, &silent);
    assert_eq!(silent.pointers(), ["/reason"]);
    let said =
        json!({ "status": "Approved", "ruleFailureAction": "OVERRIDE", "reason": "funeral" });
    let approved = floor
        .patch(Role::Supervisor, &path, version, &said)
        .expect(200);
    assert_eq!(approved["decision"]["overrideReason"], "funeral");
    assert_eq!(approved["decision"]["automatic"], false);
    assert!(approved["reviewedBy"].as_str().unwrap().starts_with("key:"));
    assert_eq!(
        told(&floor.shifts(3, "2026-06-01", "2026-06-02")[0])[0].0,
        "TimeOff"
    );
    let listed = floor.read(&format!(
        "/time-off-requests?businessUnitId={}&status=Approved&startDate=2026-06-01&endDate=2026-06-01",
        floor.unit
    ));
    assert_eq!(listed["entities"].as_array().unwrap().len(), 3);
}

#[rstest]
fn waiting_ends_when_it_is_too_late_and_who_asks_too_late_does_not_wait(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = week(engine, 3) else {
        return;
    };
    let limit = floor.limit(json!({ "defaultLimitMinutes": 0 }));
    floor.plan(json!({ "timeOffLimitIds": [limit], "daysBeforeStartToExpireFromWaitlist": 2 }));
    let waiting = floor.ask(0, &["2026-06-02"]).expect(201);
    assert_eq!(waiting["waitListExpiresDate"], "2026-05-30T22:00:00Z");
    let late = floor.ask(1, &["2026-05-31"]).expect(201);
    assert_eq!(
        (&late["status"], &late["substatus"]),
        (&json!("Denied"), &json!("AdvanceTimeElapsed"))
    );
    floor.centre.moves_on_by_seconds(2 * 86_400);
    let path = format!("/time-off-requests/{}", waiting["id"].as_str().unwrap());
    let over = floor.read(&path);
    assert_eq!(
        (
            &over["status"],
            &over["substatus"],
            &over["decision"]["code"]
        ),
        (
            &json!("Denied"),
            &json!("RemovedFromWaitlist"),
            &json!("wait-list-expired")
        )
    );
    let count = |status: &str| {
        let listed = floor.read(&format!("/time-off-requests?status={status}"));
        listed["entities"].as_array().unwrap().len()
    };
    assert_eq!((count("Denied"), count("WaitListed")), (2, 0));
    // Room that appears now is no longer for it.
    let values = format!("/time-off-limits/{limit}/values");
    let raise = json!({ "values": [{ "date": "2026-06-02", "limitMinutes": 480 }] });
    floor
        .centre
        .put(Role::Planner, &values, 1, &raise)
        .expect(200);
    assert_eq!(floor.read(&path)["status"], "Denied");
    // The plan approves nothing by itself: a person does, also what was denied.
    let asked = floor.ask(2, &["2026-06-02"]).expect(201);
    assert_eq!(
        (&asked["status"], &asked["decision"]["code"]),
        (&json!("Pending"), &json!("for-review"))
    );
    floor
        .move_on(
            asked["id"].as_str().unwrap(),
            json!({ "status": "Denied", "reason": "sales" }),
        )
        .expect(200);
    let denied = floor.read(&format!(
        "/time-off-requests/{}",
        asked["id"].as_str().unwrap()
    ));
    assert_eq!(denied["decision"]["text"], "sales");
    let late = floor
        .move_on(
            waiting["id"].as_str().unwrap(),
            json!({ "status": "Approved" }),
        )
        .expect(200);
    assert_eq!(late["status"], "Approved");
}

#[rstest]
fn requests_at_once_never_take_more_than_there_is(#[values(Sqlite, Postgres)] engine: Engine) {
    const AGENTS: usize = 12;
    let Some(floor) = week(engine, AGENTS) else {
        return;
    };
    let limit = floor.limit(json!({ "defaultLimitMinutes": 5 * 480 }));
    floor.plan(json!({ "timeOffLimitIds": [limit], "autoApprovalRule": "CheckLimits", "requiresBalance": true }));
    let grants: Vec<Value> = floor
        .agents
        .iter()
        .map(|agent| {
            json!({ "agentId": agent, "activityCodeId": floor.leave, "kind": "Accrual", "minutes": 960,
                "effectiveDate": "2026-01-01" })
        })
        .collect();
    let grants = json!({ "entries": grants });
    floor
        .centre
        .post(Role::Planner, "/time-off-balances/entries", &grants)
        .expect(201);
    let at_once = |asks: Vec<(usize, &'static str)>| -> Vec<String> {
        std::thread::scope(|scope| {
            let floor = &floor;
            let asked: Vec<_> = asks
                .into_iter()
                .map(|(agent, date)| scope.spawn(move || status(&floor.ask(agent, &[date]))))
                .collect();
            asked.into_iter().map(|one| one.join().unwrap()).collect()
        })
    };
    let count = |of: &[String], status: &str| of.iter().filter(|one| *one == status).count();
    let all = at_once((0..AGENTS).map(|agent| (agent, "2026-06-01")).collect());
    assert_eq!(
        (count(&all, "Approved"), count(&all, "WaitListed")),
        (5, AGENTS - 5)
    );
    // One agent, six days at once, a balance of two days.
    let days = [
        "2026-07-01",
        "2026-07-02",
        "2026-07-03",
        "2026-07-06",
        "2026-07-07",
        "2026-07-08",
    ];
    let agent = (0..AGENTS)
        .find(|agent| told(&floor.shifts(*agent, "2026-06-01", "2026-06-02")[0])[0].0 != "TimeOff");
    let all = at_once(days.map(|day| (agent.unwrap(), day)).to_vec());
    assert_eq!((count(&all, "Approved"), count(&all, "Denied")), (2, 4));
    // Cancelations at once let in exactly as many.
    let approved = floor.read("/time-off-requests?status=Approved&endDate=2026-06-01");
    let approved: Vec<String> = approved["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    std::thread::scope(|scope| {
        for id in &approved[..3] {
            let floor = &floor;
            scope.spawn(move || {
                floor
                    .move_on(id, json!({ "status": "Canceled" }))
                    .expect(200)
            });
        }
    });
    let now = floor.read("/time-off-requests?status=Approved&endDate=2026-06-01");
    assert_eq!(now["entities"].as_array().unwrap().len(), 5);
    let used = floor.read(&format!(
        "/time-off-limits/{limit}/values?startDate=2026-06-01&endDate=2026-06-01"
    ));
    assert_eq!(used["entities"][0]["usedMinutes"], 5 * 480);
}

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
