//! What things cost, and what a habit of staffing loses.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::monday::{Monday, close};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, assert_problem, list, number, text};

#[rstest]
fn cost_rates_are_dated_versioned_and_of_one_currency(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let body = json!({ "subjectType": "BusinessUnit", "effectiveDate": "2026-01-01", "currency": "EUR",
        "costPerPaidHour": 30 });
    let id = monday.rate(&body).id();
    assert_problem(&monday.rate(&body), 409, "already-exists");
    for (more, pointer) in [
        (
            json!({ "currency": "USD", "effectiveDate": "2026-02-01" }),
            "/currency",
        ),
        (
            json!({ "subjectType": "Queue", "subjectId": monday.queue }),
            "/costPerPaidHour",
        ),
        (
            json!({ "subjectType": "Agent", "subjectId": "nobody" }),
            "/subjectId",
        ),
        (json!({ "overtimeMultiplier": 0.5 }), "/overtimeMultiplier"),
    ] {
        let mut wrong = body.clone();
        for (key, value) in more.as_object().unwrap() {
            wrong[key] = value.clone();
        }
        let answer = monday.rate(&wrong);
        assert_problem(&answer, 422, "invalid");
        assert_eq!(answer.pointers(), [pointer]);
    }
    let path = format!("/business-units/{}/cost-rates", monday.unit);
    let one = format!("{path}/{id}");
    let mut dearer = body.clone();
    dearer["costPerPaidHour"] = json!(33);
    monday
        .centre
        .put(Role::Planner, &one, 1, &dearer)
        .expect(200);
    assert_problem(
        &monday.centre.put(Role::Planner, &one, 1, &body),
        412,
        "stale",
    );
    assert_problem(
        &monday.centre.get(Role::Supervisor, &path),
        403,
        "forbidden",
    );
    let listed = monday.centre.get(Role::Planner, &path).expect(200);
    assert_eq!(listed["entities"][0]["costPerPaidHour"], 33.0);
    let stranger = monday.centre.other_tenant();
    let full = format!("/api/v1{one}");
    let foreign = monday
        .centre
        .send_raw(Some(&stranger), "GET", &full, &[], Vec::new());
    assert_problem(&foreign, 404, "not-found");
    let gone = monday
        .centre
        .send(Role::Planner, "DELETE", &one, &Value::Null);
    assert_eq!(gone.status, 204);
    assert_problem(&monday.centre.get(Role::Planner, &one), 404, "not-found");
}

#[rstest]
fn a_loss_statement_adds_up_over_under_and_overtime(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    monday.price();
    let ask = |more: Value| {
        let mut body = json!({ "businessUnitId": monday.unit,
            "interval": "2026-06-01T07:00:00Z/2026-06-01T08:00:00Z", "demand": "Forecast" });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        monday
            .centre
            .post(Role::Planner, "/performance/loss-statement", &body)
    };
    let statement = ask(json!({})).expect(200);
    let habit = &statement["habit"];
    let [nine, half_past] = monday.required;
    let over = (20.0 - nine).max(0.0) / 2.0 + (10.0 - half_past).max(0.0) / 2.0;
    let under = (nine - 20.0).max(0.0) / 2.0 + (half_past - 10.0).max(0.0) / 2.0;
    let lost = monday.forecast[1] - 7.0 * 1_800.0 / monday.aht[1];
    assert!(lost > 0.0 && 14.0 * 1_800.0 / monday.aht[0] > monday.forecast[0]);
    for (name, wanted) in [
        ("staffedHours", 15.0),
        ("staffedHeads", 15.0),
        ("overHours", over),
        ("overCost", over * 30.0),
        ("underHours", under),
        ("lostContacts", lost),
        ("lostContactCost", lost * 8.0),
        // Ada's overtime lies in the afternoon, not in this hour.
        ("overtimeHours", 0.0),
        ("totalCost", over * 30.0 + lost * 8.0),
    ] {
        assert!(
            close(number(&habit[name]), wanted),
            "{name} {wanted} {statement}"
        );
    }
    // The requirement itself loses nothing.
    assert_eq!(statement["proposal"]["totalCost"], 0.0);
    assert_eq!(statement["saving"], habit["totalCost"]);
    assert_eq!(statement["planningGroups"][0]["comparedIntervals"], 2);
    assert_eq!(statement["currency"], "EUR");

    // The habit as its own proposal saves nothing.
    let same = ask(json!({ "proposal": { "scheduleIds": [monday.schedule] } })).expect(200);
    assert_eq!(same["saving"], 0.0, "{same}");
    // The whole day has Ada's hour and a half of overtime: 1.5 h × 40 × 0.5.
    let day = ask(json!({ "interval": "2026-06-01/2026-06-02" })).expect(200);
    assert_eq!(day["habit"]["overtimeHours"], 1.5);
    assert_eq!(day["habit"]["overtimePremiumCost"], 30.0);
    // Measured by what came, only the two half hours are known, and no overtime lies in them.
    let actual =
        ask(json!({ "demand": "Actual", "interval": "2026-06-01/2026-06-02" })).expect(200);
    assert_eq!(actual["planningGroups"][0]["comparedIntervals"], 2);
    assert_eq!(actual["comparedHours"], 1.0);
    assert_eq!(actual["habit"]["overtimeHours"], 0.0);
    assert_eq!(
        actual["habit"]["totalCost"],
        actual["planningGroups"][0]["habit"]["totalCost"]
    );
    // Nobody was scheduled a year before.
    let pattern = ask(json!({ "habit": { "weeksEarlier": 52 } })).expect(200);
    assert_eq!(pattern["planningGroups"][0]["intervalsWithoutHabit"], 2);
    let strange = ask(json!({ "proposal": { "scheduleIds": ["none"] } }));
    assert_eq!(strange.pointers(), ["/proposal/scheduleIds/0"]);
    let forbidden = monday
        .centre
        .post(Role::Supervisor, "/performance/loss-statement", &json!({}));
    assert_problem(&forbidden, 403, "forbidden");
    // Every figure of a side has its formula.
    let formulas: Vec<String> = list(&statement["formulas"])
        .iter()
        .map(|formula| text(&formula["name"]))
        .collect();
    for name in ["staffedHours", "overCost", "lostContactCost", "totalCost"] {
        assert!(formulas.iter().any(|one| one == name), "{formulas:?}");
    }
}

#[rstest]
fn a_loss_is_measured_by_the_groups_own_patience_as_the_requirement_is(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    monday.price();
    let statement = |demand: &str| {
        let body = json!({ "businessUnitId": monday.unit, "demand": demand,
            "interval": "2026-06-01T07:00:00Z/2026-06-01T08:00:00Z" });
        let path = "/performance/loss-statement";
        monday.centre.post(Role::Planner, path, &body).expect(200)
    };
    let required_hours = |demand: &str| number(&statement(demand)["requiredHours"]);
    let (forecast, actual) = (required_hours("Forecast"), required_hours("Actual"));
    assert!(close(forecast, monday.required.iter().sum::<f64>() / 2.0));
    monday.change(
        &format!(
            "/business-units/{}/planning-groups/{}",
            monday.unit, monday.group
        ),
        &json!({ "averagePatienceSeconds": 300 }),
    );
    // Where callers hang up fewer agents reach the goals, and as many as the requirement says.
    let patient = required_hours("Forecast");
    assert!(patient < forecast, "{patient} {forecast}");
    assert!(required_hours("Actual") < actual);
    let body = json!({ "interval": "2026-06-01T07:00:00Z/2026-06-01T08:00:00Z", "metrics": ["requiredHeads"] });
    let row = monday.ask(Role::Planner, &body).expect(200)["entities"][0].clone();
    let head_seconds = number(&row["metrics"]["requiredHeads"]["numerator"]);
    assert!(close(patient, head_seconds / 3_600.0), "{patient} {row}");
}

#[rstest]
fn a_loss_is_the_same_after_the_business_unit_has_cut_its_intervals(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    monday.price();
    let statement = |demand: &str| {
        let body = json!({ "businessUnitId": monday.unit, "demand": demand,
            "interval": "2026-06-01T07:00:00Z/2026-06-01T08:00:00Z" });
        let path = "/performance/loss-statement";
        monday.centre.post(Role::Planner, path, &body).expect(200)
    };
    let (forecast, actual) = (statement("Forecast"), statement("Actual"));
    assert_eq!(actual["planningGroups"][0]["comparedIntervals"], 2);
    monday.change(
        &format!("/business-units/{}", monday.unit),
        &json!({ "intervalLengthMinutes": 15 }),
    );
    // The forecast and the heads keep the half hours they were made on.
    for figure in ["habit", "proposal", "requiredHours", "saving"] {
        assert_eq!(statement("Forecast")[figure], forecast[figure], "{figure}");
    }
    // What came is cut into quarters, each beside the heads of its half hour.
    let quarters = statement("Actual");
    assert_eq!(quarters["planningGroups"][0]["comparedIntervals"], 4);
    for figure in ["comparedHours", "requiredHours"] {
        let (found, before) = (number(&quarters[figure]), number(&actual[figure]));
        assert!(close(found, before), "{figure} {found} {before}");
    }
    let hours = |statement: &Value| number(&statement["habit"]["staffedHours"]);
    assert!(close(hours(&quarters), hours(&actual)));
}
