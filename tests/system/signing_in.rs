//! Page sessions and API keys.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

fn sign_in(centre: &Centre, username: &str, password: &str) -> crate::support::Answer {
    let body = json!({ "username": username, "password": password })
        .to_string()
        .into_bytes();
    centre.send_raw(
        None,
        "POST",
        "/api/v1/sessions",
        &[("content-type", "application/json")],
        body,
    )
}

#[rstest]
fn a_session_opens_with_the_password_and_closes_for_good(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.user("mei", Role::Planner);
    let opened = sign_in(&centre, "mei", crate::support::PASSWORD);
    assert_eq!(opened.expect(201)["user"]["role"], "planner");
    let cookie = opened.header("set-cookie").expect("a cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let pair = cookie.split(';').next().unwrap().to_owned();
    let with_cookie = |method: &str, path: &str| {
        centre.send_raw(
            None,
            method,
            &format!("/api/v1{path}"),
            &[("cookie", pair.as_str())],
            Vec::new(),
        )
    };
    assert_eq!(with_cookie("GET", "/me").expect(200)["displayName"], "mei");
    assert_eq!(with_cookie("DELETE", "/sessions/current").status, 204);
    assert_problem(&with_cookie("GET", "/me"), 401, "unauthenticated");
}

#[rstest]
fn a_wrong_password_and_an_unknown_name_are_refused_alike(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.user("mei", Role::Planner);
    let wrong = sign_in(&centre, "mei", "not the password");
    let unknown = sign_in(&centre, "nobody", "not the password");
    assert_problem(&wrong, 401, "unauthenticated");
    assert_eq!(wrong.json()["detail"], unknown.json()["detail"]);
}

#[rstest]
fn a_session_ends_by_itself_after_twelve_hours(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, "2026-03-02T08:00:00Z") else {
        return;
    };
    centre.user("mei", Role::Planner);
    let opened = sign_in(&centre, "mei", crate::support::PASSWORD);
    let pair = opened
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let me = || {
        centre.send_raw(
            None,
            "GET",
            "/api/v1/me",
            &[("cookie", pair.as_str())],
            Vec::new(),
        )
    };
    assert_eq!(me().status, 200);
    centre.moves_on_by_seconds(12 * 3_600);
    assert_problem(&me(), 401, "unauthenticated");
}

#[rstest]
fn a_revoked_key_opens_nothing(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let key = centre
        .post(
            Role::Admin,
            "/api-keys",
            &json!({ "name": "dialer", "role": "dialer" }),
        )
        .expect(201);
    let secret = key["secret"].as_str().unwrap().to_owned();
    let me = || centre.send_raw(Some(&secret), "GET", "/api/v1/me", &[], Vec::new());
    assert_eq!(me().expect(200)["role"], "dialer");
    let path = format!("/api-keys/{}", key["id"].as_str().unwrap());
    assert_eq!(
        centre
            .send(Role::Admin, "DELETE", &path, &Value::Null)
            .status,
        204
    );
    assert_problem(&me(), 401, "unauthenticated");
}
