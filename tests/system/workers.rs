//! `crewcast worker`: runs of servers that run none.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crewcast::tenancy::Role;
use serde_json::{Value, json};

use crate::support::{Answer, Engine, ServerProcess, Terminal};

/// A worker that ends with the test.
struct Worker(Child);

impl Worker {
    fn start(database_url: &str) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_crewcast"))
            .args([
                "worker",
                "--jobs",
                "1",
                "--only-jobs",
                "--database",
                database_url,
            ])
            .env("RUST_LOG", "error")
            .stderr(Stdio::null())
            .spawn();
        Self(child.expect("the program starts"))
    }

    fn asked_to_stop(mut self) -> Option<i32> {
        let pid = self.0.id().to_string();
        let sent = Command::new("kill").args(["-s", "TERM", &pid]).status();
        assert!(sent.expect("kill runs").success());
        self.0.wait().expect("it ends").code()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Already gone, where the test has ended it.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn send(
    server: &ServerProcess,
    key: &str,
    method: &str,
    path: &str,
    body: (&str, String),
) -> Value {
    let client: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("{}/api/v1{path}", server.origin()))
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", body.0)
        .body(body.1.into_bytes())
        .expect("a well-formed request");
    let answer = Answer::of(client.run(request).expect("the server answers"));
    assert!(answer.status < 300, "{path}: {}", answer.text);
    answer.json()
}

#[test]
fn a_run_that_no_server_takes_is_a_workers() {
    let Some((url, _folder)) = Engine::Postgres.fresh_url() else {
        return;
    };
    let (_db, _tenant, keys) = ServerProcess::tenant(&url, &[Role::Admin]);
    let key = &keys[0];
    let server = ServerProcess::start_with(&url, &["--workers", "0"]);
    let list = json!({ "name": "People", "defaultTimeZone": "UTC", "defaultRegion": "CN" });
    let list = send(
        &server,
        key,
        "POST",
        "/outbound/contact-lists",
        ("application/json", list.to_string()),
    );
    let path = format!(
        "/outbound/contact-lists/{}/imports",
        list["id"].as_str().expect("an id")
    );
    let csv = "externalId,phone\nc1,+8613000000001\nc2,+8613000000002\n".to_owned();
    let run = send(&server, key, "POST", &path, ("text/csv", csv))["run"].clone();
    let path = format!("/runs/{}", run["id"].as_str().expect("an id"));
    let run = || {
        send(
            &server,
            key,
            "GET",
            &path,
            ("application/json", String::new()),
        )
    };
    assert_eq!(run()["state"], "Queued");
    let worker = Worker::start(&url);
    while run()["state"] != "Complete" {
        assert_ne!(run()["state"], "Failed", "{}", run());
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(run()["result"]["report"]["imported"], 2);
    assert_eq!(worker.asked_to_stop(), Some(0));
}

#[test]
fn a_sqlite_file_is_written_by_one_process() {
    let terminal = Terminal::new();
    let refused = terminal.run(&["--json", "worker"]).with(1);
    let told: Value = serde_json::from_str(&refused.err).expect("one JSON document");
    assert_eq!(told["code"], "one-process");
}
