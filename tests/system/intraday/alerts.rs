//! What raises alerts, and what closes them.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::Day;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, assert_problem, list, number, text};

#[rstest]
fn an_alert_is_raised_once_lasts_is_acknowledged_and_closed_when_its_cause_ends(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(day) = Day::new(engine, 20, "2026-06-01T09:00:00+02:00") else {
        return;
    };
    let rules = "/alert-rules";
    let rule = |kind: &str, threshold: f64| {
        let body = json!({ "name": kind, "kind": kind, "threshold": threshold, "planningGroupId": day.group,
            "intervals": if kind == "understaffed" { 1 } else { 2 } });
        day.post(Role::Planner, rules, &body).expect(201)
    };
    let bad = json!({ "name": " ", "kind": "understaffed", "threshold": 0.1, "intervals": 0, "planningGroupId": "x" });
    let refused = day.post(Role::Planner, rules, &bad);
    assert_eq!(
        refused.pointers(),
        ["/name", "/threshold", "/intervals", "/planningGroupId"]
    );
    let supervisor = json!({ "name": "x", "kind": "understaffed", "threshold": 1.0 });
    assert_problem(
        &day.post(Role::Supervisor, rules, &supervisor),
        403,
        "forbidden",
    );
    let volume = rule("volumeOffForecast", 15.0);
    rule("handleTimeOffForecast", 25.0);
    rule("serviceBelowGoal", 50.0);
    rule("understaffed", 2.0);
    rule("outOfAdherence", 4.0);
    assert_eq!(
        list(
            &day.floor
                .read(&format!("{}/intraday/alert-rules", day.path))["entities"]
        )
        .len(),
        5
    );

    day.came(&[
        (100.0, 95.0, 180.0),
        (100.0, 95.0, 180.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
    ]);
    day.states("ON_QUEUE", 0..16);
    day.states("OFFLINE", 16..20);
    let found = day.evaluate();
    let kinds = |found: &Value| -> Vec<String> {
        let mut kinds: Vec<String> = list(&found["openAlerts"])
            .iter()
            .map(|one| text(&one["kind"]))
            .collect();
        kinds.sort();
        kinds
    };
    assert_eq!(
        kinds(&found),
        [
            "outOfAdherence",
            "serviceBelowGoal",
            "understaffed",
            "volumeOffForecast"
        ],
        "{found}"
    );
    let alert = |found: &Value, kind: &str| -> Value {
        list(&found["openAlerts"])
            .iter()
            .find(|one| one["kind"] == kind)
            .unwrap()
            .clone()
    };
    let busy = alert(&found, "volumeOffForecast");
    assert_eq!(
        (&busy["state"], number(&busy["value"]).round()),
        (&json!("open"), 25.0)
    );
    assert_eq!(alert(&found, "outOfAdherence")["value"], 4.0);

    // A minute later the causes last: nothing is raised twice.
    day.floor.centre.moves_on_by_seconds(60);
    let again = day.evaluate();
    assert_eq!(
        (
            &again["openedCount"],
            &again["lastingCount"],
            &again["closedCount"]
        ),
        (&json!(0), &json!(4), &json!(0))
    );
    assert_eq!(alert(&again, "volumeOffForecast")["id"], busy["id"]);
    let acknowledge = format!("/alerts/{}/acknowledge", text(&busy["id"]));
    let known = day
        .post(Role::Supervisor, &acknowledge, &json!({}))
        .expect(200);
    assert_eq!(known["state"], "acknowledged");
    let by = known["acknowledgedBy"].clone();
    let twice = day
        .post(Role::Planner, &acknowledge, &json!({}))
        .expect(200);
    assert_eq!(twice["acknowledgedBy"], by, "whoever was first");

    // The next hour comes as forecast, and the four who were missing are there.
    day.floor.centre.moves_on_by_seconds(3_600);
    day.came(&[
        (100.0, 95.0, 180.0),
        (100.0, 95.0, 180.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
        (100.0, 95.0, 180.0),
        (100.0, 95.0, 180.0),
    ]);
    let later = day.evaluate();
    assert!(
        !kinds(&later).contains(&"volumeOffForecast".to_owned()),
        "{later}"
    );
    let all = day
        .floor
        .read(&format!("{}/intraday/alerts?open=false", day.path));
    let closed = list(&all["entities"])
        .iter()
        .find(|one| one["id"] == busy["id"])
        .unwrap();
    assert_eq!(
        (&closed["state"], &closed["acknowledgedBy"]),
        (&json!("closed"), &by)
    );
    assert!(closed["closedDate"].is_string());

    // A rule that goes takes its open alert with it at the next evaluation.
    let id = text(&volume["id"]);
    let one = format!("{}/intraday/alert-rules/{id}", day.path);
    let mut changed = json!({ "name": "Busy", "kind": "volumeOffForecast", "threshold": 5.0 });
    changed["enabled"] = json!(false);
    assert_problem(
        &day.floor.centre.put(Role::Planner, &one, 7, &changed),
        412,
        "stale",
    );
    let put = day
        .floor
        .centre
        .put(Role::Planner, &one, 1, &changed)
        .expect(200);
    assert_eq!(
        (&put["version"], &put["enabled"]),
        (&json!(2), &json!(false))
    );
    let gone = day
        .floor
        .centre
        .send(Role::Planner, "DELETE", &one, &Value::Null);
    assert_eq!(gone.status, 204);
    assert_problem(&day.floor.centre.get(Role::Planner, &one), 404, "not-found");
    let key = day.floor.centre.other_tenant();
    let foreign = day.floor.centre.send_raw(
        Some(&key),
        "POST",
        &format!("/api/v1{}/intraday{acknowledge}", day.path),
        &[],
        Vec::new(),
    );
    assert_problem(&foreign, 404, "not-found");
}

#[rstest]
fn nobody_is_missed_at_the_end_of_an_interval_who_is_there_to_its_end(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(day) = Day::new(engine, 20, "2026-06-01T09:00:00+02:00") else {
        return;
    };
    let rule = json!({ "name": "Short", "kind": "understaffed", "threshold": 1.0, "intervals": 1 });
    day.post(Role::Planner, "/alert-rules", &rule).expect(201);
    day.came(&[(100.0, 95.0, 180.0); 10]);
    day.states("ON_QUEUE", 0..20);
    // One minute before half past two: twenty are there for the fourteen it takes, and stay.
    day.goes_on_to_minutes_after_noon(149);
    assert_eq!(day.evaluate()["openAlerts"], json!([]));
}

#[rstest]
fn what_is_open_is_closed_when_there_is_no_day_any_more_to_hold_rules_against(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(day) = Day::new(engine, 20, "2026-06-01T09:00:00+02:00") else {
        return;
    };
    let rule = json!({ "name": "Busy", "kind": "volumeOffForecast", "threshold": 15.0 });
    day.post(Role::Planner, "/alert-rules", &rule).expect(201);
    day.came(&[(150.0, 95.0, 180.0); 6]);
    let found = day.evaluate();
    assert_eq!(
        (&found["openedCount"], &found["noDataReason"]),
        (&json!(1), &Value::Null)
    );
    // No schedule of the next week is published.
    day.goes_on_to_minutes_after_noon(8 * 24 * 60);
    let later = day.evaluate();
    assert_eq!(
        (
            &later["closedCount"],
            &later["openAlerts"],
            &later["noDataReason"]
        ),
        (&json!(1), &json!([]), &json!("no-published-schedule"))
    );
}
