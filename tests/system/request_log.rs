//! The log of a server: one line of JSON a request, with what finds it again and nothing of what was sent.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crewcast::tenancy::Role;
use serde_json::Value;

use crate::support::{Engine, ServerProcess};

/// Stands in the path and the query of a request, where lines must not have it from.
const PHONE: &str = "15112345678";

/// The next line of a request to `route`; lines of others are passed over.
fn line_of(lines: &Receiver<String>, route: &str) -> Value {
    loop {
        // Far longer than anything takes; a test that waits in vain ends.
        let line = lines.recv_timeout(Duration::from_secs(60)).expect("a line");
        assert!(!line.contains(PHONE), "{line}");
        let Ok(line) = serde_json::from_str::<Value>(&line) else {
            continue;
        };
        if line["target"] == "request" && line["route"] == route {
            return line;
        }
    }
}

/// A program that is ended with its test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn a_request_has_one_line_of_json_without_its_path_query_and_secrets() {
    let (url, _folder) = Engine::Sqlite.fresh_url().expect("SQLite is always there");
    let (_db, tenant, keys) = ServerProcess::tenant(&url, &[Role::Planner]);
    let mut server = Killed(
        Command::new(env!("CARGO_BIN_EXE_crewcast"))
            .args(["serve", "--listen", "127.0.0.1:0", "--database", &url])
            .args(["--log-format", "json"])
            .env_remove("RUST_LOG")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts"),
    );
    let mut said = BufReader::new(server.0.stderr.take().expect("its standard error")).lines();
    let origin = said
        .find_map(|line| {
            let line = line.expect("text");
            let (_, rest) = line.split_once("serves on ")?;
            Some(rest.split("/ ").next()?.to_owned())
        })
        .expect("it says where it serves");
    let (tell, lines) = channel();
    std::thread::spawn(move || {
        for line in said.map_while(Result::ok) {
            if tell.send(line).is_err() {
                break;
            }
        }
    });
    let client: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let ask = |path: &str, key: &str| {
        let request = client.get(format!("{origin}/api/v1{path}"));
        let answer = request
            .header("authorization", format!("Bearer {key}"))
            .call();
        let mut answer = answer.expect("the server answers");
        (
            answer.status().as_u16(),
            answer.body_mut().read_to_string().expect("text"),
        )
    };

    let (status, problem) = ask(&format!("/agents/%2B49{PHONE}?phone=49{PHONE}"), &keys[0]);
    assert_eq!(status, 404);
    let problem: Value = serde_json::from_str(&problem).unwrap();
    let line = line_of(&lines, "/api/v1/agents/{agentId}");
    assert_eq!(line["trace_id"], problem["traceId"]);
    assert_eq!(line["tenant"], tenant.as_str());
    assert!(
        line["subject"].as_str().unwrap().starts_with("key:"),
        "{line}"
    );
    assert_eq!(line["operation"], "wfm:agent:view");
    assert_eq!(
        (&line["method"], &line["status"]),
        (&"GET".into(), &404.into())
    );
    assert!(line["duration_ms"].as_f64().unwrap() > 0.0, "{line}");
    assert!(!line.to_string().contains(&keys[0]), "{line}");

    let (status, _) = ask("/me", "no key of ours");
    assert_eq!(status, 401);
    let refused = line_of(&lines, "/api/v1/me");
    assert_eq!(
        (&refused["status"], &refused["tenant"]),
        (&401.into(), &Value::Null)
    );
}
