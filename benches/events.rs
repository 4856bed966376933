//! How soon events reach a thousand open streams, what that takes in memory, and how soon an agent's state is told.
//!
//! `./run bench events [--streams N] [--per-second N] [--seconds N] [--states-per-second N] [--only-postgres]`. The server
//! is a process of its own, on SQLite in a temporary folder and on PostgreSQL where `CREWCAST_TEST_POSTGRES_URL` names a
//! server. Figures are printed, never asserted.

#[path = "support/memory.rs"]
mod memory;
#[path = "support/percentile.rs"]
mod percentile;
#[path = "support/postgres.rs"]
mod postgres;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant as Moment};

use crewcast::auth::{NewApiKey, create_api_key};
use crewcast::clock::Clock;
use crewcast::db::Database;
use crewcast::events::{RunChanged, publish};
use crewcast::failure::Failure;
use crewcast::organisation::{
    NewAgent, NewBusinessUnit, NewManagementUnit, create_agent, create_business_unit,
    create_management_unit,
};
use crewcast::tenancy::{Role, Scope, TenantId, create_tenant};
use memory::kibibytes;
use percentile::percentile;
use postgres::fresh_postgres;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Agents whose states change.
const AGENTS: usize = 2_000;
/// States sent in one call.
const STATES_A_CALL: u64 = 100;

struct Arguments {
    streams: u64,
    per_second: u64,
    seconds: u64,
    states_per_second: u64,
    only_postgres: bool,
}

fn main() {
    let mut arguments = Arguments {
        streams: 1_000,
        per_second: 100,
        seconds: 30,
        states_per_second: 2_000,
        only_postgres: false,
    };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut number = || {
            let value = given.next().and_then(|text| text.parse::<u64>().ok());
            value.unwrap_or_else(|| panic!("{name} needs a number"))
        };
        match name.as_str() {
            "--streams" => arguments.streams = number(),
            "--per-second" => arguments.per_second = number(),
            "--seconds" => arguments.seconds = number(),
            "--states-per-second" => arguments.states_per_second = number(),
            "--only-postgres" => arguments.only_postgres = true,
            // Cargo's own words to a benchmark.
            "--bench" | "--test" => {}
            other => panic!(
                "{other} is none of --streams, --per-second, --seconds, --states-per-second, --only-postgres"
            ),
        }
    }
    // Every stream is an open file on both sides.
    let most = getrlimit(Resource::Nofile).maximum;
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: most,
            maximum: most,
        },
    )
    .expect("the limit of open files can be raised");
    if !arguments.only_postgres {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = folder.path().join("crewcast.sqlite").display().to_string();
        measure("SQLite", &url, &arguments);
    }
    match std::env::var("CREWCAST_TEST_POSTGRES_URL") {
        Ok(server) => measure("PostgreSQL", &fresh_postgres(&server, "events"), &arguments),
        Err(_) => println!(
            "PostgreSQL is left out: CREWCAST_TEST_POSTGRES_URL is not set; ./run bench events sets it"
        ),
    }
}

struct Centre {
    db: Database,
    tenant: TenantId,
    key: String,
    agents: Vec<String>,
    server: Child,
    address: String,
}

impl Drop for Centre {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

fn centre(url: &str) -> Centre {
    let db = Database::open(url).expect("the database opens");
    db.migrate().expect("every migration applies");
    let now = Clock::System.now();
    let made: Result<_, Failure> = db.write(|conn| {
        let tenant = create_tenant(conn, "Bench", now)?.id;
        let scope = Scope::system(tenant.clone(), now);
        let new = NewApiKey::new("bench", Role::Admin);
        let key = create_api_key(conn, &scope, new)?.secret;
        let unit = NewBusinessUnit {
            name: "Business".to_owned(),
            time_zone: chrono_tz::Europe::Berlin,
            start_day_of_week: chrono::Weekday::Mon,
            interval_length_minutes: 30,
            region: None,
        };
        let business_unit_id = create_business_unit(conn, &scope, unit)?.id.clone();
        let unit = NewManagementUnit {
            business_unit_id,
            name: "Unit".to_owned(),
            labour_law: None,
        };
        let unit = create_management_unit(conn, &scope, unit)?.id.clone();
        let mut agents = Vec::new();
        for number in 0..AGENTS {
            let agent = NewAgent {
                name: format!("Agent {number}"),
                management_unit_id: unit.clone(),
                active: true,
                ..NewAgent::default()
            };
            agents.push(create_agent(conn, &scope, agent)?.id.clone());
        }
        Ok((tenant, key, agents))
    });
    let (tenant, key, agents) = made.expect("the centre can be made");
    let (server, address) = serve(url);
    Centre {
        db,
        tenant,
        key,
        agents,
        server,
        address,
    }
}

fn serve(url: &str) -> (Child, String) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_crewcast"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database", url])
        .env("CREWCAST_EVENT_STREAMS_PER_USER", "100000")
        .env("RUST_LOG", "error")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(server.stderr.take().expect("its standard error")).lines();
    let address = lines.find_map(|line| {
        let line = line.expect("text");
        let (_, rest) = line.split_once("serves on http://")?;
        rest.split('/').next().map(str::to_owned)
    });
    std::thread::spawn(move || lines.for_each(drop));
    (server, address.expect("it says where it serves"))
}

fn measure(engine: &str, url: &str, arguments: &Arguments) {
    let centre = centre(url);
    println!("{engine}: server at rest {} MiB", memory(&centre, "VmRSS"));
    streams(engine, &centre, arguments);
    states(engine, &centre, arguments);
}

/// Opens the streams, tells events at an even pace, and takes each stream's time from telling to reading.
fn streams(engine: &str, centre: &Centre, arguments: &Arguments) {
    let began = Moment::now();
    let delays = Arc::new(Mutex::new(Vec::new()));
    let over = Arc::new(AtomicBool::new(false));
    let (opened, read) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let readers: Vec<_> = (0..arguments.streams)
        .map(|_| {
            let (delays, over, opened, read) =
                (delays.clone(), over.clone(), opened.clone(), read.clone());
            let socket = open(centre, "runs.*");
            std::thread::Builder::new()
                .stack_size(128 * 1_024)
                .spawn(move || {
                    opened.fetch_add(1, Ordering::SeqCst);
                    let seen = follow(socket, "\"runId\":\"", &over, &read);
                    delays.lock().expect("no reader panics").extend(seen);
                })
                .expect("a thread can be had")
        })
        .collect();
    while opened.load(Ordering::SeqCst) < arguments.streams {
        std::thread::sleep(Duration::from_millis(10));
    }
    println!(
        "{engine}: {} streams open after {} ms, server {} MiB",
        arguments.streams,
        began.elapsed().as_millis(),
        memory(centre, "VmRSS")
    );
    let count = arguments.per_second * arguments.seconds;
    let began = Moment::now();
    for number in 0..count {
        let due = Duration::from_micros(number * 1_000_000 / arguments.per_second);
        std::thread::sleep(due.saturating_sub(began.elapsed()));
        let id = micros().to_string();
        let run = RunChanged {
            run_id: &id,
            kind: "bench",
            state: "Running",
            attempts: 1,
        };
        let scope = Scope::system(centre.tenant.clone(), Clock::System.now());
        let told: Result<(), Failure> = centre.db.write(|conn| publish(conn, &scope, &run));
        told.expect("an event can be written");
    }
    let wrote = began.elapsed();
    let wanted = count * arguments.streams;
    let patience = Moment::now();
    while read.load(Ordering::SeqCst) < wanted && patience.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let (rss, peak) = (memory(centre, "VmRSS"), memory(centre, "VmHWM"));
    over.store(true, Ordering::SeqCst);
    for reader in readers {
        reader.join().expect("no reader panics");
    }
    let mut delays = delays.lock().expect("no reader panics");
    println!(
        "{engine}: {count} events in {:.1} s to {} streams: {} of {wanted} read; event to stream p50 {} ms, p99 {} ms, max {} ms; server {rss} MiB, peak {peak} MiB",
        wrote.as_secs_f64(),
        arguments.streams,
        delays.len(),
        percentile(&mut delays, 0.5),
        percentile(&mut delays, 0.99),
        percentile(&mut delays, 1.0),
    );
}

/// Sends agent states over HTTP at an even pace, and takes the time from sending to a supervisor's stream.
fn states(engine: &str, centre: &Centre, arguments: &Arguments) {
    let over = Arc::new(AtomicBool::new(false));
    let read = Arc::new(AtomicU64::new(0));
    let socket = open(centre, "management-units.*.adherence");
    let reader = {
        let (over, read) = (over.clone(), read.clone());
        std::thread::spawn(move || follow(socket, "\"systemPresence\":\"", &over, &read))
    };
    let calls = arguments.states_per_second * arguments.seconds / STATES_A_CALL;
    let mut agents = centre.agents.iter().cycle();
    let began = Moment::now();
    for call in 0..calls {
        let due = Duration::from_micros(
            call * STATES_A_CALL * 1_000_000 / arguments.states_per_second.max(1),
        );
        std::thread::sleep(due.saturating_sub(began.elapsed()));
        let now = Clock::System.now();
        let events: Vec<serde_json::Value> = (0..STATES_A_CALL)
            .filter_map(|number| Some((number, agents.next()?)))
            .map(|(number, agent)| {
                serde_json::json!({ "eventId": format!("{call}-{number}"), "agentId": agent, "occurredAt": now,
                    "systemPresence": micros().to_string() })
            })
            .collect();
        let sent = ureq::post(format!(
            "http://{}/api/v1/agent-state-events",
            centre.address
        ))
        .header("authorization", format!("Bearer {}", centre.key))
        .send_json(serde_json::json!({ "events": events }));
        sent.expect("the server takes the states");
    }
    let took = began.elapsed();
    let wanted = calls * STATES_A_CALL;
    let patience = Moment::now();
    while read.load(Ordering::SeqCst) < wanted && patience.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    over.store(true, Ordering::SeqCst);
    let mut delays = reader.join().expect("no reader panics");
    println!(
        "{engine}: {wanted} agent states in {:.1} s: {} read; state sent to stream p50 {} ms, p99 {} ms, max {} ms; server peak {} MiB",
        took.as_secs_f64(),
        delays.len(),
        percentile(&mut delays, 0.5),
        percentile(&mut delays, 0.99),
        percentile(&mut delays, 1.0),
        memory(centre, "VmHWM"),
    );
}

/// A stream whose first bytes have come.
fn open(centre: &Centre, topics: &str) -> TcpStream {
    let mut socket = TcpStream::connect(&centre.address).expect("the server listens");
    let request = format!(
        "GET /api/v1/events?topics={topics} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\n\r\n",
        centre.key
    );
    socket
        .write_all(request.as_bytes())
        .expect("the request is sent");
    let mut head = Vec::new();
    let mut buffer = [0; 4_096];
    while !head.windows(4).any(|window| window == b"id: ") {
        let count = socket.read(&mut buffer).expect("an answer");
        assert!(
            count > 0,
            "the stream ended: {}",
            String::from_utf8_lossy(&head)
        );
        head.extend_from_slice(buffer.get(..count).expect("so many were read"));
    }
    socket
        .set_read_timeout(Some(Duration::from_millis(500)))
        .expect("a timeout can be set");
    socket
}

/// Reads until it is over; for each event, the milliseconds since the instant that stands behind `mark`.
fn follow(mut socket: TcpStream, mark: &str, over: &AtomicBool, read: &AtomicU64) -> Vec<u32> {
    let mut delays = Vec::new();
    let mut text = String::new();
    let mut buffer = [0; 16_384];
    while !over.load(Ordering::Relaxed) {
        let count = match socket.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(_) => continue,
        };
        text.push_str(&String::from_utf8_lossy(
            buffer.get(..count).expect("so many were read"),
        ));
        let now = micros();
        while let Some(end) = text.find("\n\n") {
            let frame: String = text.drain(..end + 2).collect();
            let Some((_, rest)) = frame.split_once(mark) else {
                continue;
            };
            let sent: u64 = rest
                .split('"')
                .next()
                .and_then(|digits| digits.parse().ok())
                .expect("an instant");
            delays.push(u32::try_from(now.saturating_sub(sent) / 1_000).unwrap_or(u32::MAX));
            read.fetch_add(1, Ordering::Relaxed);
        }
    }
    delays
}

/// Since 1970, by the machine's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "the program's own clock counts milliseconds, too coarse here"
)]
fn micros() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_micros()).unwrap_or(0))
}

/// A figure of the server's memory, MiB.
fn memory(centre: &Centre, name: &str) -> u64 {
    kibibytes(&centre.server.id().to_string(), name) / 1_024
}
