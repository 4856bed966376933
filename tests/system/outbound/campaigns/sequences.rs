//! Campaigns one after another.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

const SEQUENCES: &str = "/outbound/sequences";

#[rstest]
fn the_next_campaign_starts_when_the_one_before_is_complete(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let first = calling.campaign_off("first", &json!({}));
    let second = calling.campaign_off("second", &json!({ "productFamily": "cards" }));
    let body = json!({ "name": "both", "campaignIds": [first, second] });
    let sequence = centre.post(Role::Planner, SEQUENCES, &body).id();
    let path = format!("{SEQUENCES}/{sequence}");
    let stands = || centre.get(Role::Planner, &path).expect(200);
    let asks = |what: &str| centre.post(Role::Planner, &format!("{path}/{what}"), &Value::Null);
    assert_eq!(asks("start").expect(200)["status"], "on");
    assert_eq!(
        (
            calling.status(&first).as_str(),
            calling.why(&first).as_str()
        ),
        ("on", "sequence")
    );
    let version = stands()["version"].as_i64().unwrap();
    assert_problem(
        &centre.put(Role::Planner, &path, version, &body),
        409,
        "sequence-on",
    );
    calling.evaluates();
    assert_eq!(stands()["currentCampaign"], 0);
    calling.calls(&first, "sold");
    calling.evaluates();
    assert_eq!(calling.status(&first), "complete");
    assert_eq!(stands()["currentCampaign"], 1);
    assert_eq!(calling.status(&second), "on");
    calling.calls(&second, "sold");
    calling.evaluates();
    assert_eq!(
        (&stands()["status"], &stands()["stopMessage"]),
        (&json!("complete"), &Value::Null)
    );
}

#[rstest]
fn a_repeating_sequence_begins_anew_and_one_whose_campaign_is_invalid_stops_and_says_so(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(2);
    let filter = json!({ "name": "all", "contactListId": calling.list, "clauses": [{ "predicates": [
        { "column": "externalId", "columnType": "alphabetic", "operator": "CONTAINS", "value": "c" }] }] });
    let filter = centre
        .post(Role::Planner, "/outbound/contact-list-filters", &filter)
        .id();
    let first = calling.campaign_off("first", &json!({ "maxAttemptsPerContact": 1 }));
    let second = calling.campaign_off("second", &json!({ "contactListFilterIds": [filter] }));
    let body = json!({ "name": "round", "campaignIds": [first], "repeat": true });
    let round = centre.post(Role::Planner, SEQUENCES, &body).id();
    let path = format!("{SEQUENCES}/{round}");
    centre
        .post(Role::Planner, &format!("{path}/start"), &Value::Null)
        .expect(200);
    calling.calls(&first, "sold");
    calling.calls(&first, "sold");
    calling.evaluates();
    let now = centre.get(Role::Planner, &path).expect(200);
    assert_eq!(
        (&now["status"], &now["currentCampaign"]),
        (&json!("on"), &json!(0))
    );
    assert_eq!(calling.status(&first), "on", "begun anew");
    calling.evaluates();
    assert_eq!(calling.status(&first), "on");
    assert_eq!(calling.lease(&first, 9).len(), 2, "filled again");

    let body = json!({ "name": "broken", "campaignIds": [second] });
    let broken = centre.post(Role::Planner, SEQUENCES, &body).id();
    let path = format!("{SEQUENCES}/{broken}");
    centre
        .post(Role::Planner, &format!("{path}/start"), &Value::Null)
        .expect(200);
    let gone = format!("/outbound/contact-list-filters/{filter}");
    centre
        .send(Role::Planner, "DELETE", &gone, &Value::Null)
        .expect(204);
    calling.evaluates();
    let now = centre.get(Role::Planner, &path).expect(200);
    assert_eq!(now["status"], "off");
    assert!(
        now["stopMessage"].as_str().unwrap().contains("invalid"),
        "{now}"
    );
}
