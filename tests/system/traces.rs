//! Traces: a collector is told what a request, its run and the search it starts have to do with one another.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use crewcast::tenancy::Role;
use serde_json::{Value, json};

use crate::support::{Engine, ServerProcess};

/// A trace of somebody who calls Crewcast, as W3C writes it: its id and the id of the span that calls.
const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";

/// What spans are sent to.
struct Collector {
    url: String,
    spans: Receiver<Value>,
    seen: Vec<Value>,
}

impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (tell, spans) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                take(&stream, &tell);
            }
        });
        Self {
            url,
            spans,
            seen: Vec::new(),
        }
    }

    fn environment(&self) -> [(&str, &str); 2] {
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", self.url.as_str()),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
        ]
    }

    /// The first span of that name; waits for it.
    fn span(&mut self, name: &str) -> Value {
        loop {
            if let Some(span) = self.seen.iter().find(|span| span["name"] == name) {
                return span.clone();
            }
            // Far longer than anything takes; a test that waits in vain ends.
            let Ok(next) = self.spans.recv_timeout(Duration::from_secs(60)) else {
                let names: Vec<_> = self.seen.iter().map(|span| &span["name"]).collect();
                panic!("no span {name} among {names:?}");
            };
            self.seen.push(next);
        }
    }
}

/// One request of an exporter.
fn take(mut stream: &TcpStream, tell: &Sender<Value>) {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    loop {
        line.clear();
        if reader.read_line(&mut line).is_err() {
            return;
        }
        let Some((name, value)) = line.trim_end().split_once(':') else {
            if line.trim_end().is_empty() {
                break;
            }
            assert!(line.starts_with("POST /v1/traces "), "{line}");
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let sent: Value = serde_json::from_slice(&body).expect("JSON");
    for resource in sent["resourceSpans"].as_array().expect("resources") {
        for scope in resource["scopeSpans"].as_array().expect("scopes") {
            for span in scope["spans"].as_array().expect("spans") {
                // Nobody waits for more once a test has ended.
                drop(tell.send(span.clone()));
            }
        }
    }
    drop(stream.write_all(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ));
}

#[test]
fn a_request_belongs_to_its_callers_trace_and_the_run_it_asks_for_to_the_request() {
    let (url, _folder) = Engine::Sqlite.fresh_url().expect("SQLite is always there");
    let (_db, _, keys) = ServerProcess::tenant(&url, &[Role::Planner]);
    let mut collector = Collector::start();
    let server = ServerProcess::start_in(&url, &[], &collector.environment());
    let post = |path: &str, content_type: &str, body: String| -> Value {
        let answer = ureq::post(format!("{}/api/v1{path}", server.origin()))
            .header("authorization", format!("Bearer {}", keys[0]))
            .header("content-type", content_type)
            .header("traceparent", PARENT)
            .send(body)
            .expect("a success");
        let text = answer.into_body().read_to_string().expect("text");
        serde_json::from_str(&text).expect("JSON")
    };
    let list =
        json!({ "name": "Spring", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN" });
    let list = post(
        "/outbound/contact-lists",
        "application/json",
        list.to_string(),
    );
    let path = format!(
        "/outbound/contact-lists/{}/imports",
        list["id"].as_str().unwrap()
    );
    post(&path, "text/csv", "phone\n13800001234\n".to_owned());

    let request = collector.span("POST /api/v1/outbound/contact-lists/{contactListId}/imports");
    assert_eq!(
        (&request["traceId"], &request["parentSpanId"]),
        (&TRACE.into(), &CALLER.into())
    );
    assert_eq!(request["kind"], 2, "a server's: {request}");
    let status = json!({ "key": "http.response.status_code", "value": { "intValue": "202" } });
    assert!(
        request["attributes"].as_array().unwrap().contains(&status),
        "{request}"
    );
    let run = collector.span("run");
    assert_eq!(
        (&run["traceId"], &run["parentSpanId"]),
        (&TRACE.into(), &request["spanId"])
    );
}

#[test]
fn a_search_belongs_to_the_trace_in_its_environment_and_its_last_span_is_sent_before_it_ends() {
    let mut collector = Collector::start();
    let mut child = Command::new(env!("CARGO_BIN_EXE_crewcast"))
        .args(["solve-roster", "--memory-mebibytes", "1024"])
        .envs(collector.environment())
        .env("TRACEPARENT", PARENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("its input");
    // No task: that it says so is enough of an end.
    input.write_all(b"{}\n").expect("it reads");
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    let search = collector.span("solve-roster");
    assert_eq!(
        (&search["traceId"], &search["parentSpanId"]),
        (&TRACE.into(), &CALLER.into())
    );
}

#[test]
fn a_collector_that_is_not_there_holds_nobody_up() {
    let (url, _folder) = Engine::Sqlite.fresh_url().expect("SQLite is always there");
    let (_db, _, keys) = ServerProcess::tenant(&url, &[Role::Planner]);
    let nowhere = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
        ("OTEL_BSP_SCHEDULE_DELAY", "50"),
    ];
    let server = ServerProcess::start_in(&url, &[], &nowhere);
    for _ in 0..3 {
        let answer = ureq::get(format!("{}/api/v1/me", server.origin()))
            .header("authorization", format!("Bearer {}", keys[0]))
            .call();
        assert_eq!(answer.expect("an answer").status(), 200);
    }
    assert_eq!(server.asked_to_stop("TERM"), Some(0));
}
