//! A database that is away for a while, and programs that meet over one.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crewcast::db::Database;
use crewcast::tenancy::Role;
use rstest::rstest;

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, ServerProcess, assert_problem};

/// The way to a PostgreSQL server, which can be cut.
struct Wire {
    port: u16,
    is_cut: Arc<AtomicBool>,
    ends: Arc<Mutex<Vec<TcpStream>>>,
}

impl Wire {
    fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a spare port");
        let port = listener.local_addr().expect("an address").port();
        let (is_cut, ends) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(Mutex::new(Vec::new())),
        );
        let (cut, open) = (is_cut.clone(), ends.clone());
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.expect("a connection");
                if cut.load(Ordering::SeqCst) {
                    continue;
                }
                let server = TcpStream::connect(&server).expect("PostgreSQL answers");
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let (from, to) = (copy_of(from), copy_of(to));
                    std::thread::spawn(move || carry(from, to));
                }
                open.lock().unwrap().extend([client, server]);
            }
        });
        Self { port, is_cut, ends }
    }

    fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        for end in self.ends.lock().unwrap().drain(..) {
            // Ended already, where the other side was quicker.
            drop(end.shutdown(Shutdown::Both));
        }
    }

    fn mend(&self) {
        self.is_cut.store(false, Ordering::SeqCst);
    }
}

fn copy_of(stream: &TcpStream) -> TcpStream {
    stream.try_clone().expect("a second handle")
}

fn carry(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    drop(to.shutdown(Shutdown::Both));
}

fn ask(server: &ServerProcess, key: &str, method: &str, path: &str, body: &str) -> Answer {
    let client: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("{}{path}", server.origin()))
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/json")
        .body(body.as_bytes().to_vec())
        .expect("a well-formed request");
    Answer::of(client.run(request).expect("the server answers"))
}

#[test]
fn while_the_database_is_away_callers_are_put_off_and_served_again_when_it_is_back() {
    let Some((url, _folder)) = Engine::Postgres.fresh_url() else {
        return;
    };
    let (_db, _tenant, keys) = ServerProcess::tenant(&url, &[Role::Admin]);
    let (head, rest) = url
        .split_once("127.0.0.1:")
        .expect("a server of this machine");
    let (port, name) = rest.split_once('/').expect("a database's name");
    let wire = Wire::to(format!("127.0.0.1:{port}"));
    let server = ServerProcess::start(&format!("{head}127.0.0.1:{}/{name}", wire.port));
    let entries = "/api/v1/outbound/dnc-lists/tenant/entries";
    let write = |phone: &str| {
        ask(
            &server,
            &keys[0],
            "POST",
            entries,
            &format!("{{\"phone\":\"{phone}\"}}"),
        )
    };
    assert_eq!(write("+8613000000001").status, 200);

    wire.cut();
    for _ in 0..3 {
        let refused = write("+8613000000002");
        assert_problem(&refused, 503, "database-unavailable");
        assert_eq!(refused.header("retry-after"), Some("5"));
        assert!(!refused.text.contains("127.0.0.1"), "{}", refused.text);
        let probe = ask(&server, "", "GET", "/readyz", "");
        assert_problem(&probe, 503, "database-unavailable");
        assert_eq!(ask(&server, "", "GET", "/healthz", "").status, 200);
    }

    wire.mend();
    while ask(&server, "", "GET", "/readyz", "").status != 200 {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(write("+8613000000003").status, 200);
    let kept = ask(&server, &keys[0], "GET", entries, "").text;
    assert!(
        kept.contains("+8613000000001") && kept.contains("+8613000000003"),
        "{kept}"
    );
    assert!(!kept.contains("+8613000000002"), "{kept}");
}

#[rstest]
fn programs_that_start_together_apply_each_migration_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((url, _folder)) = engine.fresh_url() else {
        return;
    };
    let applied: usize = std::thread::scope(|threads| {
        let migrating: Vec<_> = (0..4)
            .map(|_| {
                threads.spawn(|| {
                    let db = Database::open(&url).expect("the database opens");
                    db.migrate().expect("every migration applies").len()
                })
            })
            .collect();
        migrating
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .sum()
    });
    let (other, _other_folder) = engine.fresh_url().expect("the same engine");
    let alone = Database::open(&other).expect("the database opens");
    assert_eq!(
        applied,
        alone.migrate().expect("every migration applies").len()
    );
}
