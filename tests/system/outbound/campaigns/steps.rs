//! Contacts walk through steps, come again each period, and leave when they have become customers.

use rstest::rstest;
use serde_json::{Value, json};

use super::super::{Calling, MONDAY_TEN, who};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

/// Two calls, then a message an hour later to those who were not reached, then an email to those who are undecided.
fn three_steps() -> Value {
    json!({ "kind": "multiStep", "steps": [
        { "name": "call", "maxAttempts": 2 },
        { "name": "text", "channel": "sms", "delayMinutes": 60, "when": { "noAnswer": true } },
        { "name": "mail", "channel": "email", "delayMinutes": 120, "when": { "flags": ["businessNeutral"] } }] })
}

#[rstest]
fn a_contact_walks_from_step_to_step_by_its_outcomes(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(3);
    let campaign = calling.campaign_on("loans", &three_steps());
    let by = |channel: &str| calling.lease_with(&campaign, 9, json!({ "channel": channel }));
    let first = by("voice");
    assert_eq!(first.len(), 3);
    assert_eq!(
        (&first[0]["step"], &first[0]["channel"]),
        (&json!("call"), &json!("voice"))
    );
    let mut told = Vec::new();
    for (lease, code) in first.iter().zip(["busy", "sold", "spoke"]) {
        calling.start(lease).expect(200);
        told.push(calling.outcome(lease, code).expect(200));
    }
    assert_eq!(told[0]["finished"], false, "another try of the first step");
    assert_eq!(told[1]["finished"], true, "nothing comes after a sale");
    assert_eq!(told[2]["finished"], false);

    let second = by("voice");
    assert_eq!(second.len(), 2, "spoke is undecided and has a try left");
    for lease in &second {
        calling.start(lease).expect(200);
        let code = if lease["externalId"] == first[0]["externalId"] {
            "busy"
        } else {
            "spoke"
        };
        let told = calling.outcome(lease, code).expect(200);
        let at = if code == "busy" {
            "2026-11-23T03:00:00Z"
        } else {
            "2026-11-23T04:00:00Z"
        };
        assert_eq!(
            (&told["finished"], &told["nextAttemptAt"]),
            (&json!(false), &json!(at))
        );
    }
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "on", "steps are to come");
    assert!(by("sms").is_empty(), "not before the delay");
    centre.moves_on_by_seconds(3_600);
    assert!(by("voice").is_empty());
    let text = by("sms");
    assert_eq!(who(&text), who(&first[..1]));
    assert_eq!(text[0]["step"], "text");
    calling.start(&text[0]).expect(200);
    assert_eq!(
        calling.outcome(&text[0], "sent").expect(200)["finished"],
        true
    );
    centre.moves_on_by_seconds(3_600);
    let mail = by("email");
    assert_eq!(who(&mail), who(&first[2..]));
    calling.start(&mail[0]).expect(200);
    assert_eq!(
        calling.outcome(&mail[0], "sold").expect(200)["finished"],
        true
    );
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "complete");
    assert_eq!(calling.progress(&campaign)["numberOfContactsCalled"], 3);
}

#[rstest]
fn a_contact_whose_dialer_died_in_the_last_try_of_a_step_goes_on_to_the_next(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let steps = json!({ "kind": "multiStep", "steps": [
        { "name": "call" }, { "name": "text", "channel": "sms", "when": { "noAnswer": true } }] });
    let campaign = calling.campaign_on("loans", &steps);
    let lease = calling.lease(&campaign, 1).remove(0);
    calling.start(&lease).expect(200);
    calling.evaluates();
    let by_text = json!({ "channel": "sms" });
    assert!(
        calling.lease_with(&campaign, 1, by_text.clone()).is_empty(),
        "its call runs"
    );
    centre.moves_on_by_seconds(600);
    calling.evaluates();
    assert_eq!(calling.lease_with(&campaign, 1, by_text).len(), 1);
    assert_problem(&calling.outcome(&lease, "sold"), 409, "lease-superseded");
}

#[rstest]
fn a_recurring_campaign_is_filled_again_each_period_but_for_those_who_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(3);
    let daily = json!({ "kind": "recurring", "maxAttemptsPerContact": 1,
        "recurrence": { "timeZone": "Asia/Shanghai", "start": "2026-11-01T09:30", "type": "daily" } });
    let campaign = calling.campaign_on("reminders", &daily);
    let leases = calling.lease(&campaign, 9);
    for (lease, code) in leases.iter().zip(["sold", "busy", "refused"]) {
        calling.start(lease).expect(200);
        calling.outcome(lease, code).expect(200);
    }
    calling.evaluates();
    assert_eq!(
        calling.status(&campaign),
        "on",
        "its next period is to come"
    );
    assert!(calling.lease(&campaign, 9).is_empty());
    // 09:29 and 09:30 the next day in Shanghai.
    centre.moves_on_by_seconds(24 * 3_600 - 31 * 60);
    calling.evaluates();
    assert!(calling.lease(&campaign, 9).is_empty());
    centre.moves_on_by_seconds(60);
    calling.evaluates();
    let mut again: Vec<&Value> = leases[..2]
        .iter()
        .map(|lease| &lease["externalId"])
        .collect();
    again.sort_by_key(|id| id.to_string());
    let leased = calling.lease(&campaign, 9);
    let mut ids: Vec<&Value> = leased.iter().map(|lease| &lease["externalId"]).collect();
    ids.sort_by_key(|id| id.to_string());
    assert_eq!(ids, again);
    calling.evaluates();
    assert!(calling.lease(&campaign, 9).is_empty(), "once a period");
}

#[rstest]
fn who_buys_in_any_campaign_leaves_one_for_prospects(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,externalId,personId\n13800000001,a,p1\n13800000002,b,p2\n");
    let prospects = calling.campaign_on("prospects", &json!({ "kind": "prospect" }));
    let cards = calling.campaign_on("cards", &json!({ "productFamily": "cards" }));
    let lease = calling.lease(&cards, 1).remove(0);
    calling.start(&lease).expect(200);
    calling.outcome(&lease, "sold").expect(200);
    calling.evaluates();
    let left = calling.lease(&prospects, 9);
    assert_eq!(left.len(), 1);
    assert_ne!(left[0]["externalId"], lease["externalId"]);
    let path = format!("/outbound/campaigns/{prospects}/diagnostics");
    let told = centre
        .get(crewcast::tenancy::Role::Planner, &path)
        .expect(200);
    let states = told["states"].as_array().unwrap();
    assert!(
        states
            .iter()
            .any(|state| state["code"] == "alreadyCustomer" && state["contacts"] == 1),
        "{told}"
    );
}
