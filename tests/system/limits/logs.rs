//! Secrets and phone numbers never stand in the log, however much is logged.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, ServerProcess};

const PASSWORD: &str = "planted-password-4711";
const WRONG_KEY: &str = "cck_plantedwrongkey0815";
const PHONE: &str = "+4915112345678";
const OTHER_PHONE: &str = "+8613912345678";

/// The program as a server that writes all it can into a file.
struct Talkative {
    child: Child,
    origin: String,
    client: ureq::Agent,
}

impl Talkative {
    fn start(database_url: &str, log: &Path) -> Self {
        let file = File::create(log).expect("a log file");
        let child = Command::new(env!("CARGO_BIN_EXE_crewcast"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(["--database", database_url])
            .env("CREWCAST_LOG_FORMAT", "json")
            .env("RUST_LOG", "trace")
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .expect("the program starts");
        let mut server = Self {
            child,
            origin: String::new(),
            client: ureq::Agent::config_builder()
                .http_status_as_error(false)
                .build()
                .into(),
        };
        while server.origin.is_empty() {
            std::thread::sleep(Duration::from_millis(50));
            let text = std::fs::read_to_string(log).expect("text");
            if let Some((_, rest)) = text.split_once("serves on ")
                && let Some((origin, _)) = rest.split_once("/ ")
            {
                server.origin = origin.to_owned();
            }
            let ended = server.child.try_wait().expect("it can be asked");
            assert!(ended.is_none(), "it ended: {text}");
        }
        server
    }

    fn send(&self, headers: &[(&str, &str)], method: &str, path: &str, body: &Value) -> Answer {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}/api/v1{path}", self.origin))
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        let request = request.body(body).expect("a request");
        Answer::of(self.client.run(request).expect("the server answers"))
    }
}

impl Drop for Talkative {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[rstest]
fn neither_secrets_nor_phone_numbers_are_logged_at_any_level(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((url, _folder)) = engine.fresh_url() else {
        return;
    };
    let (_db, _tenant, keys) = ServerProcess::tenant(&url, &[Role::Admin]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("log");
    let server = Talkative::start(&url, &log);
    let bearer = format!("Bearer {}", keys[0]);
    let admin = [("authorization", bearer.as_str())];
    let send = |method: &str, path: &str, body: Value| server.send(&admin, method, path, &body);

    let user = json!({
        "username": "ana", "displayName": "Ana", "password": PASSWORD, "role": "planner",
    });
    send("POST", "/users", user).expect(201);
    let signed_in = server.send(
        &[],
        "POST",
        "/sessions",
        &json!({ "username": "ana", "password": PASSWORD }),
    );
    signed_in.expect(201);
    let cookie = signed_in.header("set-cookie").expect("a cookie");
    let cookie = cookie.split(';').next().expect("its value").to_owned();
    let session = [("cookie", cookie.as_str())];
    server
        .send(&session, "GET", "/me", &Value::Null)
        .expect(200);
    let wrong = format!("Bearer {WRONG_KEY}");
    let wrong = [("authorization", wrong.as_str())];
    assert_eq!(server.send(&wrong, "GET", "/me", &Value::Null).status, 401);
    let made = send(
        "POST",
        "/api-keys",
        json!({ "name": "Dialer", "role": "dialer" }),
    )
    .expect(201);
    let fresh_key = made["secret"].as_str().expect("a secret").to_owned();

    let list = json!({ "name": "People", "defaultTimeZone": "UTC", "defaultRegion": "DE" });
    let list = send("POST", "/outbound/contact-lists", list).id();
    let contacts = json!({ "contacts": [{ "externalId": "c-1", "phone": PHONE }] });
    let path = format!("/outbound/contact-lists/{list}/contacts/import");
    send("POST", &path, contacts).expect(200);
    let rejected = json!({ "contacts": [{ "externalId": "c-2", "phone": "+4915112345678999" }] });
    assert_eq!(send("POST", &path, rejected).status, 422);
    let entries = "/outbound/dnc-lists/tenant/entries";
    send("POST", entries, json!({ "phone": OTHER_PHONE })).expect(200);
    let number = OTHER_PHONE.trim_start_matches('+');
    let entry = format!("{entries}/%2B{number}");
    send("DELETE", &entry, Value::Null).expect(204);
    assert_eq!(send("DELETE", &entry, Value::Null).status, 404);
    let search = json!({ "phone": PHONE });
    send("POST", "/outbound/persons/search", search);
    drop(server);

    let logged = std::fs::read_to_string(&log).expect("text");
    assert!(logged.contains("TRACE"), "all is logged: {logged}");
    let (_, session_secret) = cookie.split_once('=').expect("a value");
    for secret in [
        PASSWORD,
        WRONG_KEY,
        &keys[0],
        &fresh_key,
        session_secret,
        PHONE,
        OTHER_PHONE,
        PHONE.trim_start_matches('+'),
        number,
    ] {
        let line = logged.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} stands in the log");
    }
}
