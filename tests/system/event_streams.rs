//! Streams of events: nothing is lost and nothing is told twice, whatever breaks in between.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use crewcast::db::Database;
use crewcast::events::{
    AgentStateChanged, EventSettings, Keeping, RunChanged, number_waiting_events, publish,
    publish_all, read_events, trim_events,
};
use crewcast::failure::Failure;
use crewcast::tenancy::{Role, Scope, TenantId};
use rstest::rstest;
use serde_json::json;

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{
    Centre, Engine, EventStream, ServerProcess, Told, assert_problem, event_settings, run,
};

fn scope(tenant: &TenantId) -> Scope {
    Scope::system(tenant.clone(), crewcast::clock::Clock::System.now())
}

/// Tells of runs with these numbers, in order.
fn tell(db: &Database, tenant: &TenantId, numbers: std::ops::Range<usize>) {
    let ids: Vec<String> = numbers.map(|number| number.to_string()).collect();
    let runs: Vec<RunChanged<'_>> = ids.iter().map(|id| run(id)).collect();
    let told: Result<(), Failure> = db.write(|conn| publish_all(conn, &scope(tenant), &runs));
    told.expect("events can be written");
}

/// The numbers of the runs that were told.
fn numbers(told: &[Told]) -> Vec<usize> {
    let id = |event: &Told| event.data["data"]["runId"].as_str()?.parse().ok();
    told.iter()
        .map(|event| id(event).unwrap_or_else(|| panic!("{event:?}")))
        .collect()
}

fn open(centre: &Centre, last_event_id: Option<i64>) -> EventStream {
    EventStream::open(
        &centre.origin(),
        centre.key(Role::Planner),
        "/events?topics=runs.*",
        last_event_id,
    )
}

fn all(range: std::ops::Range<usize>) -> Vec<usize> {
    range.collect()
}

/// Few events in memory, so that streams must read the database as well.
fn small_memory() -> EventSettings {
    EventSettings {
        events_in_memory: 50,
        ..event_settings()
    }
}

#[rstest]
fn a_stream_that_was_cut_goes_on_exactly_behind_what_it_has_read(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[values(50, 10_000)] events_in_memory: usize,
) {
    let settings = EventSettings {
        events_in_memory,
        ..event_settings()
    };
    let Some(centre) = Centre::start_with_events(engine, &settings) else {
        return;
    };
    let mut first = open(&centre, None);
    tell(&centre.db, &centre.tenant, 0..30);
    let mut told = first.take(17);
    let last = first.last_event_id;
    drop(first);
    tell(&centre.db, &centre.tenant, 30..1_500);
    let mut second = open(&centre, last);
    told.extend(second.take(1_483));
    tell(&centre.db, &centre.tenant, 1_500..1_503);
    told.extend(second.take(3));
    assert_eq!(numbers(&told), all(0..1_503));
    let ids: Vec<i64> = told.iter().filter_map(|event| event.id).collect();
    assert!(ids.is_sorted_by(|one, next| one < next), "numbers rise");
}

#[rstest]
fn a_stream_cut_before_its_first_event_also_comes_back_to_its_place(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_with_events(engine, &small_memory()) else {
        return;
    };
    tell(&centre.db, &centre.tenant, 0..3);
    number_waiting_events(&centre.db).expect("events can be numbered");
    let place = open(&centre, None).last_event_id;
    assert!(place.is_some());
    tell(&centre.db, &centre.tenant, 3..90);
    assert_eq!(numbers(&open(&centre, place).take(87)), all(3..90));
}

/// A transaction that began to tell first commits last: a sequence that hands out its numbers at once would have let
/// readers pass over it.
#[test]
fn an_event_whose_transaction_commits_late_is_not_passed_over() {
    let Some(centre) = Centre::start(Postgres) else {
        return;
    };
    let mut stream = open(&centre, None);
    let ((tell_written, written), (go_on, may_go_on)) = (channel(), channel());
    let (db, tenant) = (&centre.db, &centre.tenant);
    std::thread::scope(|threads| {
        threads.spawn(move || {
            let told: Result<(), Failure> = db.write(|conn| {
                publish(conn, &scope(tenant), &run("0"))?;
                tell_written.send(()).expect("the test waits");
                may_go_on.recv().expect("the test goes on");
                Ok(())
            });
            told.expect("the first commits");
        });
        written.recv().expect("the first is written");
        tell(&centre.db, &centre.tenant, 1..3);
        let early = stream.take(2);
        assert_eq!(
            numbers(&early),
            [1, 2],
            "what is committed waits for no one"
        );
        go_on.send(()).expect("the first waits");
        let late = stream.take(1);
        assert_eq!(numbers(&late), [0]);
        assert!(
            late[0].id > early[1].id,
            "and it comes behind what was told"
        );
    });
}

/// The database chooses by topic, subject and agent: a page is not filled with what is then thrown away.
#[rstest]
fn an_event_behind_thousands_of_others_of_its_topic_is_on_the_first_page(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((url, _folder)) = engine.fresh_url() else {
        return;
    };
    let (db, tenant, _) = ServerProcess::tenant(&url, &[]);
    let state = |agent: &str, presence: &str| AgentStateChanged {
        management_unit_id: "unit".to_owned(),
        agent_ids: [agent.to_owned()],
        system_presence: presence.to_owned(),
        routing_status: None,
        source: None,
        since: crewcast::clock::Clock::System.now(),
    };
    tell(&db, &tenant, 0..3_000);
    // An id that holds the one asked for is another's.
    let others: Vec<AgentStateChanged> = (0..3_000).map(|_| state("ada2", "OTHER")).collect();
    let told: Result<(), Failure> = db.write(|conn| {
        publish_all(conn, &scope(&tenant), &others)?;
        publish(conn, &scope(&tenant), &run("wanted"))?;
        publish_all(conn, &scope(&tenant), &[state("ada", "ON_QUEUE")])
    });
    told.expect("events can be written");
    number_waiting_events(&db).expect("events can be numbered");
    let page = |topics: &[&str]| {
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        let page = db.read(|conn| read_events(conn, &scope(&tenant), &topics, 0));
        page.expect("events can be read")
    };
    let first = page(&["runs.wanted"]);
    let topics: Vec<&str> = first
        .events
        .iter()
        .map(|event| event.topic.as_str())
        .collect();
    assert_eq!((topics, first.is_last), (vec!["runs.wanted"], true));
    let of_either = page(&["runs.wanted", "agents.ada.adherence"]);
    let kinds: Vec<&str> = of_either
        .events
        .iter()
        .map(|event| event.event_type.as_str())
        .collect();
    assert_eq!(kinds, ["run.changed", "agent-state.changed"]);
    assert_eq!(of_either.events[1].data["systemPresence"], "ON_QUEUE");
    assert_eq!(
        page(&["management-units.unit.adherence"]).events.len(),
        1_000
    );
    assert_eq!(page(&["agents.*.adherence"]).events.len(), 1_000);
    // Not an id, and no reason for a database to refuse the question.
    assert_eq!(page(&[r"agents.ada\.adherence"]).events.len(), 0);
}

#[rstest]
fn a_client_whose_events_are_no_longer_kept_is_told_to_read_anew(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_with_events(engine, &small_memory()) else {
        return;
    };
    let mut stream = open(&centre, None);
    tell(&centre.db, &centre.tenant, 0..10);
    let told = stream.take(10);
    drop(stream);
    let future = centre.clock.now().plus_seconds(3_600);
    let keeping = Keeping {
        unneeded_before: future,
        all_before: future,
    };
    assert_eq!(
        trim_events(&centre.db, keeping).expect("events can be trimmed"),
        10
    );
    tell(&centre.db, &centre.tenant, 10..12);
    // Who has read all that was trimmed has missed nothing.
    assert_eq!(numbers(&open(&centre, told[9].id).take(2)), [10, 11]);
    let mut behind = open(&centre, told[8].id);
    let reset = behind.next().expect("an event");
    assert_eq!(
        (reset.event.as_str(), &reset.data["reason"]),
        ("reset", &json!("trimmed"))
    );
    assert_eq!(reset.data["after"], json!(told[8].id));
    tell(&centre.db, &centre.tenant, 12..13);
    assert_eq!(
        numbers(&behind.take(1)),
        [12],
        "it goes on behind the reset"
    );
    // A number of another database.
    let unknown = open(&centre, Some(1_000_000)).next().expect("an event");
    assert_eq!(
        (unknown.event.as_str(), &unknown.data["reason"]),
        ("reset", &json!("unknown-event"))
    );
}

#[rstest]
fn a_client_that_does_not_read_is_cut_with_a_word_and_can_read_the_rest_later(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let settings = EventSettings {
        events_in_memory: 3_000,
        ..event_settings()
    };
    let Some(centre) = Centre::start_with_events(engine, &settings) else {
        return;
    };
    let mut socket = TcpStream::connect(centre.origin().trim_start_matches("http://"))
        .expect("the server listens");
    let request = format!(
        "GET /api/v1/events?topics=runs.* HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n",
        centre.key(Role::Planner)
    );
    socket
        .write_all(request.as_bytes())
        .expect("the request is sent");
    // The stream is open once its first byte is here; nothing more is read of it for now.
    let mut first = [0];
    socket.read_exact(&mut first).expect("an answer");
    let place = open(&centre, None).last_event_id;
    // More than the buffers of both sides of a connection hold.
    const COUNT: usize = 12_000;
    let padding = "x".repeat(2_000);
    for start in (0..COUNT).step_by(100) {
        let ids: Vec<String> = (start..start + 100)
            .map(|number| number.to_string())
            .collect();
        let runs: Vec<RunChanged<'_>> = ids
            .iter()
            .map(|id| RunChanged {
                kind: &padding,
                ..run(id)
            })
            .collect();
        let told: Result<(), Failure> = centre
            .db
            .write(|conn| publish_all(conn, &scope(&centre.tenant), &runs));
        told.expect("events can be written");
    }
    // Somebody else is not held up, and when they have read all, it has passed the memory.
    assert_eq!(numbers(&open(&centre, place).take(COUNT)), all(0..COUNT));
    let mut slow = EventStream::reading(Unchunked::new(socket));
    let mut read = Vec::new();
    // Where this took more than 30 s, the connection is already cut, without a word.
    while let Some(event) = slow.next() {
        if event.event == "end" {
            assert_eq!(event.data["reason"], "too-slow");
            assert!(slow.next().is_none(), "the end is the end");
            break;
        }
        read.push(event);
    }
    assert!(!read.is_empty() && read.len() < COUNT);
    assert_eq!(
        numbers(&read),
        all(0..read.len()),
        "what it has read is whole"
    );
    let last = slow.last_event_id.expect("it has a place");
    let mut rest = open(&centre, Some(last));
    let next = rest.take(1);
    assert_eq!(numbers(&next), [read.len()], "and it goes on with the next");
}

#[rstest]
fn a_user_holds_so_many_streams_and_a_closed_one_makes_room(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let settings = EventSettings {
        streams_per_user: 2,
        ..event_settings()
    };
    let Some(centre) = Centre::start_with_events(engine, &settings) else {
        return;
    };
    let _first = open(&centre, None);
    let second = open(&centre, None);
    assert_problem(
        &centre.get(Role::Planner, "/events"),
        429,
        "too-many-streams",
    );
    drop(EventStream::open(
        &centre.origin(),
        centre.key(Role::Supervisor),
        "/events",
        None,
    ));
    drop(second);
    // The server knows that it is closed once it has tried to write to it.
    let mut number = 0;
    while !is_room(&centre) {
        tell(&centre.db, &centre.tenant, number..number + 1);
        number += 1;
    }
}

/// Whether a stream can be opened; it is closed at once.
fn is_room(centre: &Centre) -> bool {
    let mut socket = TcpStream::connect(centre.origin().trim_start_matches("http://"))
        .expect("the server listens");
    let request = format!(
        "GET /api/v1/events HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {}\r\n\r\n",
        centre.key(Role::Planner)
    );
    socket
        .write_all(request.as_bytes())
        .expect("the request is sent");
    let mut line = [0; 12];
    socket.read_exact(&mut line).expect("an answer");
    &line == b"HTTP/1.1 200"
}

#[rstest]
fn a_stream_that_is_told_nothing_hears_how_far_others_events_have_come(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let settings = EventSettings {
        heartbeat: Duration::from_secs(1),
        ..event_settings()
    };
    let Some(centre) = Centre::start_with_events(engine, &settings) else {
        return;
    };
    let mut quiet = EventStream::open(
        &centre.origin(),
        centre.key(Role::Planner),
        "/events?topics=business-units.*.schedules",
        None,
    );
    let first = quiet.last_event_id.expect("a place");
    let over = AtomicBool::new(false);
    std::thread::scope(|threads| {
        // Others are told something all the time, and never pause as long as a heartbeat takes.
        threads.spawn(|| {
            let mut number = 0;
            while !over.load(Ordering::SeqCst) {
                tell(&centre.db, &centre.tenant, number..number + 1);
                number += 1;
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        let places = [quiet.heartbeat(), quiet.heartbeat()];
        over.store(true, Ordering::SeqCst);
        assert!(first < places[0] && places[0] < places[1], "{places:?}");
    });
}

#[rstest]
fn a_server_that_is_killed_and_started_again_loses_and_repeats_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[values("TERM", "INT")] signal: &str,
) {
    let Some((url, _folder)) = engine.fresh_url() else {
        return;
    };
    let (db, tenant, keys) = ServerProcess::tenant(&url, &[Role::Planner]);
    let mut server = ServerProcess::start(&url);
    let path = "/events?topics=runs.*";
    let mut stream = EventStream::open(server.origin(), &keys[0], path, None);
    tell(&db, &tenant, 0..20);
    let mut told = stream.take(12);
    server.kill();
    // What had come before the kill may still be read.
    while let Some(event) = stream.next() {
        told.push(event);
    }
    tell(&db, &tenant, 20..30);
    let server = ServerProcess::start(&url);
    let mut stream = EventStream::open(server.origin(), &keys[0], path, stream.last_event_id);
    told.extend(stream.take(30 - told.len()));
    assert_eq!(numbers(&told), all(0..30));
    let code = server.asked_to_stop(signal);
    let end = stream.next().expect("last words");
    assert_eq!(
        (end.event.as_str(), &end.data["reason"]),
        ("end", &json!("server-stopping"))
    );
    assert!(stream.next().is_none());
    assert_eq!(code, Some(0), "a stream keeps no server from stopping");
}

#[test]
fn two_servers_on_one_database_tell_the_same_in_the_same_order() {
    let Some((url, _folder)) = Postgres.fresh_url() else {
        return;
    };
    let (db, tenant, keys) = ServerProcess::tenant(&url, &[Role::Planner, Role::Admin]);
    let servers = [ServerProcess::start(&url), ServerProcess::start(&url)];
    let path = "/events?topics=runs.*";
    let mut streams = servers
        .each_ref()
        .map(|server| EventStream::open(server.origin(), &keys[0], path, None));
    std::thread::scope(|threads| {
        for writer in 0..4 {
            let (db, tenant) = (&db, &tenant);
            threads.spawn(move || {
                for number in 0..100 {
                    let number = writer * 100 + number;
                    tell(db, tenant, number..number + 1);
                }
            });
        }
    });
    let [one, other] = streams.each_mut().map(|stream| stream.take(400));
    assert_eq!(one, other);
    let mut seen = numbers(&one);
    seen.sort_unstable();
    assert_eq!(seen, all(0..400), "each once");
    // Cut on one server, it goes on at the other.
    let half = one[199].id;
    let rest = EventStream::open(servers[1].origin(), &keys[0], path, half).take(200);
    assert_eq!(rest, one[200..]);
}

/// Takes the chunks of an HTTP answer apart, and its headers off.
struct Unchunked {
    socket: std::io::BufReader<TcpStream>,
    left: usize,
}

impl Unchunked {
    fn new(socket: TcpStream) -> Self {
        let mut unchunked = Self {
            socket: std::io::BufReader::new(socket),
            left: 0,
        };
        while !unchunked.line().is_empty() {}
        unchunked
    }

    fn line(&mut self) -> String {
        use std::io::BufRead;
        let mut line = String::new();
        // A connection that broke off has no more lines.
        if self.socket.read_line(&mut line).is_err() {
            line.clear();
        }
        line.trim_end().to_owned()
    }
}

impl Read for Unchunked {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            let size = self.line();
            let size = if size.is_empty() { self.line() } else { size };
            self.left = usize::from_str_radix(&size, 16).unwrap_or(0);
            if self.left == 0 {
                return Ok(0);
            }
        }
        let most = buffer.len().min(self.left);
        let count = self.socket.read(&mut buffer[..most])?;
        self.left -= count;
        Ok(count)
    }
}
