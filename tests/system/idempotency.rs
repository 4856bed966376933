//! A database that goes away around a commit, and whoever repeats the request.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::{Answer, Engine, ServerProcess, assert_problem};

/// What the transaction writes that is to be cut: no other holds it.
const MARK: &str = "Cut here";

/// On which side of the commit the wire is cut.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cut {
    /// The server never hears of it.
    BeforeCommit,
    /// The server keeps it, and its word is lost.
    BehindCommit,
}

/// The way to a PostgreSQL server that breaks once, at the commit of the transaction which writes [`MARK`].
struct Wire {
    port: u16,
    has_broken: Arc<AtomicBool>,
}

impl Wire {
    fn to(server: String, cut: Cut) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a spare port");
        let port = listener.local_addr().expect("an address").port();
        let has_broken = Arc::new(AtomicBool::new(false));
        let broken = has_broken.clone();
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.expect("a connection");
                let server = TcpStream::connect(&server).expect("PostgreSQL answers");
                Line::carry(client, server, cut, broken.clone());
            }
        });
        Self { port, has_broken }
    }
}

/// One connection.
struct Line {
    client: TcpStream,
    server: TcpStream,
    /// Whether the server's next word is kept from the client.
    is_mute: AtomicBool,
}

impl Line {
    fn carry(client: TcpStream, server: TcpStream, cut: Cut, has_broken: Arc<AtomicBool>) {
        let line = Arc::new(Self {
            client,
            server,
            is_mute: AtomicBool::new(false),
        });
        let back = line.clone();
        std::thread::spawn(move || line.to_server(cut, &has_broken));
        std::thread::spawn(move || back.to_client());
    }

    fn to_server(&self, cut: Cut, has_broken: &AtomicBool) {
        let mut buffer = [0; 64 * 1024];
        let mut is_marked = false;
        while let Ok(count @ 1..) = (&self.client).read(&mut buffer) {
            let sent = &buffer[..count];
            is_marked |= holds(sent, MARK);
            if is_marked && holds(sent, "COMMIT") && !has_broken.swap(true, Ordering::SeqCst) {
                if cut == Cut::BeforeCommit {
                    break;
                }
                self.is_mute.store(true, Ordering::SeqCst);
            }
            if (&self.server).write_all(sent).is_err() {
                break;
            }
        }
        self.end();
    }

    fn to_client(&self) {
        let mut buffer = [0; 64 * 1024];
        while let Ok(count @ 1..) = (&self.server).read(&mut buffer) {
            // The server speaks: it has done what was asked.
            if self.is_mute.load(Ordering::SeqCst)
                || (&self.client).write_all(&buffer[..count]).is_err()
            {
                break;
            }
        }
        self.end();
    }

    fn end(&self) {
        for end in [&self.client, &self.server] {
            // Ended already, where the other side was quicker.
            drop(end.shutdown(Shutdown::Both));
        }
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

/// A server over a wire, and the planner's key.
struct Behind {
    server: ServerProcess,
    wire: Wire,
    key: String,
}

impl Behind {
    fn a_wire_cut(cut: Cut) -> Option<Self> {
        let (url, _) = Engine::Postgres.fresh_url()?;
        let (_db, _tenant, keys) = ServerProcess::tenant(&url, &[Role::Planner]);
        let (head, rest) = url
            .split_once("127.0.0.1:")
            .expect("a server of this machine");
        let (port, name) = rest.split_once('/').expect("a database's name");
        let wire = Wire::to(format!("127.0.0.1:{port}"), cut);
        Some(Self {
            server: ServerProcess::start(&format!("{head}127.0.0.1:{}/{name}", wire.port)),
            wire,
            key: keys[0].clone(),
        })
    }

    fn send(&self, method: &str, body: Option<&str>) -> Answer {
        let client: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}/api/v1/skills", self.server.origin()))
            .header("authorization", format!("Bearer {}", self.key));
        if body.is_some() {
            request = request
                .header("content-type", "application/json")
                .header("idempotency-key", "k-1");
        }
        let body = body.unwrap_or_default().as_bytes().to_vec();
        let request = request.body(body).expect("a well-formed request");
        Answer::of(client.run(request).expect("the server answers"))
    }

    fn makes_the_skill(&self) -> Answer {
        self.send("POST", Some(&json!({ "name": MARK }).to_string()))
    }

    fn skills(&self) -> usize {
        let listed = self.send("GET", None).expect(200);
        let skills = listed["entities"].as_array().unwrap().iter();
        skills.filter(|skill| skill["name"] == MARK).count()
    }
}

#[rstest]
fn a_request_whose_commit_was_lost_is_carried_out_once(
    #[values(Cut::BeforeCommit, Cut::BehindCommit)] cut: Cut,
) {
    let Some(behind) = Behind::a_wire_cut(cut) else {
        return;
    };
    let lost = behind.makes_the_skill();
    assert!(behind.wire.has_broken.load(Ordering::SeqCst));
    assert_problem(&lost, 503, "database-unavailable");
    let repeated = behind.makes_the_skill();
    match cut {
        Cut::BeforeCommit => {
            repeated.expect(201);
        }
        Cut::BehindCommit => assert_problem(&repeated, 409, "idempotency-answer-lost"),
    }
    assert_eq!(behind.skills(), 1, "{cut:?}");
}
