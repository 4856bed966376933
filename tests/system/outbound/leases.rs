//! Leases: one holder, no call that must not be made.

use std::collections::BTreeSet;

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

#[rstest]
fn a_lease_is_started_and_reported_and_repeats_tell_the_same(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let lease = &calling.lease(&campaign, 5)[0];
    assert_eq!(lease["phone"], "+8613800000000");
    assert_eq!(lease["externalId"], "c0");
    assert!(calling.lease(&campaign, 5).is_empty(), "one holder only");
    let started = calling.start(lease).expect(200);
    centre.moves_on_by_seconds(30);
    assert_eq!(calling.start(lease).expect(200), started);
    let recorded = calling.outcome(lease, "sold").expect(200);
    assert_eq!(
        (&recorded["finished"], &recorded["attempt"]),
        (&json!(true), &json!(1))
    );
    centre.moves_on_by_seconds(30);
    assert_eq!(calling.outcome(lease, "sold").expect(200), recorded);
    assert_eq!(calling.start(lease).expect(200), started);
    assert_problem(&calling.outcome(lease, "busy"), 409, "outcome-recorded");
    centre.moves_on_by_seconds(36_000);
    assert!(
        calling.lease(&campaign, 5).is_empty(),
        "a finished contact stays finished"
    );
}

#[rstest]
fn an_expired_lease_is_leased_again_with_a_higher_token_and_the_old_one_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let old = calling.lease(&campaign, 1).remove(0);
    centre.moves_on_by_seconds(600);
    assert_problem(&calling.start(&old), 410, "lease-expired");
    let new = calling.lease(&campaign, 1).remove(0);
    assert_eq!(new["contactId"], old["contactId"]);
    assert!(new["token"].as_i64() > old["token"].as_i64());
    assert_problem(&calling.start(&old), 409, "lease-superseded");
    assert_problem(&calling.outcome(&old, "sold"), 409, "lease-superseded");
    let mixed = json!({ "leaseId": new["leaseId"], "token": old["token"] });
    assert_problem(&calling.start(&mixed), 409, "wrong-token");
    calling.start(&new).expect(200);
}

#[rstest]
fn a_call_whose_dialer_died_counts_as_an_attempt_and_waits_its_time(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let twice = json!({ "maxAttemptsPerContact": 2, "minutesBetweenAttempts": 60 });
    let campaign = calling.campaign_with("loans", "loans", twice);
    let first = calling.lease(&campaign, 1).remove(0);
    calling.start(&first).expect(200);
    centre.moves_on_by_seconds(3_599);
    assert!(calling.lease(&campaign, 1).is_empty());
    centre.moves_on_by_seconds(1);
    let second = calling.lease(&campaign, 1).remove(0);
    assert_eq!(calling.start(&second).expect(200)["attempt"], 2);
    let recorded = calling.outcome(&second, "busy").expect(200);
    assert_eq!(recorded["finished"], true, "two attempts are all there are");
}

#[rstest]
fn a_lease_never_outlives_the_callable_hours(#[values(Sqlite, Postgres)] engine: Engine) {
    // 20:55 in Shanghai; the hours end at 21:00.
    let Some(centre) = Centre::start_at(engine, "2026-11-23T12:55:00Z") else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let lease = calling.lease(&campaign, 1).remove(0);
    assert_eq!(lease["expiresAt"], "2026-11-23T13:00:00Z");
    centre.moves_on_by_seconds(300);
    assert_problem(&calling.start(&lease), 410, "lease-expired");
    assert!(calling.lease(&campaign, 1).is_empty());
}

#[rstest]
fn the_hours_are_the_callees_own_also_when_clocks_change(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // 13:30 UTC on Saturday 31 October 2026 is 09:30 in New York; a day later, clocks set back, it is 08:30 there.
    let Some(centre) = Centre::start_at(engine, "2026-10-31T13:30:00Z") else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,timeZone\n+12125550123,America/New_York\n13800000001,\n");
    let pause = json!({ "minutesBetweenAttempts": 0 });
    let campaign = calling.campaign_with("loans", "loans", pause);
    let leased = calling.lease(&campaign, 10);
    let phones: Vec<_> = leased.iter().map(|lease| &lease["phone"]).collect();
    assert_eq!(phones, ["+12125550123"], "in Shanghai it is 21:30");
    centre.moves_on_by_seconds(86_400);
    assert!(calling.lease(&campaign, 10).is_empty());
    centre.moves_on_by_seconds(1_800);
    assert_eq!(calling.lease(&campaign, 10).len(), 1);
}

#[rstest]
fn a_do_not_call_entry_between_lease_and_start_stops_the_start(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let lease = calling.lease(&campaign, 1).remove(0);
    let entry = json!({ "phone": lease["phone"] });
    centre
        .post(Role::Dialer, "/outbound/dnc-lists/tenant/entries", &entry)
        .expect(200);
    assert_problem(&calling.start(&lease), 409, "do-not-call");
}

#[rstest]
fn a_stopped_campaign_leases_nothing_and_starts_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let lease = calling.lease(&campaign, 1).remove(0);
    let stop = format!("/outbound/campaigns/{campaign}/stop");
    centre
        .post(Role::Supervisor, &stop, &Value::Null)
        .expect(200);
    assert_problem(&calling.start(&lease), 409, "campaign-not-on");
    let path = format!("/outbound/campaigns/{campaign}/leases");
    let body = json!({ "count": 1, "ttlSeconds": 60, "dialerId": "d1" });
    assert_problem(
        &centre.post(Role::Dialer, &path, &body),
        409,
        "campaign-not-on",
    );
}

#[rstest]
fn a_refusal_blocks_the_same_product_family_everywhere(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    // One person with two phones, and somebody else.
    calling.imports("phone,personId\n13800000001,li\n13800000002,li\n13800000003,wu\n");
    let loans = calling.campaign("loans", "loans");
    let more_loans = calling.campaign("more loans", "loans");
    let cards = calling.campaign("cards", "cards");
    let leases = calling.lease(&loans, 3);
    let others = calling.lease(&more_loans, 1);
    let by_phone = |leases: &[Value], phone: &str| {
        leases.iter().find(|lease| lease["phone"] == phone).cloned()
    };
    let first = by_phone(&leases, "+8613800000001").unwrap();
    let second = by_phone(&leases, "+8613800000002").unwrap();
    calling.start(&first).expect(200);
    calling.outcome(&first, "refused").expect(200);
    assert_problem(&calling.start(&second), 409, "refused");
    assert_eq!(others.len(), 1);
    centre.moves_on_by_seconds(600);
    let still: Vec<_> = calling.lease(&more_loans, 10);
    let phones: Vec<_> = still.iter().map(|lease| lease["phone"].clone()).collect();
    assert_eq!(phones, ["+8613800000003"]);
    assert_eq!(
        calling.lease(&cards, 10).len(),
        3,
        "another family is not touched"
    );
}

#[rstest]
fn an_outcome_of_do_not_call_ends_all_calls_of_the_tenant_to_this_phone(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(2);
    let loans = calling.campaign("loans", "loans");
    let cards = calling.campaign("cards", "cards");
    let lease = calling.lease(&loans, 1).remove(0);
    calling.outcome(&lease, "never").expect(200);
    let phones: Vec<_> = calling
        .lease(&cards, 10)
        .iter()
        .map(|lease| lease["phone"].clone())
        .collect();
    assert!(
        phones.len() == 1 && phones[0] != lease["phone"],
        "{phones:?}"
    );
}

#[rstest]
fn dialers_that_lease_at_once_never_share_a_contact(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(300);
    let campaign = calling.campaign("loans", "loans");
    let granted: Vec<Value> = std::thread::scope(|scope| {
        let dialers: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    let mut mine = Vec::new();
                    loop {
                        let leases = calling.lease(&campaign, 7);
                        if leases.is_empty() {
                            return mine;
                        }
                        mine.extend(leases);
                    }
                })
            })
            .collect();
        dialers
            .into_iter()
            .flat_map(|dialer| dialer.join().expect("no dialer fails"))
            .collect()
    });
    let contacts: BTreeSet<_> = granted
        .iter()
        .map(|lease| lease["contactId"].as_str().unwrap())
        .collect();
    assert_eq!(contacts.len(), granted.len(), "a contact was granted twice");
    // A dialer that skips the rows others are taking may go home early; whoever comes last takes what is left.
    assert_eq!(granted.len() + calling.lease(&campaign, 100).len(), 300);
}
