//! Requests that are too many wait, and are told for how long.

use std::num::NonZeroU32;

use crewcast::config::{Config, Rate, RateLimitSettings};
use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem};

/// So few that no test has the time to get another.
const FEW: u32 = 3;

/// One request in so long is next to none.
fn few() -> Rate {
    Rate {
        per_second: NonZeroU32::MIN,
        burst: NonZeroU32::new(FEW).expect("not zero"),
    }
}

fn centre(engine: Engine, limits: RateLimitSettings) -> Option<Centre> {
    Centre::start_configured(
        engine,
        &Config {
            rate_limits: limits,
            ..Config::default()
        },
    )
}

/// Sends until the answer is 429, at most so often.
fn until_refused(most: usize, send: impl Fn() -> Answer) -> Option<Answer> {
    (0..most)
        .map(|_| send())
        .find(|answer| answer.status == 429)
}

#[rstest]
fn a_key_that_asks_too_much_is_told_when_to_go_on_and_others_go_on(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let limits = RateLimitSettings {
        read: few(),
        ..RateLimitSettings::default()
    };
    let Some(centre) = centre(engine, limits) else {
        return;
    };
    let first = centre.get(Role::Planner, "/skills");
    first.expect(200);
    assert_eq!(
        first.header("ratelimit-policy"),
        Some("\"read\";q=3;w=3, \"tenant\";q=30;w=3")
    );
    assert_eq!(
        first.header("ratelimit"),
        Some("\"read\";r=2;t=1, \"tenant\";r=29;t=1")
    );
    let refused = until_refused(20, || centre.get(Role::Planner, "/skills"))
        .expect("twenty reads at once are too many");
    assert_problem(&refused, 429, "rate-limited");
    let wait: u64 = refused
        .header("retry-after")
        .expect("it says how long to wait")
        .parse()
        .expect("seconds");
    assert!((1..=3).contains(&wait), "{wait}");
    assert_eq!(refused.header("ratelimit"), Some("\"read\";r=0;t=3"));
    centre.get(Role::Supervisor, "/skills").expect(200);
    let write = centre.post(Role::Planner, "/skills", &json!({ "name": "Loans" }));
    write.expect(201);
}

#[rstest]
fn signing_in_too_often_from_one_address_waits_whoever_it_is(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let limits = RateLimitSettings {
        sign_in: few(),
        ..RateLimitSettings::default()
    };
    let Some(centre) = centre(engine, limits) else {
        return;
    };
    let attempt = |number: usize| {
        let body = json!({ "username": format!("nobody{number}"), "password": "guessed" });
        let headers = [("content-type", "application/json")];
        let body = body.to_string().into_bytes();
        centre.send_raw(None, "POST", "/api/v1/sessions", &headers, body)
    };
    let answers: Vec<Answer> = (0..20).map(attempt).collect();
    assert_problem(&answers[0], 401, "unauthenticated");
    let refused = answers
        .iter()
        .find(|answer| answer.status == 429)
        .expect("twenty attempts at once are too many");
    assert_problem(refused, 429, "rate-limited");
    centre.get(Role::Planner, "/me").expect(200);
}

#[rstest]
fn wrong_keys_from_one_address_wait_and_right_ones_do_not(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let limits = RateLimitSettings {
        anonymous: few(),
        ..RateLimitSettings::default()
    };
    let Some(centre) = centre(engine, limits) else {
        return;
    };
    let guess = || centre.send_raw(Some("cck_guess"), "GET", "/api/v1/me", &[], Vec::new());
    assert_problem(&guess(), 401, "unauthenticated");
    let refused = until_refused(20, guess).expect("twenty guesses at once are too many");
    assert_problem(&refused, 429, "rate-limited");
    centre.get(Role::Planner, "/me").expect(200);
}
