//! The dialer that makes no calls, against a server.

use std::process::Command;

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine};

fn sim(centre: &Centre, campaign: &str, more: &[&str]) -> Value {
    let ended = Command::new(env!("CARGO_BIN_EXE_crewcast"))
        .args([
            "--json",
            "dialer-sim",
            campaign,
            "--server",
            &centre.origin(),
        ])
        .args(more)
        .env("CREWCAST_DIALER_KEY", centre.key(Role::Dialer))
        .env("RUST_LOG", "error")
        .output()
        .expect("the program starts");
    let text = String::from_utf8(ended.stdout).expect("UTF-8");
    serde_json::from_str(&text)
        .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&ended.stderr)))
}

#[rstest]
fn a_dialer_calls_everybody_who_may_be_called_and_ends(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(30);
    let campaign = calling.campaign("loans", "loans");
    for number in 0..5 {
        calling.blocks(&format!("+861380000000{number}"));
    }
    let seen = sim(
        &centre,
        &campaign,
        &["--outcomes", "sold=1", "--count", "7"],
    );
    assert_eq!(
        (&seen["leased"], &seen["started"], &seen["outcomes"]),
        (&json!(25), &json!(25), &json!({ "sold": 25 }))
    );
    let progress = calling.progress(&campaign);
    assert_eq!(progress["numberOfContactsFinished"], 25);
    assert_eq!(progress["numberOfContactsLeased"], 0);
}

#[rstest]
fn it_gives_back_what_it_will_not_call_and_beats_while_a_call_lasts(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(4);
    let campaign = calling.campaign("loans", "loans");
    let seen = sim(
        &centre,
        &campaign,
        &[
            "--most-calls",
            "1",
            "--count",
            "4",
            "--ttl-seconds",
            "1",
            "--call-seconds",
            "0.7",
            "--outcomes",
            "sold=1",
        ],
    );
    assert_eq!(
        (&seen["started"], &seen["heartbeats"], &seen["released"]),
        (&json!(1), &json!(1), &json!(3))
    );
    assert_eq!(calling.lease(&campaign, 10).len(), 3);
}

#[rstest]
fn the_same_seed_draws_the_same_outcomes(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(40);
    let pause = json!({ "minutesBetweenAttempts": 60 });
    let drawn = |name: &str| {
        let campaign = calling.campaign_with(name, name, pause.clone());
        sim(&centre, &campaign, &["--seed", "7"])["outcomes"].clone()
    };
    let first = drawn("first");
    assert_eq!(first, drawn("second"));
    let total = first["answered"].as_u64().unwrap() + first["no-answer"].as_u64().unwrap();
    assert_eq!(total, 40);
}
