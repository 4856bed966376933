//! Surplus agent-minutes go where they are worth most.

use chrono::NaiveDate;
use crewcast::organisation::WeekGrid;
use crewcast::outbound::{AllocationRequest, Surplus, SurplusGroup, allocate};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::json;

use super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

#[rstest]
fn surplus_in_callable_hours_goes_to_the_campaign_that_is_worth_most(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(4);
    let terms = |value: f64| json!({ "allocationTerms": { "valuePerAgentMinute": value, "agentMinutesPerContact": 5.0 } });
    let dear = calling.campaign_with("dear", "loans", terms(2.0));
    let cheap = calling.campaign_with("cheap", "cards", terms(1.0));
    let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let grid = WeekGrid::of_days(monday, 1, chrono_tz::Asia::Shanghai, 60).unwrap();
    // An hour of one agent at 08:00, when nobody may be called, and half an hour at 10:00.
    let mut minutes = vec![0.0; grid.intervals()];
    minutes[8] = 60.0;
    minutes[10] = 30.0;
    let surplus = Surplus {
        grid,
        groups: vec![SurplusGroup {
            planning_group_id: "g".to_owned(),
            minutes_per_interval: minutes,
        }],
    };
    let request = AllocationRequest {
        business_unit_id: "bu".to_owned(),
        schedule_id: "s".to_owned(),
        ..AllocationRequest::default()
    };
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let made = centre
        .db
        .write(|conn| allocate(conn, &scope, &request, &surplus))
        .expect("it can be allocated");
    let read = centre
        .get(Role::Planner, &format!("/outbound/allocations/{}", made.id))
        .expect(200);
    let share = |id: &str| {
        let shares = read["campaigns"].as_array().unwrap();
        shares
            .iter()
            .find(|share| share["campaignId"] == *id)
            .unwrap()
            .clone()
    };
    assert_eq!(
        share(&dear)["minutesPerInterval"][10],
        20.0,
        "four contacts of five minutes"
    );
    assert_eq!(share(&cheap)["minutesPerInterval"][10], 10.0);
    assert_eq!(share(&cheap)["expectedContacts"], 2.0);
    assert_eq!(read["objective"], 50.0);
    assert_eq!(read["planningGroups"][0]["pricesPerInterval"][10], 1.0);
    assert_eq!(read["planningGroups"][0]["pricesPerInterval"][8], 0.0);
    assert_eq!(read["messages"][0]["code"], "surplus-left-over");
    let listed = centre
        .get(Role::Planner, "/outbound/allocations")
        .expect(200);
    assert_eq!(listed["entities"][0]["id"], made.id);
}

#[rstest]
fn a_schedule_that_is_not_there_allocates_nothing(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let body = json!({ "businessUnitId": "x", "scheduleId": "y" });
    let answer = centre.post(Role::Planner, "/outbound/allocations", &body);
    assert_problem(&answer, 404, "not-found");
}
