//! Connections: so many of an address, and none that keeps the server waiting.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::num::NonZeroUsize;
use std::time::Duration;

use crewcast::config::Config;
use rstest::rstest;

use crate::support::Centre;
use crate::support::Engine::Sqlite;

const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";

fn connect(centre: &Centre) -> TcpStream {
    let stream = TcpStream::connect(centre.address()).expect("the server listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("a socket");
    stream
}

/// Asks whether the server lives; whether it said so.
fn is_answered(stream: &mut TcpStream) -> bool {
    let mut answer = [0; 15];
    stream.write_all(HEALTH).is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && answer.starts_with(b"HTTP/1.1 200 OK")
}

/// Reads whatever there is until the server closes.
fn is_closed(mut stream: TcpStream) -> bool {
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => true,
        Err(error) => error.kind() == ErrorKind::ConnectionReset,
    }
}

#[rstest]
fn an_address_with_too_many_connections_gets_no_more_until_one_ends() {
    let config = Config {
        connections_per_address: NonZeroUsize::new(3).expect("not zero"),
        ..Config::default()
    };
    let Some(centre) = Centre::start_configured(Sqlite, &config) else {
        return;
    };
    let mut open: Vec<TcpStream> = (0..3).map(|_| connect(&centre)).collect();
    assert!(open.iter_mut().all(is_answered));
    assert!(is_closed(connect(&centre)), "the fourth");
    drop(open.pop());
    // The server sees the end of a connection a moment after the client.
    let again = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        is_answered(&mut connect(&centre))
    });
    assert!(again, "a place is free again");
}

#[rstest]
fn a_head_that_does_not_come_is_cut_the_first_as_well_as_a_later_one() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let silent = connect(&centre);
    let mut first = connect(&centre);
    first.write_all(b"GET /healthz HT").expect("it is open");
    let mut later = connect(&centre);
    assert!(is_answered(&mut later));
    later.write_all(b"GET /healthz HT").expect("it is open");
    for (stream, which) in [(silent, "silent"), (first, "first"), (later, "later")] {
        assert!(is_closed(stream), "{which}");
    }
}

#[rstest]
fn a_head_in_pieces_is_answered_on_a_connection_that_was_used_before() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let mut stream = connect(&centre);
    for _ in 0..3 {
        let (begin, end) = HEALTH.split_at(20);
        stream.write_all(begin).expect("it is open");
        std::thread::sleep(Duration::from_millis(50));
        stream.write_all(end).expect("it is open");
        let mut answer = Vec::new();
        let mut piece = [0; 4_096];
        while !answer.ends_with(b"}") {
            let count = stream.read(&mut piece).expect("an answer");
            assert!(count > 0, "the server closed");
            answer.extend_from_slice(&piece[..count]);
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 OK"));
    }
}
