//! Agent-state events against a published schedule.

use crewcast::db::Instant;
use crewcast::failure::Failure;
use crewcast::organisation::{
    ActivityCategory, NewAgent, NewBusinessUnit, NewManagementUnit, NewTeam, create_agent,
    create_business_unit, create_management_unit, create_team, list_activity_codes,
};
use crewcast::schedules::{
    GenerationResults, NewDraft, NewShift, ShiftActivity, create_draft, publish_schedule,
};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

/// A unit in Berlin whose agents have a published schedule for the week of Monday, 23 November 2026.
struct Floor {
    centre: Centre,
    unit: String,
    team: String,
    ada: String,
    bea: String,
    cal: String,
    dee: String,
}

fn instant(text: &str) -> Instant {
    serde_json::from_value(json!(text)).unwrap()
}

/// Ada works on Monday 9 to 17 local time, with a meal at 13; Ada, Bea and Dee on Tuesday 11 to 19; Cal never.
fn floor(engine: Engine) -> Option<Floor> {
    let centre = Centre::start_at(engine, "2026-11-24T12:00:00Z")?;
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let made: Result<_, Failure> = centre.db.write(|conn| {
        let business_unit = create_business_unit(
            conn,
            &scope,
            NewBusinessUnit {
                name: "Berlin".to_owned(),
                time_zone: chrono_tz::Europe::Berlin,
                start_day_of_week: chrono::Weekday::Mon,
                interval_length_minutes: 30,
                region: None,
            },
        )?;
        let unit = NewManagementUnit {
            business_unit_id: business_unit.id.clone(),
            name: "Mitte".to_owned(),
            labour_law: None,
        };
        let unit = create_management_unit(conn, &scope, unit)?.id;
        let team = NewTeam {
            management_unit_id: unit.clone(),
            name: "Early birds".to_owned(),
        };
        let team = create_team(conn, &scope, team)?.id;
        let mut agent = |name: &str, team_id: Option<&String>| {
            let new = NewAgent {
                name: name.to_owned(),
                external_id: Some(format!("ext-{name}")),
                management_unit_id: unit.clone(),
                team_id: team_id.cloned(),
                work_plan_id: None,
                skills: Vec::new(),
                active: true,
                ..NewAgent::default()
            };
            create_agent(conn, &scope, new).map(|agent| agent.id)
        };
        let (ada, bea) = (agent("Ada", Some(&team))?, agent("Bea", None)?);
        let (cal, dee) = (agent("Cal", None)?, agent("Dee", None)?);
        let codes = list_activity_codes(conn, &scope, &business_unit.id)?;
        let code = |category: ActivityCategory| {
            let found = codes.iter().find(|code| code.category == category);
            found.expect("a default code of each category").id.clone()
        };
        let shift = |agent: &str, start: &str, parts: &[(ActivityCategory, u32)]| {
            let mut at = instant(start);
            let mut activities = Vec::new();
            for (category, length_minutes) in parts {
                activities.push(ShiftActivity {
                    activity_code_id: code(*category),
                    start_at: at,
                    length_minutes: *length_minutes,
                    paid: true,
                    category: *category,
                    description: None,
                    time_off_request_id: None,
                });
                at = at.plus_minutes(i64::from(*length_minutes));
            }
            NewShift {
                agent_id: agent.to_owned(),
                start_at: instant(start),
                length_minutes: parts.iter().map(|(_, minutes)| minutes).sum(),
                activities,
                work_plan_id: None,
                work_plan_shift_id: None,
            }
        };
        let (on_queue, meal) = (ActivityCategory::OnQueueWork, ActivityCategory::Meal);
        let tuesday = "2026-11-24T10:00:00Z";
        let draft = NewDraft {
            business_unit_id: business_unit.id.clone(),
            week_date: "2026-11-23".parse().unwrap(),
            week_count: 1,
            description: String::new(),
            forecast_id: None,
            run_id: None,
            metrics: None,
            results: GenerationResults::default(),
            scheduled_heads: Vec::new(),
            shifts: vec![
                shift(
                    &ada,
                    "2026-11-23T08:00:00Z",
                    &[(on_queue, 240), (meal, 30), (on_queue, 210)],
                ),
                shift(&ada, tuesday, &[(on_queue, 480)]),
                shift(&bea, tuesday, &[(on_queue, 480)]),
                shift(&dee, tuesday, &[(on_queue, 480)]),
            ],
        };
        let draft = create_draft(conn, &scope, draft)?;
        publish_schedule(conn, &scope, &draft.id, draft.version)?;
        Ok((unit, team, ada, bea, cal, dee))
    });
    let (unit, team, ada, bea, cal, dee) = made.expect("the floor can be made");
    Some(Floor {
        centre,
        unit,
        team,
        ada,
        bea,
        cal,
        dee,
    })
}

fn event(id: &str, agent: &str, at: &str, presence: &str) -> Value {
    json!({"eventId": id, "agentId": agent, "occurredAt": at, "systemPresence": presence})
}

impl Floor {
    fn send(&self, events: &[Value]) -> Value {
        let body = json!({ "events": events });
        self.centre
            .post(Role::Dialer, "/agent-state-events", &body)
            .expect(200)
    }

    fn monday_of_ada(&self) -> Value {
        let path = format!(
            "/agents/{}/adherence?startDate=2026-11-23&endDate=2026-11-23",
            self.ada
        );
        self.centre.get(Role::Supervisor, &path).expect(200)
    }

    fn query(&self, body: &Value) -> crate::support::Answer {
        let path = format!("/management-units/{}/historical-adherence-query", self.unit);
        self.centre.post(Role::Supervisor, &path, body)
    }

    /// Ten minutes late, and ten minutes too long at the meal.
    fn ada_on_monday(&self) -> Vec<Value> {
        vec![
            event("m1", &self.ada, "2026-11-23T07:00:00Z", "OFFLINE"),
            event("m2", &self.ada, "2026-11-23T08:10:00Z", "ON_QUEUE"),
            event("m3", &self.ada, "2026-11-23T12:00:00Z", "MEAL"),
            event("m4", &self.ada, "2026-11-23T12:40:00Z", "ON_QUEUE"),
            event("m5", &self.ada, "2026-11-23T16:00:00Z", "OFFLINE"),
        ]
    }
}

fn assert_close(value: &Value, expected: f64) {
    let value = value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"));
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

#[rstest]
fn events_in_any_order_and_twice_give_the_same_adherence(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else { return };
    let mut events = floor.ada_on_monday();
    let late = events.remove(3);
    events.reverse();
    let receipt = floor.send(&events);
    assert_eq!(receipt["storedCount"], 4, "{receipt}");

    // Without the return from the meal, the whole afternoon was spent at it.
    let before = floor.monday_of_ada();
    assert_close(
        &before["adherencePercentage"],
        (1.0 - 220.0 / 480.0) * 100.0,
    );

    // The late event comes with the others once more.
    events.push(late);
    let receipt = floor.send(&events);
    assert_eq!(
        (&receipt["storedCount"], &receipt["duplicateCount"]),
        (&json!(1), &json!(4))
    );
    assert_eq!(
        receipt["results"][4],
        json!({"eventId": "m4", "status": "stored"})
    );
    let after = floor.monday_of_ada();
    assert_close(&after["adherencePercentage"], (1.0 - 20.0 / 480.0) * 100.0);
    assert_close(&after["conformancePercentage"], 430.0 / 450.0 * 100.0);
    assert_eq!(floor.send(&events)["duplicateCount"], 5);
    assert_eq!(floor.monday_of_ada(), after);
}

#[rstest]
fn each_rejected_event_says_why_and_the_others_are_kept(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else { return };
    let known = event("k1", &floor.ada, "2026-11-23T08:00:00Z", "ON_QUEUE");
    floor.send(std::slice::from_ref(&known));
    let mut both = known.clone();
    both["eventId"] = json!("k2");
    both["agentExternalId"] = json!("ext-Ada");
    let by_external_id = json!({"eventId": "k3", "agentExternalId": "ext-Bea",
        "occurredAt": "2026-11-23T09:00:00+01:00", "systemPresence": "Gardening", "routingStatus": "OFF_QUEUE",
        "source": "acd"});
    let receipt = floor.send(&[
        event("k1", &floor.ada, "2026-11-23T08:00:00Z", "MEAL"),
        both,
        event("k4", "nobody", "2026-11-23T08:00:00Z", "MEAL"),
        event("k5", &floor.ada, "yesterday", "MEAL"),
        event("k6", &floor.ada, "2026-11-24T13:00:00Z", "MEAL"),
        event("k7", &floor.ada, "2026-11-23T08:00:00Z", " "),
        by_external_id,
        event("k8", &floor.ada, "2026-11-23T10:00:00Z", "MEAL"),
        event("k8", &floor.ada, "2026-11-23T11:00:00Z", "MEAL"),
    ]);
    let codes: Vec<_> = receipt["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            one["error"]["code"]
                .as_str()
                .or(one["status"].as_str())
                .unwrap()
        })
        .collect();
    assert_eq!(
        codes,
        [
            "event-id-reused",
            "agent-not-named",
            "unknown-agent",
            "invalid-instant",
            "in-the-future",
            "invalid-text",
            "stored",
            "stored",
            "event-id-reused",
        ]
    );
    assert_eq!(
        receipt["results"][3]["error"]["pointer"],
        "/events/3/occurredAt"
    );
    let board = format!("/management-units/{}/adherence?date=2026-11-23", floor.unit);
    let board = floor.centre.get(Role::Supervisor, &board).expect(200);
    let bea = board["entities"].as_array().unwrap().iter();
    let bea = bea.clone().find(|row| row["name"] == "Bea").unwrap();
    assert_eq!(bea["systemPresence"], "Gardening", "kept though unknown");
    assert_eq!(bea["actualActivityCategory"], "Unknown");
    let many: Vec<_> = (0..1_001)
        .map(|i| event(&format!("x{i}"), &floor.ada, "2026-11-23T08:00:00Z", "MEAL"))
        .collect();
    let body = json!({ "events": many });
    let answer = floor
        .centre
        .post(Role::Dialer, "/agent-state-events", &body);
    assert_problem(&answer, 422, "invalid");
    assert!(answer.text.contains("1 to 1000"), "{}", answer.text);
    let body = json!({ "events": many[..1_000] });
    let answer = floor
        .centre
        .post(Role::Dialer, "/agent-state-events", &body);
    assert_eq!(answer.expect(200)["storedCount"], 1_000);
}

#[rstest]
fn a_report_lists_every_exception_by_the_definition_it_names(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else { return };
    floor.send(&floor.ada_on_monday());
    let report = floor
        .query(
            &json!({"startDate": "2026-11-23", "endDate": "2026-11-25", "teamIds": [floor.team],
            "includeExceptions": true}),
        )
        .expect(200);
    assert_eq!(report["definition"]["name"], "genesys-cloud");
    assert_eq!(report["timeZone"], "Europe/Berlin");
    assert_eq!(report["actualsEndDate"], "2026-11-24T12:00:00Z");
    assert_eq!(report["entities"].as_array().unwrap().len(), 1);
    let ada = &report["entities"][0];
    assert_eq!(ada["agentId"], floor.ada.as_str());
    assert_eq!(
        ada["exceptionInfo"],
        json!([
            {"startOffsetSeconds": 32_400, "endOffsetSeconds": 33_000, "scheduledActivityCategory": "OnQueueWork",
             "actualActivityCategory": "Unscheduled", "impact": "Negative"},
            {"startOffsetSeconds": 48_600, "endOffsetSeconds": 49_200, "scheduledActivityCategory": "OnQueueWork",
             "actualActivityCategory": "Meal", "impact": "Negative"},
            {"startOffsetSeconds": 86_400 + 39_600, "endOffsetSeconds": 86_400 + 46_800,
             "scheduledActivityCategory": "OnQueueWork", "actualActivityCategory": "Unscheduled",
             "impact": "Negative"},
        ])
    );
    let days = ada["dayMetrics"].as_array().unwrap();
    assert_eq!(days.len(), 2, "Wednesday has not begun");
    assert_eq!(days[0]["adherenceScheduleSecs"], 28_800);
    assert_eq!(days[0]["exceptionDurationSecs"], 1_200);
    assert_eq!(days[0]["conformanceScheduleSecs"], 27_000);
    assert_eq!(days[0]["conformanceActualSecs"], 25_800);
    assert_eq!(days[0]["scheduleLengthSecs"], 28_800);
    assert_eq!(days[0]["actualLengthSecs"], 28_200);
    assert_eq!(days[0]["impactSeconds"], -1_200);
    assert_eq!(days[1]["dayStartOffsetSecs"], 86_400);
    assert_eq!(days[1]["adherencePercentage"], Value::Null);
    assert_eq!(days[1]["adherenceUndefinedReason"], "no-actual-time");

    let servicenow = floor
        .query(&json!({"startDate": "2026-11-23", "endDate": "2026-11-23", "userIds": [floor.ada, floor.cal],
            "timeZone": "UTC", "definition": "servicenow"}))
        .expect(200);
    assert_eq!(servicenow["definition"]["name"], "servicenow");
    let entities = servicenow["entities"].as_array().unwrap();
    assert_eq!(entities.len(), 2);
    assert_close(&entities[0]["adherencePercentage"], 470.0 / 480.0 * 100.0);
    assert_eq!(entities[0].get("exceptionInfo"), None);
    assert_eq!(entities[1]["adherenceUndefinedReason"], "no-scheduled-time");

    let refused = floor.query(
        &json!({"startDate": "2026-11-01", "endDate": "2026-12-02", "userIds": [floor.ada]}),
    );
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.json()["errors"][0]["code"], "too-many-days");
    let refused = floor.query(&json!({"startDate": "2026-11-02", "endDate": "2026-11-01"}));
    assert_eq!(refused.json()["errors"][0]["code"], "ends-before-it-starts");
    let refused = floor
        .query(&json!({"startDate": "2026-11-01", "endDate": "2026-11-02", "definition": "mine"}));
    assert_eq!(refused.json()["errors"][0]["code"], "unknown-definition");
    let refused = floor.query(&json!({"startDate": "2026-11-01", "endDate": "2026-11-02",
        "userIds": ["nobody"], "teamIds": ["none"]}));
    let codes: Vec<_> = refused.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["code"].clone())
        .collect();
    assert_eq!(codes, ["unknown-agent", "unknown-team"]);
}

#[rstest]
fn the_board_shows_the_worst_first(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(floor) = floor(engine) else { return };
    floor.send(&[
        event("t1", &floor.ada, "2026-11-24T10:00:00Z", "ON_QUEUE"),
        event("t2", &floor.bea, "2026-11-24T10:00:00Z", "ON_QUEUE"),
        event("t3", &floor.bea, "2026-11-24T11:30:00Z", "BREAK"),
        event("t4", &floor.cal, "2026-11-24T09:00:00Z", "OFFLINE"),
    ]);
    let path = format!("/management-units/{}/adherence", floor.unit);
    let board = floor.centre.get(Role::Supervisor, &path).expect(200);
    assert_eq!(board["date"], "2026-11-24");
    assert_eq!(board["asOf"], "2026-11-24T12:00:00Z");
    let told: Vec<_> = board["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            json!([
                row["agentId"],
                row["adherenceState"],
                row["minutesInState"],
                row["scheduledActivityCategory"],
                row["actualActivityCategory"],
                row["adherencePercentage"],
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!([
                floor.bea,
                "OutOfAdherence",
                30,
                "OnQueueWork",
                "Break",
                75.0
            ]),
            json!([floor.dee, "Unknown", 120, "OnQueueWork", "Unknown", null]),
            json!([
                floor.ada,
                "InAdherence",
                120,
                "OnQueueWork",
                "OnQueueWork",
                100.0
            ]),
            json!([
                floor.cal,
                "Unscheduled",
                1_440,
                "Unscheduled",
                "Unscheduled",
                null
            ]),
        ]
    );
    assert_eq!(
        board["entities"][0]["timeOfAdherenceChange"],
        "2026-11-24T11:30:00Z"
    );

    // An hour later Bea is back: the board is computed when it is asked for.
    floor.centre.moves_on_by_seconds(3_600);
    floor.send(&[event("t5", &floor.bea, "2026-11-24T13:00:00Z", "ON_QUEUE")]);
    let board = floor.centre.get(Role::Supervisor, &path).expect(200);
    let bea = board["entities"].as_array().unwrap().iter();
    let bea = bea
        .clone()
        .find(|row| row["agentId"] == floor.bea.as_str())
        .unwrap();
    assert_eq!(bea["adherenceState"], "InAdherence");
    assert_close(&bea["adherencePercentage"], 50.0);
    let tomorrow = floor
        .centre
        .get(Role::Supervisor, &format!("{path}?date=2026-11-25"));
    assert_problem(&tomorrow, 422, "invalid");
    let unknown = floor
        .centre
        .get(Role::Supervisor, &format!("{path}?definition=mine"));
    assert_eq!(unknown.json()["errors"][0]["code"], "unknown-definition");
}

#[rstest]
fn agents_see_their_own_adherence_only_and_tenants_nothing_of_each_other(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut floor) = floor(engine) else {
        return;
    };
    floor.send(&floor.ada_on_monday());
    let ada = floor.ada.clone();
    floor.centre.key_of_agent(&ada);
    let days = "startDate=2026-11-23&endDate=2026-11-23";
    let own = floor
        .centre
        .get(Role::Agent, &format!("/agents/{ada}/adherence?{days}"));
    assert_eq!(
        own.expect(200)["exceptionInfo"].as_array().unwrap().len(),
        2
    );
    let other = floor.centre.get(
        Role::Agent,
        &format!("/agents/{}/adherence?{days}", floor.bea),
    );
    assert_problem(&other, 403, "forbidden");

    let stranger = floor.centre.other_tenant();
    let paths = [
        format!("/api/v1/agents/{ada}/adherence?{days}"),
        format!("/api/v1/management-units/{}/adherence", floor.unit),
    ];
    for path in paths {
        let answer = floor
            .centre
            .send_raw(Some(&stranger), "GET", &path, &[], Vec::new());
        assert_problem(&answer, 404, "not-found");
    }
    // The same event id is another event in another tenant, and our agents are nobody there.
    let body = json!({"events": [event("m1", &ada, "2026-11-23T07:00:00Z", "OFFLINE")]});
    let answer = floor.centre.send_raw(
        Some(&stranger),
        "POST",
        "/api/v1/agent-state-events",
        &[("content-type", "application/json")],
        body.to_string().into_bytes(),
    );
    assert_eq!(
        answer.expect(200)["results"][0]["error"]["code"],
        "unknown-agent"
    );
}
