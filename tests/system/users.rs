//! Users as an administrator keeps them.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Browser, Centre, Engine, PASSWORD, assert_problem, new_key, new_tenant};

/// The user of that name as the list has it.
fn user(centre: &Centre, username: &str) -> Value {
    let users = centre.get(Role::Admin, "/users").expect(200);
    let mut users = users["entities"].as_array().unwrap().iter();
    users
        .find(|one| one["username"] == username)
        .unwrap()
        .clone()
}

fn path(user: &Value, more: &str) -> String {
    format!("/users/{}{more}", user["id"].as_str().unwrap())
}

#[rstest]
fn role_address_and_units_are_changed_from_the_version_that_was_read(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.user("mei", Role::Planner);
    let before = user(&centre, "mei");
    assert_eq!(
        (&before["version"], &before["email"]),
        (&json!(1), &Value::Null)
    );
    let change = json!({ "displayName": "Mei Lin", "role": "supervisor", "locale": "zh-CN",
        "email": "Mei@Bank.example", "scopes": [{ "teamId": "t-1" }] });
    let after = centre
        .put(Role::Admin, &path(&before, ""), 1, &change)
        .expect(200);
    assert_eq!(after["version"], 2);
    assert_eq!(after["email"], "mei@bank.example");
    assert_eq!(after["scopes"], json!([{ "teamId": "t-1" }]));
    assert_problem(
        &centre.put(Role::Admin, &path(&before, ""), 1, &change),
        412,
        "stale",
    );
    let wrong = json!({ "displayName": " ", "role": "admin", "email": "no address", "locale": "fr", "scopes": [] });
    let refused = centre.put(Role::Admin, &path(&before, ""), 2, &wrong);
    assert_eq!(
        refused.pointers(),
        ["/displayName", "/locale", "/email", "/scopes", "/scopes"]
    );
    let nobody = centre.put(Role::Admin, "/users/nobody", 1, &change);
    assert_problem(&nobody, 404, "not-found");
}

#[rstest]
fn a_disabled_user_is_out_at_once_and_comes_back(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.user("mei", Role::Planner);
    let mut browser = Browser::of(&centre, "mei");
    let mei = user(&centre, "mei");
    let switch = |to: &str| centre.post(Role::Admin, &path(&mei, to), &json!({}));
    assert!(switch("/disable").expect(200)["disabledAt"].is_string());
    assert_problem(
        &browser.send(&centre, "GET", "/me", &Value::Null),
        401,
        "unauthenticated",
    );
    assert_problem(
        &browser.signs_in(&centre, "mei", PASSWORD),
        401,
        "unauthenticated",
    );
    assert_eq!(switch("/enable").expect(200)["disabledAt"], Value::Null);
    assert_eq!(browser.signs_in(&centre, "mei", PASSWORD).status, 201);
}

#[rstest]
fn nobody_disables_or_demotes_themself(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.user("root", Role::Admin);
    let root = user(&centre, "root");
    let mut browser = Browser::of(&centre, "root");
    let disabled = browser.send(&centre, "POST", &path(&root, "/disable"), &Value::Null);
    assert_problem(&disabled, 409, "own-account");
    let mut change = |role: &str, version: &str| {
        let change = json!({ "displayName": "Root", "role": role });
        let headers = [("if-match", version)];
        browser.send_with(&centre, "PUT", &path(&root, ""), &change, &headers)
    };
    assert_problem(&change("planner", "\"1\""), 409, "own-account");
    change("admin", "\"1\"").expect(200);
}

#[rstest]
fn a_reset_is_good_once_and_ends_all_sessions(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, "2026-03-02T08:00:00Z") else {
        return;
    };
    centre.user("mei", Role::Planner);
    let mei = user(&centre, "mei");
    let mut browser = Browser::of(&centre, "mei");
    let reset = || {
        let reset = centre.post(Role::Admin, &path(&mei, "/password-reset"), &json!({}));
        reset.expect(201)["token"].as_str().unwrap().to_owned()
    };
    let choose = |token: &str, password: &str| {
        let body = json!({ "token": token, "newPassword": password });
        Browser::new().send(&centre, "POST", "/password-resets", &body)
    };
    let new = "four words nobody knows";
    let (replaced, token) = (reset(), reset());
    assert_problem(&choose(&replaced, new), 410, "reset-over");
    // A password that is not taken leaves the token as it was.
    assert_problem(&choose(&token, "short"), 422, "invalid");
    choose(&token, new).expect(204);
    assert_problem(&choose(&token, new), 410, "reset-over");
    assert_eq!(
        browser.send(&centre, "GET", "/me", &Value::Null).status,
        401
    );
    browser.signs_in(&centre, "mei", new).expect(201);
    let late = reset();
    centre.moves_on_by_seconds(24 * 3_600);
    assert_problem(&choose(&late, new), 410, "reset-over");
    assert_problem(&choose("ccr_made-up", new), 410, "reset-over");
}

#[rstest]
fn an_administrator_sees_and_ends_a_users_sessions(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.user("mei", Role::Planner);
    let mei = user(&centre, "mei");
    let mut browser = Browser::of(&centre, "mei");
    let sessions = centre
        .get(Role::Admin, &path(&mei, "/sessions"))
        .expect(200);
    assert_eq!(sessions["entities"].as_array().unwrap().len(), 1);
    centre
        .send(
            Role::Admin,
            "DELETE",
            &path(&mei, "/sessions"),
            &Value::Null,
        )
        .expect(204);
    assert_eq!(
        browser.send(&centre, "GET", "/me", &Value::Null).status,
        401
    );
}

#[rstest]
fn a_user_of_another_tenant_is_none(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.user("mei", Role::Planner);
    let mei = user(&centre, "mei");
    let tenant = new_tenant(&centre.db, &centre.clock, "Somebody else");
    let foreign = new_key(&centre.db, &centre.clock, &tenant, Role::Admin, None);
    for (method, more) in [
        ("GET", ""),
        ("POST", "/disable"),
        ("POST", "/enable"),
        ("POST", "/password-reset"),
        ("DELETE", "/two-step"),
        ("GET", "/sessions"),
        ("DELETE", "/sessions"),
    ] {
        let path = format!("/api/v1{}", path(&mei, more));
        let answer = centre.send_raw(Some(&foreign), method, &path, &[], Vec::new());
        assert_problem(&answer, 404, "not-found");
    }
    Browser::of(&centre, "mei");
}

#[rstest]
fn a_password_that_is_easy_to_guess_makes_no_user(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    for password in [
        "elevenchars",
        "qwertyuiop123",
        "meilin-and-more",
        "the Test Centre",
        "x".repeat(129).as_str(),
    ] {
        let body = json!({ "username": "meilin", "displayName": "Mei", "password": password, "role": "planner" });
        let refused = centre.post(Role::Admin, "/users", &body);
        assert_problem(&refused, 422, "invalid");
        assert_eq!(refused.pointers(), ["/password"], "{password}");
    }
}
