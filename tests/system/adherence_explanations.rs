//! Explanations and their approval, outages, the states of the board, and figures before and after a correction.

use crewcast::organisation::ActivityCategory::{Break, OnQueueWork};
use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, Floor, assert_problem, list};

const DAY: &str = "2026-11-23";

/// Ada and Bea work from 8 to 12 on Monday; Ada is away from 9:00 to 9:30 and from 11:00 to 11:10.
fn floor(engine: Engine) -> Option<Floor> {
    let floor = Floor::start(
        engine,
        "2026-11-24T12:00:00Z",
        chrono_tz::UTC,
        &["Ada", "Bea"],
    )?;
    let shift: &[_] = &[(OnQueueWork, 240)];
    floor.publishes(
        DAY,
        &[
            ("Ada", "2026-11-23T08:00:00Z", shift),
            ("Bea", "2026-11-23T08:00:00Z", shift),
        ],
    );
    floor.sends(&floor.states(
        "Ada",
        &[
            ("2026-11-23T08:00:00Z", "ON_QUEUE"),
            ("2026-11-23T09:00:00Z", "AWAY"),
            ("2026-11-23T09:30:00Z", "ON_QUEUE"),
            ("2026-11-23T11:00:00Z", "AWAY"),
            ("2026-11-23T11:10:00Z", "ON_QUEUE"),
            ("2026-11-23T12:00:00Z", "OFFLINE"),
        ],
    ));
    Some(floor)
}

fn review(floor: &Floor, role: Role, path: &str, version: i64, status: &str) -> Answer {
    let tag = format!("\"{version}\"");
    floor.centre.send_raw(
        Some(floor.centre.key(role)),
        "PATCH",
        &format!("/api/v1{path}"),
        &[("content-type", "application/json"), ("if-match", &tag)],
        json!({ "status": status }).to_string().into_bytes(),
    )
}

#[rstest]
fn an_agents_explanation_counts_once_it_is_approved(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(mut floor) = floor(engine) else {
        return;
    };
    let ada = floor.agent("Ada").to_owned();
    floor.centre.key_of_agent(&ada);
    let exceptions = |floor: &Floor| {
        floor.adherence("Ada", DAY, DAY, "genesys-cloud")["exceptionDurationSecs"].clone()
    };
    assert_eq!(exceptions(&floor), 2_400);
    let path = format!("/agents/{ada}/adherence/explanations");
    let body = json!({ "type": "Coaching", "startDate": "2026-11-23T09:00:00Z", "lengthMinutes": 20,
        "notes": "with my supervisor" });
    let added = floor.centre.post(Role::Agent, &path, &body);
    let explanation = added.expect(201);
    assert_eq!(explanation["status"], "Pending");
    assert_eq!(exceptions(&floor), 2_400, "nobody has approved it");
    let own = format!("{path}/{}", explanation["id"].as_str().unwrap());
    assert_problem(
        &review(&floor, Role::Agent, &own, 1, "Approved"),
        403,
        "forbidden",
    );
    let pending = "/adherence/explanations?status=Pending";
    let pending = floor.centre.get(Role::Supervisor, pending).expect(200);
    assert_eq!(list(&pending["entities"]).len(), 1);
    let approved = review(&floor, Role::Supervisor, &own, 1, "Approved").expect(200);
    assert_eq!(
        (&approved["status"], &approved["version"]),
        (&json!("Approved"), &json!(2))
    );
    assert_eq!(approved["reviewedDate"], "2026-11-24T12:00:00Z");
    assert_eq!(exceptions(&floor), 1_200);
    let told = floor.adherence("Ada", DAY, DAY, "genesys-cloud");
    assert_eq!(told["explainedSecs"], 1_200);
    assert_eq!(told["explainedInfo"][0]["explainedBy"], "Explanation");
    assert_problem(
        &review(&floor, Role::Supervisor, &own, 1, "Denied"),
        412,
        "stale",
    );
    review(&floor, Role::Supervisor, &own, 2, "Denied").expect(200);
    assert_eq!(exceptions(&floor), 2_400);

    let bea = format!("/agents/{}/adherence/explanations", floor.agent("Bea"));
    assert_problem(
        &floor.centre.post(Role::Agent, &bea, &body),
        403,
        "forbidden",
    );
    let foreign = own.replace(&ada, floor.agent("Bea"));
    assert_problem(
        &review(&floor, Role::Supervisor, &foreign, 3, "Approved"),
        404,
        "not-found",
    );
    let wrong = json!({ "type": "Other", "startDate": "2026-11-23T09:00:00Z", "lengthMinutes": 0 });
    let wrong = floor.centre.post(Role::Agent, &path, &wrong);
    assert_problem(&wrong, 422, "invalid");
    assert_eq!(list(&wrong.json()["errors"]).len(), 2);
    // Staff say and approve in one.
    let by_staff = floor
        .centre
        .post(Role::Supervisor, &path, &body)
        .expect(201);
    assert_eq!(by_staff["status"], "Approved");
}

#[rstest]
fn an_outage_excuses_whoever_works_where_it_struck(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(floor) = floor(engine) else { return };
    let path = format!("/business-units/{}/adherence/outages", floor.business_unit);
    let body = json!({ "startDate": "2026-11-23T08:50:00Z", "lengthMinutes": 30, "reason": "the exchange was down" });
    let outage = floor
        .centre
        .post(Role::Supervisor, &path, &body)
        .expect(201);
    let told = |name: &str| floor.adherence(name, DAY, DAY, "generic");
    assert_eq!(told("Ada")["exceptionDurationSecs"], 2_400 - 1_200);
    // Of Bea nothing is known all day; the outage's half hour is excused.
    assert_eq!(told("Bea")["exceptionDurationSecs"], 4 * 3_600 - 1_800);
    let explanations = format!(
        "/agents/{}/adherence/explanations?startDate={DAY}&endDate={DAY}",
        floor.agent("Ada")
    );
    let evidence = floor
        .centre
        .get(Role::Supervisor, &explanations)
        .expect(200);
    assert_eq!(evidence["automatic"][0]["type"], "Outage");
    let query = "?startDate=2026-11-23T00:00:00Z&endDate=2026-11-24T00:00:00Z";
    let listed = floor
        .centre
        .get(Role::Supervisor, &format!("{path}{query}"))
        .expect(200);
    assert_eq!(listed["entities"], json!([outage]));
    let elsewhere = json!({ "startDate": "2026-11-23T11:00:00Z", "lengthMinutes": 30, "reason": "x",
        "managementUnitId": "none" });
    let refused = floor.centre.post(Role::Supervisor, &path, &elsewhere);
    assert_eq!(
        refused.json()["errors"][0]["code"],
        "unknown-management-unit"
    );
    let own = format!("{path}/{}", outage["id"].as_str().unwrap());
    let gone = floor
        .centre
        .send(Role::Supervisor, "DELETE", &own, &Value::Null);
    assert_eq!(gone.status, 204);
    assert_problem(
        &floor
            .centre
            .send(Role::Supervisor, "DELETE", &own, &Value::Null),
        404,
        "not-found",
    );
    assert_eq!(told("Ada")["exceptionDurationSecs"], 2_400);
}

#[rstest]
fn the_board_tells_out_explained_ignored_in_unscheduled_and_unknown_apart(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let names = ["Out", "Explained", "Ignored", "In", "Free", "Silent"];
    let now = "2026-11-23T09:02:00Z";
    let Some(floor) = Floor::start(engine, now, chrono_tz::UTC, &names) else {
        return;
    };
    let shift: &[_] = &[(OnQueueWork, 60), (Break, 30), (OnQueueWork, 60)];
    let long: &[_] = &[(OnQueueWork, 150)];
    let start = "2026-11-23T08:00:00Z";
    floor.publishes(
        DAY,
        &[
            ("Out", start, long),
            ("Explained", start, long),
            ("Ignored", start, shift),
            ("In", start, long),
            ("Silent", start, long),
        ],
    );
    let body = json!({ "basedOn": "genesys-cloud", "graceAfterSeconds": 300 });
    floor
        .centre
        .put(Role::Planner, "/adherence/profiles/ours", 0, &body)
        .expect(200);
    let mut events = Vec::new();
    for name in ["Out", "Explained", "Ignored", "In"] {
        events.extend(floor.states(name, &[(start, "ON_QUEUE")]));
    }
    for name in ["Out", "Explained"] {
        events.extend(floor.states(name, &[("2026-11-23T08:52:00Z", "AWAY")]));
    }
    events.extend(floor.states("Free", &[(start, "OFFLINE")]));
    floor.sends(&events);
    let path = format!(
        "/agents/{}/adherence/explanations",
        floor.agent("Explained")
    );
    let sick = json!({ "type": "Sick", "startDate": "2026-11-23T08:50:00Z", "lengthMinutes": 60 });
    floor
        .centre
        .post(Role::Supervisor, &path, &sick)
        .expect(201);
    let path = format!("/teams/{}/adherence?definition=ours", floor.team);
    let board = floor.centre.get(Role::Supervisor, &path).expect(200);
    let told: Vec<_> = list(&board["entities"])
        .iter()
        .map(|row| {
            json!([
                row["name"],
                row["adherenceState"],
                row["stateImpact"],
                row["minutesInState"],
                row["explainedBy"]
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!(["Out", "OutOfAdherence", "Negative", 10, null]),
            json!(["Silent", "Unknown", "Unknown", 57, null]),
            json!(["Explained", "Explained", "Negative", 10, "Explanation"]),
            json!(["Ignored", "Ignored", "Positive", 2, "Grace"]),
            json!(["In", "InAdherence", null, 62, null]),
            json!(["Free", "Unscheduled", null, 1_440, null]),
        ]
    );
    let ids = format!("{},{}", floor.agent("In"), floor.agent("Out"));
    let two = floor
        .centre
        .get(Role::Supervisor, &format!("/adherence?userId={ids}"))
        .expect(200);
    assert_eq!(list(&two["entities"]).len(), 2);
    let none = floor
        .centre
        .get(Role::Supervisor, "/adherence?userId=nobody");
    assert_problem(&none, 404, "not-found");
}

#[rstest]
fn a_corrected_schedule_changes_the_figure_and_the_recorded_one_is_kept(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else { return };
    let path = format!("/management-units/{}/adherence/records", floor.unit);
    let body = json!({ "startDate": DAY, "endDate": "2026-11-24", "cause": "end of day" });
    let receipt = floor
        .centre
        .post(Role::Supervisor, &path, &body)
        .expect(200);
    // Monday of both; Tuesday is not over.
    assert_eq!(
        (&receipt["recordedCount"], &receipt["changed"]),
        (&json!(2), &json!([]))
    );
    let again = floor
        .centre
        .post(Role::Supervisor, &path, &body)
        .expect(200);
    assert_eq!(
        (&again["recordedCount"], &again["unchangedCount"]),
        (&json!(0), &json!(2))
    );

    // The planner had forgotten Ada's break.
    let shift: &[_] = &[(OnQueueWork, 60), (Break, 30), (OnQueueWork, 150)];
    floor.publishes(DAY, &[("Ada", "2026-11-23T08:00:00Z", shift)]);
    floor.sends(&floor.states("Ada", &[("2026-11-23T09:00:30Z", "BREAK")]));
    let own = format!(
        "/agents/{}/adherence/records?startDate={DAY}&endDate={DAY}",
        floor.agent("Ada")
    );
    let kept = || floor.centre.get(Role::Supervisor, &own).expect(200)["entities"][0].clone();
    let before = kept();
    assert_eq!(before["changedSinceRecorded"], true);
    assert_eq!(list(&before["revisions"]).len(), 1);
    assert_eq!(
        before["revisions"][0]["figures"]["exceptionDurationSecs"],
        2_400
    );
    assert_eq!(before["current"]["exceptionDurationSecs"], 630);
    let mut body = body;
    body["cause"] = json!("schedule corrected");
    let receipt = floor
        .centre
        .post(Role::Supervisor, &path, &body)
        .expect(200);
    let changed = list(&receipt["changed"]);
    assert_eq!(changed.len(), 2, "{receipt}");
    let ada = changed
        .iter()
        .find(|one| one["agentId"] == floor.agent("Ada"))
        .unwrap();
    assert_eq!(ada["revision"], 2);
    assert_eq!(
        ada["adherencePercentageBefore"],
        100.0 * (1.0 - 2_400.0 / 14_400.0)
    );
    let after = kept();
    assert_eq!(after["changedSinceRecorded"], false);
    assert_eq!(after["revisions"][0], before["revisions"][0]);
    assert_eq!(after["revisions"][1]["cause"], "schedule corrected");
}

#[rstest]
fn a_bulk_query_adds_up_agents_teams_and_units_by_day_and_interval(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else { return };
    floor.sends(&floor.states(
        "Bea",
        &[
            ("2026-11-23T08:00:00Z", "ON_QUEUE"),
            ("2026-11-23T11:00:00Z", "OFFLINE"),
        ],
    ));
    let ask = |more: Value| {
        let mut body =
            json!({ "managementUnitIds": [floor.unit], "startDate": DAY, "endDate": DAY });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        floor
            .centre
            .post(Role::Supervisor, "/adherence/historical/bulk", &body)
    };
    let by_agent = floor.centre.result_of_run(&ask(json!({})));
    let single = |name: &str| floor.adherence(name, DAY, DAY, "genesys-cloud");
    let agents = list(&by_agent["entities"]);
    assert_eq!(agents.len(), 2);
    for (row, name) in agents.iter().zip(["Ada", "Bea"]) {
        assert_eq!(row["name"], name);
        assert_eq!(
            row["adherencePercentage"],
            single(name)["adherencePercentage"]
        );
        assert_eq!(list(&row["metrics"]).len(), 1);
    }
    // Summed first and divided then: 2,400 and 3,600 of 28,800 seconds.
    let by_team = json!({ "groupBy": "Team", "granularity": "Interval" });
    let by_team = floor.centre.result_of_run(&ask(by_team));
    let team = &by_team["entities"][0];
    assert_eq!(
        (&team["teamId"], &team["agentCount"]),
        (&json!(floor.team), &json!(2))
    );
    assert_eq!(team["exceptionDurationSecs"], 6_000);
    let metrics = list(&team["metrics"]);
    assert_eq!(metrics.len(), 48);
    let nine = &metrics[18];
    assert_eq!(nine["startDate"], "2026-11-23T09:00:00Z");
    assert_eq!(
        (&nine["exceptionDurationSecs"], &nine["adherencePercentage"]),
        (&json!(1_800), &json!(50.0))
    );
    let unit = json!({ "groupBy": "ManagementUnit", "granularity": "Total" });
    let unit = floor.centre.result_of_run(&ask(unit));
    assert_eq!(
        unit["entities"][0]["adherencePercentage"],
        100.0 * (1.0 - 6_000.0 / 28_800.0)
    );
    assert_eq!(unit["entities"][0]["metrics"], json!([]));
    let wrong = ask(json!({ "managementUnitIds": ["none"], "definition": "generic" }));
    assert_eq!(wrong.json()["errors"][0]["code"], "unknown-management-unit");
    let wrong = ask(json!({ "managementUnitIds": [] }));
    assert_eq!(wrong.json()["errors"][0]["code"], "out-of-range");
}
