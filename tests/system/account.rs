//! The own account: password, sessions, failed sign-ins, and requests that foreign pages make.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Browser, Centre, Engine, PASSWORD, assert_problem};

const NOW: &str = "2026-03-02T08:00:00Z";

#[rstest]
fn a_changed_password_ends_the_other_sessions(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.user("mei", Role::Planner);
    let (mut here, mut there) = (Browser::of(&centre, "mei"), Browser::of(&centre, "mei"));
    let new = "four words nobody knows";
    let mut change = |current: &str, new: &str| {
        let body = json!({ "currentPassword": current, "newPassword": new });
        here.send(&centre, "POST", "/me/password", &body)
    };
    assert_problem(&change("not the password", new), 403, "wrong-password");
    for weak in ["elevenchars", "password1234", "at the test centre"] {
        let refused = change(PASSWORD, weak);
        assert_problem(&refused, 422, "invalid");
        assert_eq!(refused.pointers(), ["/newPassword"], "{weak}");
    }
    change(PASSWORD, new).expect(204);
    assert_eq!(here.send(&centre, "GET", "/me", &Value::Null).status, 200);
    assert_problem(
        &there.send(&centre, "GET", "/me", &Value::Null),
        401,
        "unauthenticated",
    );
    let mut fresh = Browser::new();
    assert_problem(
        &fresh.signs_in(&centre, "mei", PASSWORD),
        401,
        "unauthenticated",
    );
    fresh.signs_in(&centre, "mei", new).expect(201);
}

#[rstest]
fn sessions_are_listed_and_ended_one_by_one(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.user("mei", Role::Planner);
    centre.user("lin", Role::Planner);
    let (mut here, mut there) = (Browser::of(&centre, "mei"), Browser::of(&centre, "mei"));
    let mut other = Browser::of(&centre, "lin");
    let sessions = here
        .send(&centre, "GET", "/me/sessions", &Value::Null)
        .expect(200);
    let sessions = sessions["entities"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert!(
        sessions.iter().all(|one| one["address"] == "127.0.0.1"),
        "{sessions:?}"
    );
    let foreign = sessions.iter().find(|one| one["current"] == false).unwrap();
    let path = format!("/me/sessions/{}", foreign["id"].as_str().unwrap());
    // Another's session is as good as none.
    assert_problem(
        &other.send(&centre, "DELETE", &path, &Value::Null),
        404,
        "not-found",
    );
    here.send(&centre, "DELETE", &path, &Value::Null)
        .expect(204);
    assert_problem(
        &here.send(&centre, "DELETE", &path, &Value::Null),
        404,
        "not-found",
    );
    let pattern = here.send(&centre, "DELETE", "/me/sessions/%25", &Value::Null);
    assert_problem(&pattern, 404, "not-found");
    assert_eq!(there.send(&centre, "GET", "/me", &Value::Null).status, 401);
    assert_eq!(here.send(&centre, "GET", "/me", &Value::Null).status, 200);
}

fn tries(centre: &Centre, username: &str, from: &str) -> Answer {
    let body = json!({ "username": username, "password": "not the password" });
    let headers = [
        ("content-type", "application/json"),
        ("x-forwarded-for", from),
    ];
    centre.send_raw(
        None,
        "POST",
        "/api/v1/sessions",
        &headers,
        body.to_string().into_bytes(),
    )
}

#[rstest]
fn names_that_are_known_and_names_that_are_not_are_locked_alike(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    centre.user("mei", Role::Planner);
    for username in ["mei", "nobody"] {
        for attempt in 0..5 {
            // Another address each time: the name is what is counted.
            let from = format!("198.51.100.{attempt}");
            assert_problem(&tries(&centre, username, &from), 401, "unauthenticated");
        }
        let locked = tries(&centre, username, "198.51.100.9");
        assert_problem(&locked, 429, "sign-in-locked");
        assert_eq!(locked.header("retry-after"), Some("30"));
    }
    // The right password has to wait as well: otherwise guessing would go on.
    let right = Browser::new().signs_in(&centre, "mei", PASSWORD);
    assert_problem(&right, 429, "sign-in-locked");
    centre.moves_on_by_seconds(30);
    assert_problem(
        &tries(&centre, "mei", "198.51.100.1"),
        401,
        "unauthenticated",
    );
    assert_eq!(
        tries(&centre, "mei", "198.51.100.1").header("retry-after"),
        Some("60")
    );
    centre.moves_on_by_seconds(60);
    Browser::of(&centre, "mei");
    // All is forgotten.
    for _ in 0..5 {
        assert_problem(
            &tries(&centre, "mei", "198.51.100.1"),
            401,
            "unauthenticated",
        );
    }
}

#[rstest]
fn an_address_that_tries_many_names_is_locked_and_others_are_not(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    centre.user("mei", Role::Planner);
    for attempt in 0..50 {
        let username = format!("user-{attempt}");
        assert_problem(
            &tries(&centre, &username, "198.51.100.1"),
            401,
            "unauthenticated",
        );
    }
    assert_problem(
        &tries(&centre, "mei", "198.51.100.1"),
        429,
        "sign-in-locked",
    );
    assert_problem(
        &tries(&centre, "mei", "198.51.100.2"),
        401,
        "unauthenticated",
    );
    Browser::of(&centre, "mei");
}

#[rstest]
fn a_foreign_page_changes_nothing_with_our_cookie(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.user("mei", Role::Planner);
    let mut browser = Browser::of(&centre, "mei");
    let skill = json!({ "name": "Cards" });
    let own = centre.origin();
    let mut post =
        |headers: &[(&str, &str)]| browser.send_with(&centre, "POST", "/skills", &skill, headers);
    for foreign in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ] {
        assert_problem(&post(foreign), 403, "cross-site");
    }
    post(&[("sec-fetch-site", "same-origin")]).expect(201);
    assert_problem(&post(&[("origin", own.as_str())]), 409, "already-exists");
    // Signing somebody in as somebody else is refused as well.
    let body = json!({ "username": "mei", "password": PASSWORD });
    let sign_in = Browser::new().send_with(
        &centre,
        "POST",
        "/sessions",
        &body,
        &[("sec-fetch-site", "cross-site")],
    );
    assert_problem(&sign_in, 403, "cross-site");
    // A key comes with no page.
    let headers = [
        ("content-type", "application/json"),
        ("sec-fetch-site", "cross-site"),
    ];
    let body = json!({ "name": "Loans" }).to_string().into_bytes();
    let key = Some(centre.key(Role::Planner));
    centre
        .send_raw(key, "POST", "/api/v1/skills", &headers, body)
        .expect(201);
}
