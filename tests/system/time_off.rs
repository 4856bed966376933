//! Time off: asked for, decided, waited for, taken and taken back.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::floor::{Floor, told};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, assert_problem};

/// Three days before the week of the tests.
pub(crate) const NOW: &str = "2026-05-29T10:00:00Z";
pub(crate) const WEEK: &str = "2026-06-01";

pub(crate) fn status(answer: &Answer) -> String {
    answer.expect(201)["status"].as_str().unwrap().to_owned()
}

/// Everybody works from nine on Monday and Tuesday of the week.
pub(crate) fn week(engine: Engine, count: usize) -> Option<Floor> {
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
