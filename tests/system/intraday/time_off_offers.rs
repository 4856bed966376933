//! Voluntary time off, advised and offered.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::json;

use super::{Day, of_kind};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, list, number, text};

#[rstest]
fn time_off_is_offered_where_heads_are_to_spare_and_no_goal_is_at_risk(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(day) = Day::new(engine, 40, "2026-06-01T09:30:00+02:00") else {
        return;
    };
    day.came(&[(100.0, 98.0, 180.0); 6]);
    day.states("ON_QUEUE", 0..40);
    let ask = json!({ "kinds": ["offerVoluntaryTimeOff"], "hourlyCost": 30.0, "maximumChanges": 6,
        "timeOffActivityCodeId": day.floor.leave });
    let advice = day.post(Role::Supervisor, "/actions", &ask).expect(201);
    let action = of_kind(&advice, "offerVoluntaryTimeOff").unwrap_or_else(|| panic!("{advice}"));
    // Half of six who are asked accept.
    let cost = &action["cost"];
    assert_eq!(cost["agents"], 6);
    let hours = number(&cost["agentHours"]);
    assert!(hours < -2.9, "{cost}");
    assert!(
        (number(&cost["money"]) - 30.0 * hours).abs() < 0.1,
        "{cost}"
    );
    let after = &action["effects"][0]["after"]["probabilityOfMeetingGoal"]["share"];
    assert!(number(after) >= 0.8, "{action}");
    let version = advice["scheduleVersion"].as_i64().unwrap();
    let applied = day.apply(Role::Supervisor, action, version).expect(200);
    let offers = list(&applied["applied"]["offerIds"]);
    assert_eq!(offers.len(), 1, "one management unit");
    let offer = day
        .floor
        .read(&format!("/alternative-shifts/offers/{}", text(&offers[0])));
    assert_eq!(
        (&offer["kind"], &offer["places"], &offer["activityCodeId"]),
        (
            &json!("VoluntaryTimeOff"),
            &json!(6),
            &json!(day.floor.leave)
        )
    );
    // From four o'clock on, when the last hour of shifts has no calls any more.
    let late = json!({ "kinds": ["offerVoluntaryTimeOff"], "timeOffActivityCodeId": day.floor.leave,
        "minimumLeadMinutes": 240 });
    let late = day.post(Role::Supervisor, "/actions", &late).expect(201);
    let action = of_kind(&late, "offerVoluntaryTimeOff").unwrap_or_else(|| panic!("{late}"));
    assert_eq!(
        (&action["startDate"], &action["endDate"]),
        (
            &json!("2026-06-01T14:30:00Z"),
            &json!("2026-06-01T16:00:00Z")
        )
    );
}
