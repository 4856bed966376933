//! Keys of programs: what they are for, when they end, how their secret changes.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem};

const NOW: &str = "2026-03-02T08:00:00Z";

fn make(centre: &Centre, key: &Value) -> (String, String) {
    let made = centre.post(Role::Admin, "/api-keys", key).expect(201);
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    (text("id"), text("secret"))
}

fn get(centre: &Centre, secret: &str, path: &str) -> Answer {
    centre.send_raw(
        Some(secret),
        "GET",
        &format!("/api/v1{path}"),
        &[],
        Vec::new(),
    )
}

fn listed(centre: &Centre, id: &str) -> Value {
    let keys = centre.get(Role::Admin, "/api-keys").expect(200);
    let mut keys = keys["entities"].as_array().unwrap().iter();
    keys.find(|key| key["id"] == id).unwrap().clone()
}

#[rstest]
fn a_key_opens_only_what_it_is_for(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let key = json!({ "name": "board", "role": "planner", "permissions": ["wfm:skill:view", "outbound:*"] });
    let (_, secret) = make(&centre, &key);
    get(&centre, &secret, "/skills").expect(200);
    get(&centre, &secret, "/outbound/campaigns").expect(200);
    let refused = get(&centre, &secret, "/queues");
    assert_problem(&refused, 403, "key-lacks-permission");
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("wfm:queue:view"), "{detail}");
    assert_problem(&get(&centre, &secret, "/api-keys"), 403, "forbidden");
    let metrics = centre.send_raw(Some(&secret), "GET", "/metrics", &[], Vec::new());
    assert_problem(&metrics, 403, "key-lacks-permission");
}

#[rstest]
fn a_key_is_for_nothing_that_its_role_does_not_hold(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let key = json!({ "name": "dialer", "role": "dialer", "expiresAt": "2020-01-01T00:00:00Z",
        "permissions": ["outbound:lease:*", "auth:user:add", "nothing:at:all", "out*"] });
    let refused = centre.post(Role::Admin, "/api-keys", &key);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/permissions/1",
            "/permissions/2",
            "/permissions/3",
            "/expiresAt"
        ]
    );
}

#[rstest]
fn a_key_ends_by_itself_and_says_so(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let key = json!({ "name": "export", "role": "planner", "expiresAt": "2026-03-02T09:00:00Z" });
    let (_, secret) = make(&centre, &key);
    centre.moves_on_by_seconds(3_599);
    get(&centre, &secret, "/me").expect(200);
    centre.moves_on_by_seconds(1);
    assert_problem(&get(&centre, &secret, "/me"), 401, "key-expired");
}

#[rstest]
fn a_rotated_key_has_two_secrets_for_a_while(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let (id, old) = make(&centre, &json!({ "name": "dialer", "role": "dialer" }));
    let rotate = |body: Value| centre.post(Role::Admin, &format!("/api-keys/{id}/rotate"), &body);
    assert_problem(&rotate(json!({ "graceSeconds": -1 })), 422, "invalid");
    let rotated = rotate(json!({ "graceSeconds": 600 })).expect(200);
    assert_eq!(rotated["previousSecretUntil"], "2026-03-02T08:10:00Z");
    let new = rotated["secret"].as_str().unwrap().to_owned();
    assert_ne!(new, old);
    get(&centre, &old, "/me").expect(200);
    get(&centre, &new, "/me").expect(200);
    centre.moves_on_by_seconds(600);
    assert_problem(&get(&centre, &old, "/me"), 401, "unauthenticated");
    get(&centre, &new, "/me").expect(200);
    // At once, where it is known to others.
    let newest = rotate(json!({ "graceSeconds": 0 })).expect(200);
    assert_problem(&get(&centre, &new, "/me"), 401, "unauthenticated");
    let newest = newest["secret"].as_str().unwrap();
    let path = format!("/api-keys/{id}");
    centre
        .send(Role::Admin, "DELETE", &path, &Value::Null)
        .expect(204);
    assert_problem(&get(&centre, newest, "/me"), 401, "unauthenticated");
    assert_problem(&rotate(json!({})), 404, "not-found");
}

#[rstest]
fn the_use_of_a_key_is_noted_to_the_minute(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let (id, secret) = make(&centre, &json!({ "name": "dialer", "role": "dialer" }));
    assert_eq!(listed(&centre, &id)["lastUsedAt"], Value::Null);
    get(&centre, &secret, "/me").expect(200);
    assert_eq!(listed(&centre, &id)["lastUsedAt"], NOW);
    centre.moves_on_by_seconds(59);
    get(&centre, &secret, "/me").expect(200);
    assert_eq!(listed(&centre, &id)["lastUsedAt"], NOW);
    centre.moves_on_by_seconds(2);
    get(&centre, &secret, "/me").expect(200);
    assert_eq!(listed(&centre, &id)["lastUsedAt"], "2026-03-02T08:01:01Z");
}
