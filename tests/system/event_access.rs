//! An open stream ends with the access of whoever has opened it.

use crewcast::events::publish;
use crewcast::failure::Failure;
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Browser, Centre, Engine, EventStream, assert_problem, run};

const NOW: &str = "2026-03-02T08:00:00Z";
const RUNS: &str = "/events?topics=runs.*";

fn tell(centre: &Centre, run_id: &str) {
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let told: Result<(), Failure> = centre.db.write(|conn| publish(conn, &scope, &run(run_id)));
    told.expect("an event can be written");
}

fn with_key(centre: &Centre, secret: &str) -> EventStream {
    EventStream::open(&centre.origin(), secret, RUNS, None)
}

/// A user of that role who has signed in, with a stream that is known to work.
struct Listener {
    browser: Browser,
    stream: EventStream,
    user: Value,
}

impl Listener {
    fn of(centre: &Centre, role: Role) -> Self {
        centre.user("mei", role);
        let browser = Browser::of(centre, "mei");
        let cookies = browser.cookies(centre);
        let mut stream = EventStream::open_with(&centre.origin(), ("cookie", &cookies), RUNS, None);
        tell(centre, "first");
        assert_eq!(stream.take(1)[0].data["data"]["runId"], "first");
        let users = centre.get(Role::Admin, "/users").expect(200);
        let mut users = users["entities"].as_array().unwrap().iter();
        let user = users.find(|one| one["username"] == "mei").unwrap().clone();
        Self {
            browser,
            stream,
            user,
        }
    }

    fn path(&self, more: &str) -> String {
        format!("/users/{}{more}", self.user["id"].as_str().unwrap())
    }

    /// The administrator makes the user what is said.
    fn becomes(&self, centre: &Centre, change: &Value) {
        let mut user = json!({ "displayName": "Mei", "role": self.user["role"], "locale": "en" });
        for (name, value) in change.as_object().unwrap() {
            user[name] = value.clone();
        }
        let version = self.user["version"].as_i64().unwrap();
        centre
            .put(Role::Admin, &self.path(""), version, &user)
            .expect(200);
    }
}

#[rstest]
fn a_stream_ends_when_its_user_signs_out(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let mut mei = Listener::of(&centre, Role::Planner);
    let out = mei
        .browser
        .send(&centre, "DELETE", "/sessions/current", &Value::Null);
    assert_eq!(out.status, 204, "{}", out.text);
    assert_eq!(mei.stream.reason_of_end(), "access-ended");
}

#[rstest]
fn a_stream_ends_when_an_administrator_ends_the_session(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[values(("DELETE", "/sessions", 204), ("POST", "/disable", 200))] act: (&str, &str, u16),
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let mut mei = Listener::of(&centre, Role::Planner);
    let (method, what, status) = act;
    let body = if method == "POST" {
        json!({})
    } else {
        Value::Null
    };
    let done = centre.send(Role::Admin, method, &mei.path(what), &body);
    assert_eq!(done.status, status, "{}", done.text);
    assert_eq!(mei.stream.reason_of_end(), "access-ended");
    let again = mei.browser.send(&centre, "GET", RUNS, &Value::Null);
    assert_problem(&again, 401, "unauthenticated");
}

#[rstest]
fn a_stream_ends_when_its_user_is_limited_to_a_unit(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let mut mei = Listener::of(&centre, Role::Planner);
    mei.becomes(&centre, &json!({ "scopes": [{ "teamId": "t-1" }] }));
    assert_eq!(mei.stream.reason_of_end(), "access-ended");
    let again = mei.browser.send(&centre, "GET", RUNS, &Value::Null);
    assert_problem(&again, 403, "out-of-scope");
}

/// Which topics the new role hears is decided where a stream is opened.
#[rstest]
fn a_stream_whose_user_has_another_role_is_to_be_opened_anew(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[values(("supervisor", true), ("dialer", false))] role: (&str, bool),
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let mut mei = Listener::of(&centre, Role::Planner);
    let (role, still_hears_runs) = role;
    mei.becomes(&centre, &json!({ "role": role }));
    assert_eq!(mei.stream.reason_of_end(), "renew");
    if still_hears_runs {
        let cookies = mei.browser.cookies(&centre);
        let credential = ("cookie", cookies.as_str());
        let mut stream = EventStream::open_with(&centre.origin(), credential, RUNS, None);
        tell(&centre, "second");
        assert_eq!(stream.take(1)[0].data["data"]["runId"], "second");
    } else {
        let again = mei.browser.send(&centre, "GET", RUNS, &Value::Null);
        assert_problem(&again, 403, "forbidden");
    }
}

#[rstest]
fn a_stream_ends_with_its_key(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[values("revoked", "expired")] how: &str,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let key = json!({ "name": "board", "role": "planner", "expiresAt": "2026-03-02T09:00:00Z" });
    let key = centre.post(Role::Admin, "/api-keys", &key).expect(201);
    let mut stream = with_key(&centre, key["secret"].as_str().unwrap());
    let mut other = with_key(&centre, centre.key(Role::Planner));
    tell(&centre, "first");
    assert_eq!(stream.take(1)[0].data["data"]["runId"], "first");
    if how == "revoked" {
        let path = format!("/api-keys/{}", key["id"].as_str().unwrap());
        let gone = centre.send(Role::Admin, "DELETE", &path, &Value::Null);
        assert_eq!(gone.status, 204, "{}", gone.text);
    } else {
        centre.moves_on_by_seconds(3_600);
    }
    assert_eq!(stream.reason_of_end(), "access-ended");
    tell(&centre, "second");
    let told = other.take(2);
    assert_eq!(
        told[1].data["data"]["runId"], "second",
        "another's key is another's"
    );
}
