//! Shift trades: offered, matched, judged, approved, and what becomes of the shifts.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::floor::Floor;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, EventStream, assert_problem};

const NOW: &str = "2026-05-29T10:00:00Z";
const WEEK: &str = "2026-06-01";

/// Ada works on Monday, Bea on Wednesday, Cal on both, Dee never.
fn week(engine: Engine) -> Option<(Floor, String)> {
    let floor = Floor::new(engine, NOW, 4)?;
    let (monday, wednesday) = ("2026-06-01T09:00:00+02:00", "2026-06-03T09:00:00+02:00");
    let shifts = vec![
        floor.shift(0, monday),
        floor.shift(1, wednesday),
        floor.shift(2, monday),
        floor.shift(2, wednesday),
    ];
    let schedule = floor.publish(WEEK, None, shifts);
    Some((floor, schedule))
}

impl Floor {
    fn first_shift(&self, agent: usize) -> String {
        let shifts = self.shifts(agent, "2026-06-01", "2026-06-08");
        shifts[0]["id"].as_str().unwrap().to_owned()
    }

    fn starts(&self, agent: usize) -> Vec<String> {
        let shifts = self.shifts(agent, "2026-06-01", "2026-06-08");
        let day = |shift: &Value| shift["startDate"].as_str().unwrap()[8..10].to_owned();
        shifts.iter().map(day).collect()
    }

    /// Offers the first shift of an agent as the planner.
    fn offers(&self, agent: usize, more: Value) -> Answer {
        let mut body = json!({ "initiatingAgentId": self.agents[agent],
            "initiatingShiftId": self.first_shift(agent) });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        self.centre.post(Role::Planner, "/shift-trades", &body)
    }

    fn matches(&self, role: Role, trade: &Value, body: &Value) -> Answer {
        let tag = format!("\"{}\"", trade["version"]);
        let headers = [
            ("content-type", "application/json"),
            ("if-match", tag.as_str()),
        ];
        let path = format!(
            "/api/v1/shift-trades/{}/match",
            trade["id"].as_str().unwrap()
        );
        let key = self.centre.key(role);
        self.centre.send_raw(
            Some(key),
            "POST",
            &path,
            &headers,
            body.to_string().into_bytes(),
        )
    }

    fn moves(&self, role: Role, trade: &Value, body: &Value) -> Answer {
        let path = format!("/shift-trades/{}", trade["id"].as_str().unwrap());
        self.patch(role, &path, trade["version"].as_i64().unwrap(), body)
    }

    fn trading(&self, settings: &Value) {
        let path = format!("/management-units/{}/shift-trade-settings", self.site);
        let version = self.read(&path)["version"].as_i64().unwrap();
        self.centre
            .put(Role::Planner, &path, version, settings)
            .expect(200);
    }

    fn version(&self, schedule: &str) -> i64 {
        let path = format!(
            "/business-units/{}/weeks/{WEEK}/schedules/{schedule}",
            self.unit
        );
        self.read(&path)["version"].as_i64().unwrap()
    }
}

#[rstest]
fn two_agents_exchange_shifts_over_the_board_without_a_supervisor(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((mut floor, schedule)) = week(engine) else {
        return;
    };
    floor.trading(&json!({ "autoReview": true, "minimumHoursBeforeShift": 24 }));
    let (ada, bea) = (floor.agents[0].clone(), floor.agents[1].clone());
    floor.centre.key_of_agent(&ada);
    let bad = json!({ "initiatingShiftId": floor.first_shift(1), "acceptableIntervals": [] });
    let refused = floor.centre.post(Role::Agent, "/shift-trades", &bad);
    assert_eq!(refused.pointers(), ["/initiatingShiftId"]);
    let bad = json!({ "initiatingShiftId": floor.first_shift(0), "acceptableIntervals": ["Wednesday"],
        "receivingAgentId": ada });
    let refused = floor.centre.post(Role::Agent, "/shift-trades", &bad);
    assert_eq!(
        refused.pointers(),
        ["/receivingAgentId", "/acceptableIntervals/0"]
    );
    let wednesday = "2026-06-03T00:00:00+02:00/2026-06-04T00:00:00+02:00";
    let offer = json!({ "initiatingShiftId": floor.first_shift(0), "acceptableIntervals": [wednesday],
        "notes": "dentist" });
    let trade = floor
        .centre
        .post(Role::Agent, "/shift-trades", &offer)
        .expect(201);
    assert_eq!(
        (
            &trade["state"],
            &trade["oneSided"],
            &trade["weekDate"],
            &trade["expiration"]
        ),
        (
            &json!("Unmatched"),
            &json!(false),
            &json!(WEEK),
            &json!("2026-05-31T07:00:00Z")
        )
    );
    let again = floor.centre.post(Role::Agent, "/shift-trades", &offer);
    assert_problem(&again, 409, "shift-already-offered");

    // Bea sees it on the board and gives her Wednesday for it.
    floor.centre.key_of_agent(&bea);
    let board = floor
        .centre
        .get(Role::Agent, "/shift-trades?state=Unmatched")
        .expect(200);
    assert_eq!(board["entities"][0]["id"], trade["id"]);
    let nothing = floor.matches(Role::Agent, &trade, &json!({}));
    assert_eq!(nothing.pointers(), ["/receivingShiftId"]);
    let given = json!({ "receivingShiftId": floor.first_shift(1) });
    let done = floor.matches(Role::Agent, &trade, &given).expect(200);
    assert_eq!(
        (&done["state"], &done["automatic"], &done["brokenRules"]),
        (&json!("Approved"), &json!(true), &json!([]))
    );
    assert_eq!(done["receivingWeekDate"], WEEK);
    assert_eq!(
        (floor.starts(0), floor.starts(1)),
        (vec!["03".to_owned()], vec!["01".to_owned()])
    );
    assert_eq!(floor.version(&schedule), 3);
    let late = floor.matches(Role::Agent, &trade, &given);
    assert_problem(&late, 412, "stale");
    let over = floor.moves(Role::Supervisor, &done, &json!({ "state": "Canceled" }));
    assert_problem(&over, 409, "not-that-way");

    // Who has nothing to do with it does not see it.
    let dee = floor.agents[3].clone();
    floor.centre.key_of_agent(&dee);
    let path = format!("/shift-trades/{}", trade["id"].as_str().unwrap());
    assert_problem(&floor.centre.get(Role::Agent, &path), 404, "not-found");
    let stranger = floor.centre.other_tenant();
    let path = format!("/api/v1{path}");
    let answer = floor
        .centre
        .send_raw(Some(&stranger), "GET", &path, &[], Vec::new());
    assert_problem(&answer, 404, "not-found");
}

#[rstest]
fn a_shift_given_away_is_judged_by_the_receivers_rules_and_a_supervisor_decides(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((floor, schedule)) = week(engine) else {
        return;
    };
    let away = json!({ "oneSided": true });
    let trade = floor.offers(0, away.clone()).expect(201);
    // Cal works that day already.
    let cal = json!({ "receivingAgentId": floor.agents[2] });
    let refused = floor.matches(Role::Planner, &trade, &cal);
    assert_problem(&refused, 409, "rule-broken");
    assert!(
        refused.json()["detail"]
            .as_str()
            .unwrap()
            .contains("oneShiftADay"),
        "{}",
        refused.text
    );
    let dee = json!({ "receivingAgentId": floor.agents[3] });
    let topic = format!("/events?topics=agents.{}.shift-trades", floor.agents[3]);
    let centre = &floor.centre;
    let mut told_dee = EventStream::open(&centre.origin(), centre.key(Role::Planner), &topic, None);
    let matched = floor.matches(Role::Planner, &trade, &dee).expect(200);
    assert_eq!(
        (
            &matched["state"],
            &matched["brokenRules"],
            &matched["version"]
        ),
        (&json!("Matched"), &json!([]), &json!(2))
    );
    assert_eq!(floor.starts(3), [""; 0]);
    // Withdrawn, matched anew, approved.
    let open = floor
        .moves(Role::Planner, &matched, &json!({ "state": "Unmatched" }))
        .expect(200);
    assert_eq!(
        (&open["state"], &open["receivingAgentId"]),
        (&json!("Unmatched"), &Value::Null)
    );
    let told = told_dee.take(2);
    let states: Vec<&Value> = told
        .iter()
        .map(|event| &event.data["data"]["state"])
        .collect();
    assert_eq!(
        states,
        ["Matched", "Unmatched"],
        "who is out of it hears that"
    );
    let early = floor.moves(Role::Supervisor, &open, &json!({ "state": "Approved" }));
    assert_problem(&early, 409, "not-that-way");
    let matched = floor.matches(Role::Planner, &open, &dee).expect(200);
    let stale = floor.moves(Role::Supervisor, &open, &json!({ "state": "Approved" }));
    assert_problem(&stale, 412, "stale");
    let done = floor
        .moves(Role::Supervisor, &matched, &json!({ "state": "Approved" }))
        .expect(200);
    assert_eq!(
        (&done["state"], &done["automatic"]),
        (&json!("Approved"), &json!(false))
    );
    assert_eq!(
        (floor.starts(0), floor.starts(3)),
        (vec![], vec!["01".to_owned()])
    );
    assert_eq!(floor.version(&schedule), 3);

    // A supervisor may pass over rules, with a reason.
    let trade = floor.offers(1, away.clone()).expect(201);
    let silent = json!({ "receivingAgentId": floor.agents[2], "ruleFailureAction": "OVERRIDE" });
    assert_eq!(
        floor.matches(Role::Supervisor, &trade, &silent).pointers(),
        ["/reason"]
    );
    let said = json!({ "receivingAgentId": floor.agents[2], "ruleFailureAction": "OVERRIDE",
        "reason": "nobody else" });
    let matched = floor.matches(Role::Supervisor, &trade, &said).expect(200);
    let broken = matched["brokenRules"].as_array().unwrap().iter();
    let broken: Vec<&str> = broken.map(|one| one["rule"].as_str().unwrap()).collect();
    assert_eq!(broken, ["minimumRest", "oneShiftADay"]);
    let approve = json!({ "state": "Approved" });
    let refused = floor.moves(Role::Supervisor, &matched, &approve);
    assert_problem(&refused, 409, "rule-broken");
    let denied = json!({ "state": "Denied", "reason": "two at once" });
    let denied = floor.moves(Role::Supervisor, &matched, &denied).expect(200);
    assert_eq!(denied["decision"], "two at once");

    // Management units may forbid it.
    floor.trading(&json!({ "oneSidedAllowed": false }));
    assert_eq!(floor.offers(1, away).pointers(), ["/oneSided"]);
    floor.trading(&json!({ "enabled": false }));
    assert_problem(&floor.offers(1, json!({})), 409, "trading-disabled");
}

#[rstest]
fn skills_time_off_and_unavailability_stand_against_a_trade(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((floor, _)) = week(engine) else {
        return;
    };
    let path = format!("/business-units/{}", floor.unit);
    let skill = json!({ "name": "French" });
    let skill = floor.centre.post(Role::Planner, "/skills", &skill).id();
    let queue = json!({ "businessUnitId": floor.unit, "name": "Français", "channel": "voice" });
    let queue = floor.centre.post(Role::Planner, "/queues", &queue).id();
    let templates = floor.read(&format!("{path}/service-goal-templates"));
    let group = json!({ "name": "French", "routePaths": [{ "queueId": queue, "skillIds": [skill] }],
        "serviceGoalTemplateId": templates["entities"][0]["id"], "shrinkagePercent": 0 });
    floor
        .centre
        .post(Role::Planner, &format!("{path}/planning-groups"), &group)
        .id();
    let ada = format!("/agents/{}", floor.agents[0]);
    let mut body = crate::site::as_sent(floor.read(&ada), &ada);
    body["skills"] = json!([{ "skillId": skill, "proficiency": 3 }]);
    floor.centre.put(Role::Planner, &ada, 1, &body).expect(200);

    let trade = floor.offers(0, json!({ "oneSided": true })).expect(201);
    let dee = json!({ "receivingAgentId": floor.agents[3] });
    let refused = floor.matches(Role::Planner, &trade, &dee);
    assert_problem(&refused, 409, "rule-broken");
    assert!(
        refused.json()["detail"]
            .as_str()
            .unwrap()
            .contains("lacks the skills for French")
    );
    floor
        .moves(Role::Planner, &trade, &json!({ "state": "Canceled" }))
        .expect(200);

    // Who is on leave that day takes no shift of it.
    floor.plan(json!({ "autoApprovalRule": "Always" }));
    let leave = floor.ask(3, &["2026-06-03"]).expect(201);
    assert_eq!(leave["status"], "Approved");
    let trade = floor.offers(1, json!({ "oneSided": true })).expect(201);
    let refused = floor.matches(Role::Planner, &trade, &dee);
    assert_problem(&refused, 409, "rule-broken");
    assert!(
        refused.json()["detail"]
            .as_str()
            .unwrap()
            .contains("fixedDaysOff"),
        "{}",
        refused.text
    );
    // And a shift with leave in it is not traded.
    floor
        .moves(Role::Planner, &trade, &json!({ "state": "Canceled" }))
        .expect(200);
    floor.ask(1, &["2026-06-03"]).expect(201);
    assert_problem(
        &floor.offers(1, json!({ "oneSided": true })),
        409,
        "shift-has-time-off",
    );
}

#[rstest]
fn offers_end_in_time_and_only_one_of_many_takes_a_shift(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = Floor::new(engine, NOW, 8) else {
        return;
    };
    let shifts = (0..2).map(|agent| floor.shift(agent, "2026-06-01T09:00:00+02:00"));
    floor.publish(WEEK, None, shifts.collect());
    floor.trading(&json!({ "autoReview": true }));
    let soon = json!({ "oneSided": true, "expiration": "2026-05-29T11:00:00Z" });
    let short = floor.offers(0, soon).expect(201);
    let beyond = json!({ "expiration": "2026-06-01T08:00:00Z" });
    assert_eq!(floor.offers(1, beyond).pointers(), ["/expiration"]);
    let open = floor.offers(1, json!({ "oneSided": true })).expect(201);
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let floor = &floor;
        let open = &open;
        let takers: Vec<_> = (2..8)
            .map(|agent| {
                scope.spawn(move || {
                    let body = json!({ "receivingAgentId": floor.agents[agent] });
                    floor.matches(Role::Planner, open, &body).status
                })
            })
            .collect();
        takers.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(
        answers.iter().filter(|status| **status == 200).count(),
        1,
        "{answers:?}"
    );
    assert_eq!(
        answers.iter().filter(|status| **status == 412).count(),
        5,
        "{answers:?}"
    );
    let holders = (0..8)
        .filter(|agent| !floor.starts(*agent).is_empty())
        .count();
    assert_eq!(holders, 2);
    floor.centre.moves_on_by_seconds(3_600);
    let path = format!("/shift-trades/{}", short["id"].as_str().unwrap());
    assert_eq!(floor.read(&path)["state"], "Expired");
    let late = json!({ "receivingAgentId": floor.agents[7] });
    assert_problem(
        &floor.matches(Role::Planner, &short, &late),
        409,
        "not-that-way",
    );
    let expired = floor.read("/shift-trades?state=Expired");
    assert_eq!(expired["entities"].as_array().unwrap().len(), 1);
    assert_eq!(
        floor.read("/shift-trades?state=Unmatched")["entities"],
        json!([])
    );
}

#[rstest]
fn shifts_of_two_weeks_change_hands_together_and_a_changed_shift_is_not_traded(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((floor, first)) = week(engine) else {
        return;
    };
    // Dee works in the next week, in another schedule.
    let later = floor.shift(3, "2026-06-09T09:00:00+02:00");
    let second = floor.publish("2026-06-08", None, vec![later]);
    let next_week = floor.shifts(3, "2026-06-08", "2026-06-15");
    let trade = floor
        .offers(0, json!({ "receivingAgentId": floor.agents[3] }))
        .expect(201);
    let body =
        json!({ "receivingAgentId": floor.agents[3], "receivingShiftId": next_week[0]["id"] });
    let matched = floor.matches(Role::Planner, &trade, &body).expect(200);
    assert_eq!(
        (
            &matched["weekDate"],
            &matched["receivingWeekDate"],
            &matched["brokenRules"]
        ),
        (&json!(WEEK), &json!("2026-06-08"), &json!([]))
    );
    let to_others = json!({ "receivingAgentId": floor.agents[2] });
    assert_problem(
        &floor.matches(Role::Planner, &matched, &to_others),
        409,
        "not-that-way",
    );

    // The shift in return gets leave in it before the supervisor decides: neither shift moves.
    floor.plan(json!({ "autoApprovalRule": "Always" }));
    let leave = json!({ "isFullDayRequest": false, "dailyDurationMinutes": 60,
        "partialDayStartDateTimes": ["2026-06-09T10:00:00+02:00"] });
    let leave = floor.ask_with(3, leave).expect(201);
    let versions = |floor: &Floor| {
        let other = format!(
            "/business-units/{}/weeks/2026-06-08/schedules/{second}",
            floor.unit
        );
        (
            floor.version(&first),
            floor.read(&other)["version"].as_i64().unwrap(),
        )
    };
    assert_eq!(versions(&floor), (2, 3));
    let approve = json!({ "state": "Approved" });
    let refused = floor.moves(Role::Supervisor, &matched, &approve);
    assert_problem(&refused, 409, "shift-changed");
    assert_eq!(
        (versions(&floor), floor.starts(0)),
        ((2, 3), vec!["01".to_owned()])
    );
    floor
        .move_on(
            leave["id"].as_str().unwrap(),
            json!({ "status": "Canceled" }),
        )
        .expect(200);
    let bulk = |version: i64, token: &str| {
        json!({ "shiftTradeId": trade["id"], "version": version, "clientToken": token,
            "change": { "state": "Approved" } })
    };
    let bulk = json!({ "trades": [bulk(1, "old"), bulk(2, "new"), bulk(3, "again")] });
    let answer = floor
        .centre
        .post(Role::Supervisor, "/shift-trades/state/bulk", &bulk)
        .expect(200);
    let results = answer["results"].as_array().unwrap().iter();
    let results: Vec<(&Value, &Value, &Value)> = results
        .map(|one| {
            (
                &one["clientToken"],
                &one["trade"]["state"],
                &one["failure"]["failureCode"],
            )
        })
        .collect();
    assert_eq!(
        results,
        [
            (&json!("old"), &Value::Null, &json!("stale")),
            (&json!("new"), &json!("Approved"), &Value::Null),
            (&json!("again"), &Value::Null, &json!("not-that-way")),
        ]
    );
    assert_eq!(versions(&floor), (3, 5));
    assert_eq!(
        (floor.starts(0), floor.starts(3)),
        (vec![], vec!["01".to_owned()])
    );
    let got = floor.shifts(0, "2026-06-08", "2026-06-15");
    assert_eq!(got[0]["id"], next_week[0]["id"]);
}
