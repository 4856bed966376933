//! Surplus agent-minutes go where they are worth most.

use chrono::NaiveDate;
use crewcast::organisation::WeekGrid;
use crewcast::outbound::{AllocationRequest, Surplus, SurplusGroup, allocate};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use super::taught::{Taught, as_usual};
use super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem, list, number, text};

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

/// A Monday in Shanghai with an agent left over in every hour from nine to five.
fn monday_of_one_agent() -> Surplus {
    let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let grid = WeekGrid::of_days(monday, 1, chrono_tz::Asia::Shanghai, 60).unwrap();
    let of = |hour: usize| {
        if (9..17).contains(&hour) { 60.0 } else { 0.0 }
    };
    Surplus {
        groups: vec![SurplusGroup {
            planning_group_id: "g".to_owned(),
            minutes_per_interval: (0..grid.intervals()).map(of).collect(),
        }],
        grid,
    }
}

fn allocated(centre: &Centre, more: Value) -> Result<Value, Vec<String>> {
    let mut body = json!({ "businessUnitId": "bu", "scheduleId": "s" });
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    let request: AllocationRequest = serde_json::from_value(body).unwrap();
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let made = centre
        .db
        .write(|conn| allocate(conn, &scope, &request, &monday_of_one_agent()));
    made.map(|made| serde_json::to_value(made).unwrap())
        .map_err(|failure| {
            let faults = failure.faults().iter();
            faults.map(|fault| fault.pointer.clone()).collect()
        })
}

#[rstest]
fn a_campaign_with_a_response_model_is_valued_by_it(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let taught = Taught::on(&centre, 0);
    let before = allocated(&centre, json!({})).unwrap();
    assert_eq!(before["campaigns"][0]["valuedBy"], "allocationTerms");
    assert_eq!(before["campaigns"][0]["expectedSuccesses"], Value::Null);
    taught.calls(400, as_usual);
    let model = taught.model(&json!({}));
    let untold = allocated(&centre, json!({})).unwrap();
    assert_eq!(untold["messages"][0]["code"], "no-value-per-success");
    let of = |dialing_mode: &str| {
        let terms = json!({ "campaignId": taught.campaign, "valuePerSuccess": 100.0, "dialingMode": dialing_mode });
        let asked =
            json!({ "campaignTerms": [terms], "costPerAgentHour": 30.0, "confirmRules": true });
        allocated(&centre, asked).unwrap()
    };
    let made = of("progressive");
    let share = &made["campaigns"][0];
    assert_eq!(share["valuedBy"], "responseModel");
    assert_eq!(share["responseModelId"], model["id"]);
    let successes = number(&share["expectedSuccesses"]);
    assert!(successes > 0.0);
    assert!((number(&share["expectedValue"]) - 100.0 * successes).abs() < 1e-6);
    // Contacts handled in progressive dialling: 120 s each, three quarters of the time on them.
    let contacts = number(&share["totalMinutes"]) * 60.0 * 0.75 / 120.0;
    assert!((number(&share["expectedContacts"]) - contacts).abs() < 1e-6);
    assert!(number(&of("predictive")["expectedValue"]) > number(&made["expectedValue"]));
    let price = &made["prices"][0];
    assert_eq!(price["kind"], "agentHour");
    assert!(text(&price["text"]).starts_with("one more agent-hour of \"g\" at Mon 2026-11-23"));
    let asked = &made["rosterRequest"];
    assert!(number(&asked["totalHours"]) > 0.0, "{}", asked["text"]);
    assert!(number(&asked["value"]) > number(&asked["cost"]));
}

#[rstest]
fn a_day_is_planned_anew_from_noon_with_what_was_done(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(300);
    let terms = json!({ "allocationTerms": {
        "valuePerAgentMinute": 2.0, "agentMinutesPerContact": 5.0, "maximumMinutes": 100.0 } });
    let campaign = calling.campaign_with("loans", "loans", terms);
    let rule = |made: &Value, name: &str| {
        let mut rules = list(&made["rules"]).iter();
        rules.find(|rule| rule["rule"] == name).cloned().unwrap()
    };
    let whole = allocated(&centre, json!({ "confirmRules": true })).unwrap();
    assert!((number(&whole["campaigns"][0]["totalMinutes"]) - 100.0).abs() < 1e-6);
    let maximum = rule(&whole, "maximum");
    assert_eq!(maximum["isBinding"], true);
    // Eight hours of one agent at 2 a minute instead of a hundred minutes.
    assert!((number(&maximum["objectiveWithout"]) - 960.0).abs() < 1e-6);
    assert!(text(&maximum["text"]).contains("costs 760.00"), "{maximum}");
    // Twenty minutes of calls have been made by eleven.
    for lease in calling.lease(&campaign, 10) {
        calling.start(&lease).expect(200);
        calling
            .send(
                &lease,
                "outcome",
                json!({ "wrapUpCode": "sold", "handleSeconds": 120 }),
            )
            .expect(200);
    }
    centre.moves_on_by_seconds(3_600);
    let rest = allocated(&centre, json!({ "from": "2026-11-23T03:10:00Z" })).unwrap();
    assert_eq!(rest["from"], "2026-11-23T04:00:00Z");
    let share = &rest["campaigns"][0];
    assert!(
        (number(&share["totalMinutes"]) - 80.0).abs() < 1e-6,
        "{share}"
    );
    let until_noon = list(&share["minutesPerInterval"]).iter().take(12);
    assert_eq!(until_noon.map(number).sum::<f64>(), 0.0);

    let budget = json!({ "campaignIds": [campaign], "agentMinutes": 30 });
    let bound = allocated(&centre, json!({ "budgets": [budget] })).unwrap();
    assert!((number(&bound["campaigns"][0]["totalMinutes"]) - 30.0).abs() < 1e-6);
    assert_eq!(
        bound["prices"].as_array().unwrap().last().unwrap()["kind"],
        "budget"
    );
    let wrong = json!({ "from": "2026-11-24T03:10:00Z" });
    assert_eq!(allocated(&centre, wrong), Err(vec!["/from".to_owned()]));
    let wrong = json!({ "protection": 1.0, "budgets": [{ "campaignIds": ["x"], "money": 1 }] });
    assert_eq!(
        allocated(&centre, wrong),
        Err(vec![
            "/protection".to_owned(),
            "/budgets/0/campaignIds/0".to_owned()
        ])
    );
}
