//! A lease while it lasts: extended, given back, overtaken by what changes meanwhile.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::json;

use super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

#[rstest]
fn a_heartbeat_keeps_the_contact_from_others(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let lease = calling.lease(&campaign, 1).remove(0);
    centre.moves_on_by_seconds(599);
    let ttl = json!({ "ttlSeconds": 600 });
    let extended = calling.send(&lease, "heartbeat", ttl.clone()).expect(200);
    assert_eq!(extended["expiresAt"], "2026-11-23T02:19:59Z");
    let shorter = calling
        .send(&lease, "heartbeat", json!({ "ttlSeconds": 1 }))
        .expect(200);
    assert_eq!(shorter, extended, "never earlier than before");
    centre.moves_on_by_seconds(599);
    assert!(calling.lease(&campaign, 1).is_empty());
    calling.start(&lease).expect(200);
    centre.moves_on_by_seconds(1);
    assert_problem(
        &calling.send(&lease, "heartbeat", ttl),
        410,
        "lease-expired",
    );
}

#[rstest]
fn heartbeats_hold_a_contact_for_four_hours_and_never_past_its_hours(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(2);
    let campaign = calling.campaign("loans", "loans");
    let hour = json!({ "ttlSeconds": 3_600 });
    let lease = calling.lease_with(&campaign, 1, hour.clone()).remove(0);
    let mut expires_at = json!(null);
    for _ in 0..5 {
        expires_at =
            calling.send(&lease, "heartbeat", hour.clone()).expect(200)["expiresAt"].clone();
        centre.moves_on_by_seconds(3_000);
    }
    assert_eq!(
        expires_at, "2026-11-23T06:00:00Z",
        "four hours after 10:00 in Shanghai"
    );
    centre.moves_on_by_seconds(7 * 3_600 - 15_000 + 13_000);
    // 20:36:40 in Shanghai; the hours end at 21:00.
    let lease = calling.lease(&campaign, 2).remove(0);
    let extended = calling.send(&lease, "heartbeat", hour).expect(200);
    assert_eq!(extended["expiresAt"], "2026-11-23T13:00:00Z");
}

#[rstest]
fn a_heartbeat_learns_what_stands_against_the_call(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let lease = calling.lease(&campaign, 1).remove(0);
    calling.blocks("+8613800000000");
    let answer = calling.send(&lease, "heartbeat", json!({ "ttlSeconds": 60 }));
    assert_problem(&answer, 409, "do-not-call");
}

#[rstest]
fn a_released_contact_is_leased_again_at_once_without_an_attempt(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let old = calling.lease(&campaign, 1).remove(0);
    let released = calling.send(&old, "release", json!({})).expect(200);
    assert_eq!(
        calling.send(&old, "release", json!({})).expect(200),
        released
    );
    assert_problem(&calling.start(&old), 409, "lease-superseded");
    assert_problem(&calling.outcome(&old, "sold"), 409, "lease-superseded");
    let new = calling.lease(&campaign, 1).remove(0);
    assert!(new["token"].as_i64() > old["token"].as_i64());
    assert_problem(
        &calling.send(&old, "release", json!({})),
        409,
        "lease-superseded",
    );
    assert_eq!(calling.start(&new).expect(200)["attempt"], 1);
    assert_problem(
        &calling.send(&new, "release", json!({})),
        409,
        "call-started",
    );
    calling.outcome(&new, "sold").expect(200);
    assert_problem(
        &calling.send(&new, "release", json!({})),
        409,
        "lease-superseded",
    );
}

#[rstest]
fn no_start_is_let_through_that_something_stands_against(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // 20:55 in Shanghai; the hours end at 21:00.
    let Some(centre) = Centre::start_at(engine, "2026-11-23T12:55:00Z") else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(40);
    let campaign = calling.campaign("loans", "loans");
    let leases = calling.lease(&campaign, 40);
    for number in 0..20 {
        calling.blocks(&format!("+8613800000{number:03}"));
    }
    let (blocked, free): (Vec<_>, Vec<_>) = leases
        .iter()
        .partition(|lease| lease["phone"].as_str().unwrap() < "+8613800000020");
    assert_eq!((blocked.len(), free.len()), (20, 20));
    for lease in blocked {
        assert_problem(&calling.start(lease), 409, "do-not-call");
    }
    let (early, late) = free.split_at(10);
    for lease in early {
        calling.start(lease).expect(200);
    }
    centre.moves_on_by_seconds(300);
    for lease in late {
        assert_problem(&calling.start(lease), 410, "lease-expired");
    }
}

#[rstest]
fn hours_that_end_sooner_than_when_it_was_leased_stop_the_start(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let lease = calling.lease(&campaign, 1).remove(0);
    let path = format!("/outbound/callable-time-sets/{}", calling.hours);
    let slots = [json!({ "day": 1, "startTime": "12:00", "stopTime": "21:00" })];
    let body =
        json!({ "name": "Later", "callableTimes": [{ "timeZoneId": "*", "timeSlots": slots }] });
    centre.put(Role::Planner, &path, 1, &body).expect(200);
    let answer = calling.start(&lease);
    assert_problem(&answer, 409, "outside-callable-hours");
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("2026-11-23T04:00:00Z"), "{detail}");
}
