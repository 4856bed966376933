//! Breaks and meals at other times, advised and applied.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::json;

use super::{Day, of_kind};
use crate::forecasts::WEEK;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, assert_problem, list, number, text};

#[rstest]
fn meals_are_moved_apart_and_put_into_the_schedule_with_what_was_foreseen(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // All of them are at their meal from one to half past.
    let Some(day) = Day::new(engine, 24, "2026-06-01T09:00:00+02:00") else {
        return;
    };
    day.came(&[(110.0, 95.0, 180.0); 6]);
    day.states("ON_QUEUE", 0..24);
    let bad = json!({ "kinds": ["moveBreaks", "combinedPlan"], "replications": 2, "acceptancePercent": 1,
        "timeOffActivityCodeId": "x" });
    let refused = day.post(Role::Supervisor, "/actions", &bad);
    assert_eq!(
        refused.pointers(),
        [
            "/acceptancePercent",
            "/replications",
            "/timeOffActivityCodeId",
            "/kinds/1"
        ]
    );
    let ask = json!({ "kinds": ["moveBreaks"], "hourlyCost": 30.0 });
    let advice = day.post(Role::Supervisor, "/actions", &ask).expect(201);
    let version = advice["scheduleVersion"].as_i64().unwrap();
    let action = of_kind(&advice, "moveBreaks").unwrap_or_else(|| panic!("{advice}"));
    assert_eq!(
        (&action["rank"], &action["state"]),
        (&json!(1), &json!("proposed"))
    );
    assert_eq!(action["cost"]["agentHours"], 0.0);
    assert!(number(&action["answeredInTimeGain"]) > 0.0, "{action}");
    let changes = list(&action["activityChanges"]);
    assert!(!changes.is_empty() && changes.len() <= 12);
    // Meals are allowed from three to five hours after the start.
    for change in changes {
        let to = text(&change["toStartDate"]);
        assert!(
            ("2026-06-01T10:10:00Z".."2026-06-01T12:00:01Z").contains(&to.as_str()),
            "{change}"
        );
    }
    let same = day.post(Role::Supervisor, "/actions", &ask).expect(201);
    assert_eq!(
        same["actions"][0]["changes"], advice["actions"][0]["changes"],
        "one seed, one advice"
    );

    assert_problem(&day.apply(Role::Dialer, action, version), 403, "forbidden");
    assert_problem(
        &day.apply(Role::Supervisor, action, version + 1),
        412,
        "stale",
    );
    let applied = day.apply(Role::Supervisor, action, version).expect(200);
    assert_eq!(
        (&applied["state"], &applied["applied"]["reason"]),
        (&json!("applied"), &json!("it is busy"))
    );
    assert_eq!(applied["applied"]["scheduleVersion"], version + 1);
    assert_problem(
        &day.apply(Role::Supervisor, action, version),
        409,
        "already-applied",
    );
    let path = format!("{}/weeks/{WEEK}/schedules/{}", day.path, day.schedule);
    let kept = day.floor.read(&format!("{path}/versions/{}", version + 1));
    assert_eq!(
        (&kept["kind"], &kept["changedBy"]),
        (
            &json!("intradayActionApplied"),
            &applied["applied"]["appliedBy"]
        )
    );
    let reason = text(&kept["reason"]);
    assert!(
        reason.contains("service level foreseen: Cards from") && reason.ends_with("it is busy"),
        "{reason}"
    );
    let listed = day
        .floor
        .read(&format!("{}/intraday/actions?applied=true", day.path));
    assert_eq!(list(&listed["entities"]).len(), 1);
    // What was advised for the version before can be done no more.
    let other = &same["actions"][0];
    let read = day.floor.read(&format!(
        "{}/intraday/actions/{}",
        day.path,
        text(&other["id"])
    ));
    assert_eq!(read["state"], "outdated");
    assert_problem(&day.apply(Role::Supervisor, other, version), 412, "stale");
    let tag = format!("\"{}\"", version + 1);
    let headers = [
        ("content-type", "application/json"),
        ("if-match", tag.as_str()),
    ];
    let centre = &day.floor.centre;
    let undo = format!("/api/v1{path}/undo");
    let undone = centre.send_raw(
        Some(centre.key(Role::Supervisor)),
        "POST",
        &undo,
        &headers,
        b"{}".to_vec(),
    );
    assert_eq!(undone.status, 200, "{}", undone.text);
    let of_other_unit = day.floor.centre.get(
        Role::Planner,
        &format!("/business-units/x/intraday/actions/{}", text(&action["id"])),
    );
    assert_problem(&of_other_unit, 404, "not-found");
}
