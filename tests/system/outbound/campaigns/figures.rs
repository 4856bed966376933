//! Statistics, diagnostics, and what is told of them.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::json;

use super::super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, EventStream, list, number};

#[rstest]
fn statistics_count_attempts_by_local_hour_and_flag(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(6);
    let campaign = calling.campaign_on("loans", &json!({}));
    for code in ["sold", "dropped"] {
        let lease = calling.lease(&campaign, 1).remove(0);
        calling.start(&lease).expect(200);
        let outcome = json!({ "wrapUpCode": code, "handleSeconds": 60 });
        calling.send(&lease, "outcome", outcome).expect(200);
    }
    centre.moves_on_by_seconds(3_600);
    calling.calls(&campaign, "refused");
    calling.calls(&campaign, "busy");
    let lease = calling
        .lease_with(&campaign, 1, json!({ "agentId": "ada" }))
        .remove(0);
    calling.start(&lease).expect(200);
    centre.moves_on_by_seconds(1);
    let path = format!("/outbound/campaigns/{campaign}/stats");
    let stats = centre.get(Role::Planner, &path).expect(200);
    assert_eq!(stats["timeZone"], "Asia/Shanghai");
    let total = &stats["total"];
    for (field, count) in [
        ("attempts", 4),
        ("connects", 2),
        ("rightPartyContacts", 1),
        ("businessSuccesses", 1),
        ("refusals", 1),
        ("abandoned", 1),
        ("handleSeconds", 120),
    ] {
        assert_eq!(total[field], count, "{field}: {stats}");
    }
    assert_eq!(
        (
            number(&total["contactRate"]),
            number(&total["averageHandleSeconds"])
        ),
        (0.5, 60.0)
    );
    assert!((number(&total["abandonRate"]) - 1.0 / 3.0).abs() < 1e-12);
    let hours: Vec<_> = list(&stats["byHour"])
        .iter()
        .map(|hour| (hour["startDate"].clone(), hour["attempts"].clone()))
        .collect();
    assert_eq!(
        hours,
        [
            (json!("2026-11-23T02:00:00Z"), json!(2)),
            (json!("2026-11-23T03:00:00Z"), json!(2))
        ]
    );
    assert_eq!(
        (&stats["outstandingCalls"], &stats["agents"]),
        (&json!(1), &json!(1))
    );
    let bad = centre.get(
        Role::Planner,
        &format!("{path}?from=2026-11-23T02:00:00Z&to=2026-11-23T02:00:00Z"),
    );
    assert_eq!(bad.pointers(), ["?to"]);
}

#[rstest]
fn diagnostics_count_every_contact_once_by_what_stands_against_its_call(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(6);
    calling.imports("phone,timeZone\n+12125550123,America/New_York\n");
    calling.blocks("+8613800000005");
    let pause = json!({ "minutesBetweenAttempts": 60 });
    let campaign = calling.campaign_on("loans", &pause);
    let leases = calling.lease(&campaign, 4);
    for (lease, code) in leases.iter().zip(["sold", "busy"]) {
        calling.start(lease).expect(200);
        calling.outcome(lease, code).expect(200);
    }
    calling.start(&leases[2]).expect(200);
    let path = format!("/outbound/campaigns/{campaign}/diagnostics");
    let told = centre.get(Role::Planner, &path).expect(200);
    let mut states: Vec<(String, i64)> = list(&told["states"])
        .iter()
        .map(|state| {
            (
                state["code"].as_str().unwrap().to_owned(),
                state["contacts"].as_i64().unwrap(),
            )
        })
        .collect();
    states.sort();
    let expected = [
        "callRunning",
        "callable",
        "doNotCall",
        "finished",
        "leased",
        "outsideCallableHours",
        "waiting",
    ];
    assert_eq!(states, expected.map(|code| (code.to_owned(), 1)), "{told}");
    assert_eq!(
        (&told["totalNumberOfContacts"], &told["callableNow"]),
        (&json!(7), &json!(1))
    );
    assert!(
        list(&told["states"])
            .iter()
            .all(|state| !state["remedy"].as_str().unwrap().is_empty())
    );
    assert_eq!(told["campaignErrors"], json!([]));
}

#[rstest]
fn progress_and_statistics_are_told_when_they_have_changed(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(2);
    let campaign = calling.campaign_on("loans", &json!({}));
    calling.evaluates();
    let topics = format!(
        "/events?topics=outbound.campaigns.{campaign}.progress,outbound.campaigns.{campaign}.stats"
    );
    let mut stream = EventStream::open(&centre.origin(), centre.key(Role::Planner), &topics, None);
    calling.evaluates();
    calling.calls(&campaign, "sold");
    calling.evaluates();
    calling.evaluates();
    calling.calls(&campaign, "busy");
    calling.evaluates();
    let told = stream.take(4);
    let kinds: Vec<&str> = told.iter().map(|event| event.kind()).collect();
    assert_eq!(
        kinds,
        [
            "campaign.progress",
            "campaign.stats",
            "campaign.progress",
            "campaign.stats"
        ]
    );
}
