//! Every wrong request is answered with problem+json that says what is wrong.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

#[rstest]
fn an_unknown_route_is_404_and_a_wrong_method_405_with_the_right_ones(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    assert_problem(&centre.get(Role::Admin, "/nothing-here"), 404, "not-found");
    let answer = centre.send(Role::Admin, "DELETE", "/users", &Value::Null);
    assert_problem(&answer, 405, "method-not-allowed");
    assert_eq!(answer.header("allow"), Some("GET, POST"));
}

#[rstest]
fn a_wrong_content_type_is_415_and_broken_json_400(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    assert_problem(
        &centre.upload(Role::Admin, "/api-keys", "text/plain", "{}"),
        415,
        "wrong-content-type",
    );
    assert_problem(
        &centre.upload(Role::Admin, "/api-keys", "application/json", "{"),
        400,
        "malformed",
    );
    let zero = centre.upload(
        Role::Admin,
        "/api-keys",
        "application/json",
        r#"{"name":"a\u0000","role":"admin"}"#,
    );
    assert_problem(&zero, 400, "malformed");
}

#[rstest]
fn a_body_beyond_the_limit_is_413(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let huge = format!(r#"{{"name":"{}"}}"#, "x".repeat(9 << 20));
    assert_problem(
        &centre.upload(Role::Admin, "/api-keys", "application/json", huge),
        413,
        "too-large",
    );
}

#[rstest]
fn invalid_values_are_422_with_a_pointer_each(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let wrong_type = centre.post(
        Role::Admin,
        "/api-keys",
        &json!({ "name": "x", "role": "emperor" }),
    );
    assert_problem(&wrong_type, 422, "invalid");
    assert_eq!(wrong_type.json()["errors"][0]["pointer"], "/role");
    let body =
        json!({ "username": "a b", "displayName": " ", "password": "short", "role": "planner" });
    let several = centre.post(Role::Admin, "/users", &body);
    assert_problem(&several, 422, "invalid");
    let pointers: Vec<_> = several.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["pointer"].clone())
        .collect();
    assert_eq!(pointers, ["/username", "/displayName", "/password"]);
}

#[rstest]
fn titles_come_in_the_readers_language_and_codes_stay(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let headers = [("accept-language", "zh-CN,zh;q=0.9")];
    let answer = centre.send_raw(None, "GET", "/api/v1/me", &headers, Vec::new());
    assert_problem(&answer, 401, "unauthenticated");
    assert_eq!(answer.json()["title"], "请先登录");
}

#[rstest]
fn a_repeated_post_with_the_same_key_is_answered_from_memory(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let send = |key: &str, name: &str| {
        let body = json!({ "name": name }).to_string().into_bytes();
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", key),
        ];
        centre.send_raw(
            Some(centre.key(Role::Planner)),
            "POST",
            "/api/v1/skills",
            &headers,
            body,
        )
    };
    let first = send("k-1", "Cards");
    let again = send("k-1", "Cards");
    assert_eq!(first.expect(201), again.expect(201));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_problem(&send("k-1", "Loans"), 409, "idempotency-key-reused");
    let listed = centre.get(Role::Planner, "/skills").expect(200);
    let count = listed["entities"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|skill| skill["name"] == "Cards")
        .count();
    assert_eq!(count, 1);
}

#[rstest]
fn a_post_that_answers_a_secret_is_not_remembered(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let send = || {
        let body = json!({ "name": "dialer", "role": "dialer" });
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", "k-1"),
        ];
        let key = Some(centre.key(Role::Admin));
        let body = body.to_string().into_bytes();
        centre.send_raw(key, "POST", "/api/v1/api-keys", &headers, body)
    };
    let (first, again) = (send(), send());
    assert_ne!(first.expect(201)["secret"], again.expect(201)["secret"]);
    assert_eq!(again.header("idempotency-replayed"), None);
}

#[rstest]
fn the_probes_need_no_credential_and_the_metrics_do(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    for probe in ["/healthz", "/readyz"] {
        assert_eq!(
            centre
                .send_raw(None, "GET", probe, &[], Vec::new())
                .expect(200)["status"],
            "ok"
        );
    }
    assert_problem(
        &centre.send_raw(None, "GET", "/metrics", &[], Vec::new()),
        401,
        "unauthenticated",
    );
    let metrics = centre.send_raw(
        Some(centre.key(Role::Supervisor)),
        "GET",
        "/metrics",
        &[],
        Vec::new(),
    );
    assert!(
        metrics.text.contains("crewcast_http_requests_total"),
        "{}",
        metrics.text
    );
}
