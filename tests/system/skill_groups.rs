//! Skill groups are staffed over HTTP, by queue goals and costs. The operation stores nothing, so one engine will do.

use crewcast::tenancy::Role;
use serde_json::json;

use crate::support::{Centre, Engine, assert_problem};

const PATH: &str = "/staffing-requirements/calculate-skill-groups";

#[test]
fn skill_groups_are_staffed_and_what_is_wrong_is_told_at_its_place() {
    let Some(centre) = Centre::start(Engine::Sqlite) else {
        return;
    };
    let mut body = json!({ "intervalLengthMinutes": 30, "seed": 3,
        "queues": [
            { "name": "sales", "volume": 50, "averageHandleTimeSeconds": 180, "averagePatienceSeconds": 120,
              "goals": { "serviceLevel": { "percent": 80, "seconds": 20 }, "abandonRate": { "percent": 5 } },
              "priority": 1 },
            { "name": "service", "volume": 30, "averageHandleTimeSeconds": 240, "averagePatienceSeconds": 240,
              "goals": { "serviceLevel": { "percent": 80, "seconds": 30 } } }],
        "skillGroups": [
            { "name": "sellers", "queues": ["sales"], "costPerAgent": 20 },
            { "name": "both", "queues": ["sales", "service"], "costPerAgent": 24 }] });
    let found = centre.post(Role::Planner, PATH, &body).expect(200);
    let agents = |index: usize| found["skillGroups"][index]["agents"].as_f64().unwrap();
    assert_eq!(found["cost"], json!(20.0 * agents(0) + 24.0 * agents(1)));
    assert_eq!(found["meetsGoals"], json!(true));
    let (bound, cost) = (
        found["lowerBound"].as_f64().unwrap(),
        found["cost"].as_f64().unwrap(),
    );
    assert!(bound > 0.0 && bound <= cost);
    for (index, least) in [(0, 0.8), (1, 0.8)] {
        let queue = &found["queues"][index];
        assert!(queue["serviceLevel"].as_f64().unwrap() >= least, "{queue}");
        assert!(
            queue["serviceLevelHalfWidth"].as_f64().unwrap() < 0.02,
            "{queue}"
        );
    }
    let again = centre.post(Role::Planner, PATH, &body).expect(200);
    assert_eq!(found, again);

    body["skillGroups"][1]["queues"][1] = json!("repairs");
    body["queues"][0]["goals"]["serviceLevel"]["percent"] = json!(120);
    let refused = centre.post(Role::Planner, PATH, &body);
    assert_problem(&refused, 422, "invalid");
    let errors = refused.json()["errors"].clone();
    let pointers: Vec<_> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["pointer"].clone())
        .collect();
    assert_eq!(
        pointers,
        [
            "/queues/0/goals/serviceLevel/percent",
            "/skillGroups/1/queues/1",
            "/queues/1/name"
        ]
    );
    let denied = centre.post(Role::Dialer, PATH, &body);
    assert_problem(&denied, 403, "forbidden");
}
