//! Requests that no operation takes are refused in the words of a problem, whoever finds them.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::Value;

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

/// Sends these bytes and reads until the server closes: status, headers in lower case, body.
fn exchange(centre: &Centre, request: &[u8]) -> (u16, String, Value) {
    let mut stream = TcpStream::connect(centre.address()).expect("the server listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .expect("a socket");
    // The server may answer and close before all is sent.
    drop(stream.write_all(request));
    drop(stream.shutdown(Shutdown::Write));
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
    let status = head.split(' ').nth(1).expect("a status");
    let head = head.to_ascii_lowercase();
    let (_, length) = head.split_once("content-length: ").expect("a length");
    let length: usize = length
        .lines()
        .next()
        .and_then(|length| length.parse().ok())
        .expect("a number");
    let body = body.get(..length).expect("all of the body");
    let body = serde_json::from_str(body).unwrap_or_else(|_| panic!("no problem: {answer}"));
    (status.parse().expect("a number"), head, body)
}

fn assert_refused(centre: &Centre, request: &[u8], status: u16, code: &str) {
    let (got, head, body) = exchange(centre, request);
    assert_eq!((got, body["code"].as_str()), (status, Some(code)), "{body}");
    assert_eq!(body["status"], status);
    assert!(
        head.contains("content-type: application/problem+json"),
        "{head}"
    );
    assert!(head.contains("x-content-type-options: nosniff"), "{head}");
}

#[rstest]
fn what_cannot_be_parsed_is_answered_with_a_problem() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let long = format!(
        "GET /healthz HTTP/1.1\r\nhost: a\r\nx-pad: {}\r\n\r\n",
        "A".repeat(300_000)
    );
    assert_refused(&centre, long.as_bytes(), 431, "head-too-large");
    let many = "x-one: 1\r\n".repeat(200);
    let many = format!("GET /healthz HTTP/1.1\r\nhost: a\r\n{many}\r\n");
    assert_refused(&centre, many.as_bytes(), 431, "head-too-large");
    for request in [
        "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/9.9\r\nhost: a\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}",
    ] {
        assert_refused(&centre, request.as_bytes(), 400, "malformed");
    }
}

#[rstest]
fn a_body_that_breaks_its_framing_is_refused_also_where_none_is_read() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let key = centre.key(Role::Admin);
    let request = format!(
        "GET /api/v1/skills HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {key}\r\n\
        transfer-encoding: chunked\r\n\r\nZZ\r\nab\r\n"
    );
    assert_refused(&centre, request.as_bytes(), 400, "malformed");
}

#[rstest]
fn what_is_announced_as_too_large_is_refused_before_it_comes() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let key = centre.key(Role::Admin);
    for (path, kind) in [
        ("/api/v1/skills", "application/json"),
        ("/api/v1/agents/import", "text/csv"),
    ] {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {key}\r\ncontent-type: {kind}\r\n\
            content-length: 10737418240\r\n\r\n{{"
        );
        assert_refused(&centre, request.as_bytes(), 413, "too-large");
    }
}

#[rstest]
fn a_long_address_and_a_zero_in_it_are_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let long = format!("/skills?{}", "a".repeat(9_000));
    assert_problem(&centre.get(Role::Admin, &long), 414, "target-too-long");
    assert_problem(
        &centre.get(Role::Admin, "/skills?pageToken=%00"),
        400,
        "malformed",
    );
    assert_problem(&centre.get(Role::Admin, "/skills/%00"), 400, "malformed");
}

#[rstest]
fn an_encoded_body_is_refused_so_that_none_can_unpack(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let key = centre.key(Role::Admin).to_owned();
    let send = |path: &str, kind: &str| {
        let headers = [("content-type", kind), ("content-encoding", "gzip")];
        let path = format!("/api/v1{path}");
        centre.send_raw(
            Some(&key),
            "POST",
            &path,
            &headers,
            b"{\"name\":\"Loans\"}".to_vec(),
        )
    };
    assert_problem(
        &send("/skills", "application/json"),
        415,
        "wrong-content-type",
    );
    assert_problem(
        &send("/agents/import", "text/csv"),
        415,
        "wrong-content-type",
    );
}

#[rstest]
fn a_method_that_is_not_there_is_405_outside_the_api_too() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    for path in ["/healthz", "/readyz", "/metrics"] {
        let key = Some(centre.key(Role::Admin));
        let answer = centre.send_raw(key, "POST", path, &[], Vec::new());
        assert_problem(&answer, 405, "method-not-allowed");
        assert_eq!(answer.header("allow"), Some("GET"), "{path}");
    }
    let missing = centre.send_raw(None, "GET", "/docs/nothing.js", &[], Vec::new());
    assert_problem(&missing, 404, "not-found");
}
