//! KPIs against targets.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::monday::Monday;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, assert_problem, list, text};

#[rstest]
fn a_scorecard_tells_status_and_trend_and_leaves_as_a_file(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let centre = &monday.centre;
    centre.user("olga", Role::Supervisor);
    let users = centre.get(Role::Admin, "/users").expect(200);
    let olga = users["entities"]
        .as_array()
        .unwrap_or_else(|| users.as_array().unwrap())[0]["id"]
        .clone();
    let line = |name: &str, metric: &str, direction: &str, target: f64, warning: f64| {
        json!({ "name": name, "metric": metric, "direction": direction, "target": target,
            "warningThreshold": warning })
    };
    let body = json!({ "businessUnitId": monday.unit, "name": "Bank", "period": "Week", "ownerUserId": olga,
        "entries": [
            line("Service", "serviceLevel", "HigherIsBetter", 80.0, 75.0),
            line("Volume", "offered", "HigherIsBetter", 1_000.0, 150.0),
            line("Abandoned", "abandonRate", "LowerIsBetter", 3.0, 5.0),
            line("Speed", "averageSpeedOfAnswer", "LowerIsBetter", 20.0, 30.0),
        ] });
    let made = centre.post(Role::Planner, "/scorecards", &body);
    let path = format!("/scorecards/{}", made.id());
    let results = centre
        .get(Role::Supervisor, &format!("{path}/results?date=2026-06-03"))
        .expect(200);
    assert_eq!(
        (&results["startDate"], &results["endDate"]),
        (&json!("2026-06-01"), &json!("2026-06-08"))
    );
    let told: Vec<(String, String)> = list(&results["entries"])
        .iter()
        .map(|line| (text(&line["status"]), text(&line["trend"])))
        .collect();
    // 130 of 150 are 86.7 %, unknown the week before; 150 contacts after 16 × (100 + … + 150) of them.
    let before = 16.0 * (100.0 + 110.0 + 120.0 + 130.0 + 140.0 + 150.0);
    assert_eq!(results["entries"][1]["previous"]["value"], before);
    assert_eq!(results["entries"][1]["change"], 150.0 - before);
    let told: Vec<(&str, &str)> = told.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(
        told,
        [
            ("Met", "Unknown"),
            ("Warning", "Worse"),
            ("Missed", "Unknown"),
            ("NoData", "Unknown")
        ]
    );
    assert_eq!(
        results["counts"],
        json!({ "Met": 1, "Warning": 1, "Missed": 1, "NoData": 1 })
    );
    assert_eq!(results["entries"][0]["owner"], "olga");

    let full = format!("/api/v1{path}/results?date=2026-06-03");
    let csv = centre.send_raw(
        Some(centre.key(Role::Supervisor)),
        "GET",
        &full,
        &[("accept", "text/csv")],
        Vec::new(),
    );
    assert_eq!(csv.status, 200, "{}", csv.text);
    let mut lines = csv.text.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("startDate,endDate,name,metric,owner,target")
    );
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("2026-06-01,2026-06-08,Service,serviceLevel,olga,80,75,")
    );

    let mut wrong = body.clone();
    wrong["entries"][0]["metric"] = json!("happiness");
    wrong["entries"][1]["warningThreshold"] = json!(2_000);
    wrong["entries"][2]["ownerUserId"] = json!("nobody");
    let refused = centre.put(Role::Planner, &path, 1, &wrong);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/entries/0/metric",
            "/entries/1/warningThreshold",
            "/entries/2/ownerUserId"
        ]
    );
    // Ids are held against those there are, at every line that names them; a definition is the scorecard's.
    let mut strange = body.clone();
    strange["definition"] = json!("none");
    assert_eq!(
        centre.put(Role::Planner, &path, 1, &strange).pointers(),
        ["/definition"]
    );
    strange["definition"] = Value::Null;
    strange["entries"][1]["filter"] = json!({ "queueId": [monday.queue, "gone"] });
    strange["entries"][3]["filter"] = json!({ "queueId": [monday.queue, "gone"] });
    let refused = centre.post(Role::Planner, "/scorecards", &strange);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        ["/entries/1/filter/queueId", "/entries/3/filter/queueId"]
    );
    assert_problem(&centre.put(Role::Planner, &path, 7, &body), 412, "stale");
    let foreign = centre.send_raw(Some(&centre.other_tenant()), "GET", &full, &[], Vec::new());
    assert_problem(&foreign, 404, "not-found");
    assert_eq!(
        centre
            .send(Role::Planner, "DELETE", &path, &Value::Null)
            .status,
        204
    );
}
