//! How many rows of history a second are imported, beside what each engine's own tool puts into the same table with the
//! same index; how often a week of intervals is read over HTTP, beside a greeting; and the memory of an idle and of a
//! loaded server.
//!
//! `./run bench imports [--rows N] [--seconds N] [--only-reads]`. SQLite in a temporary folder; PostgreSQL as well where
//! `CREWCAST_TEST_POSTGRES_URL` names a server. `CREWCAST_BENCH_SQLITE3`, `CREWCAST_BENCH_PSQL` and `CREWCAST_BENCH_WRK` name
//! the programs compared and measured with; without one its part is left out. Figures are printed, never asserted.

#[path = "support/history_centre.rs"]
mod history_centre;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/postgres.rs"]
mod postgres;

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Instant as Moment;

use actix_web::{App, HttpServer, web};
use crewcast::assembly::job_handlers;
use crewcast::auth::{NewApiKey, create_api_key};
use crewcast::child_process::ChildProgram;
use crewcast::clock::Clock;
use crewcast::config::Config;
use crewcast::events::{EventServer, EventSettings};
use crewcast::failure::Failure;
use crewcast::history::{ImportKind, ImportOptions, Upload, import_file};
use crewcast::http::{Service, serve};
use crewcast::jobs::Jobs;
use crewcast::rostering::RosterSolver;
use crewcast::tenancy::Role;
use history_centre::{HistoryCentre, INTERVALS_A_DAY, each_interval};
use memory::kibibytes;
use postgres::fresh_postgres;

const QUEUES: u64 = 20;

/// Clients that ask at the same time.
const CONNECTIONS: &str = "8";

fn main() {
    let (mut rows, mut seconds, mut only_reads) = (1_000_000_u64, 10_u64, false);
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut number = || {
            let value = given.next().and_then(|text| text.parse::<u64>().ok());
            value.unwrap_or_else(|| panic!("{name} needs a number"))
        };
        match name.as_str() {
            "--rows" => rows = number(),
            "--seconds" => seconds = number(),
            "--only-reads" => only_reads = true,
            "--bench" => {}
            other => panic!("no argument {other}; use --rows, --seconds, --only-reads"),
        }
    }
    let days = (rows / (QUEUES * INTERVALS_A_DAY)).max(8);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let in_folder = |name: &str| folder.path().join(name).display().to_string();
    if !only_reads {
        println!(
            "{} rows of {QUEUES} queues, {days} days each",
            QUEUES * days * INTERVALS_A_DAY
        );
        let centre = HistoryCentre::make(&in_folder("ours.sqlite"), QUEUES);
        let ours = import(&centre, folder.path(), days);
        tell("SQLite", "crewcast import", ours);
        let centre = HistoryCentre::make(&in_folder("theirs.sqlite"), QUEUES);
        if let Some(theirs) =
            sqlite_import(centre, &in_folder("theirs.sqlite"), folder.path(), days)
        {
            tell("SQLite", "sqlite3 .import", theirs);
            println!("SQLite: {:.2} times sqlite3 .import", ours / theirs);
        }
    }
    let centre = HistoryCentre::make(&in_folder("read.sqlite"), QUEUES);
    read_weeks("SQLite", centre, folder.path(), seconds);
    let Ok(server) = std::env::var("CREWCAST_TEST_POSTGRES_URL") else {
        println!("PostgreSQL left out: CREWCAST_TEST_POSTGRES_URL is not set");
        return;
    };
    if !only_reads {
        let centre = HistoryCentre::make(&fresh_postgres(&server, "imports_ours"), QUEUES);
        let ours = import(&centre, folder.path(), days);
        tell("PostgreSQL", "crewcast import", ours);
        let url = fresh_postgres(&server, "imports_theirs");
        let centre = HistoryCentre::make(&url, QUEUES);
        if let Some(theirs) = psql_copy(&centre, &url, folder.path(), days) {
            tell("PostgreSQL", "psql \\copy", theirs);
            println!("PostgreSQL: {:.2} times psql \\copy", ours / theirs);
        }
    }
    let centre = HistoryCentre::make(&fresh_postgres(&server, "imports_read"), QUEUES);
    read_weeks("PostgreSQL", centre, folder.path(), seconds);
}

fn tell(engine: &str, how: &str, rows_a_second: f64) {
    println!("{engine}: {how}: {rows_a_second:.0} rows/s");
}

/// Rows a second of everything between a file at rest and its intervals on disk: hashing, parsing, checking, summing,
/// writing, events.
fn import(centre: &HistoryCentre, folder: &Path, days: u64) -> f64 {
    let file = folder.join("upload.csv");
    centre.write_upload(&file, centre.queues.len(), 0, days);
    let began = Moment::now();
    let imported = import_file(
        &centre.db,
        &centre.scope,
        &Upload::of_path(&file).expect("the file can be read"),
        &ImportOptions::new(&centre.unit, ImportKind::Intervals),
        &mut |_| {},
    );
    let rows = imported.expect("an import").rows_accepted;
    rows as f64 / began.elapsed().as_secs_f64()
}

fn program(variable: &str, what: &str) -> Option<PathBuf> {
    let program = std::env::var_os(variable).map(PathBuf::from);
    if program.is_none() {
        println!("{what} left out: {variable} is not set");
    }
    program
}

/// Feeds a program and waits for its end; rows a second.
fn timed(mut command: Command, script: &str, rows: u64) -> f64 {
    let began = Moment::now();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("its input");
    input.write_all(script.as_bytes()).expect("it reads");
    drop(input);
    assert!(child.wait().expect("it ends").success());
    rows as f64 / began.elapsed().as_secs_f64()
}

/// The intervals of an upload as rows of the table, in the order of its columns.
fn write_rows(centre: &HistoryCentre, path: &Path, days: u64) {
    let mut out = BufWriter::new(std::fs::File::create(path).expect("a file can be made"));
    let tenant = centre.scope.tenant();
    each_interval(centre.queues.len(), 0, days, |queue, millis, offered| {
        let (id, handled, within) = (&centre.queues[queue], offered - 2, offered - 5);
        writeln!(
            out,
            "{tenant},{id},{millis},1,15,{offered},{handled},2,180,{within},,"
        )
        .expect("space for the file");
    });
    out.flush().expect("space for the file");
}

fn sqlite_import(centre: HistoryCentre, database: &str, folder: &Path, days: u64) -> Option<f64> {
    let sqlite = program("CREWCAST_BENCH_SQLITE3", "sqlite3 .import")?;
    let file = folder.join("rows.csv");
    write_rows(&centre, &file, days);
    // One process writes at a time.
    drop(centre);
    let mut command = Command::new(sqlite);
    command.arg("-bail").arg(database);
    let script = format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536;\n\
         .mode csv\n.import {} history_intervals\n",
        file.display()
    );
    Some(timed(command, &script, QUEUES * days * INTERVALS_A_DAY))
}

fn psql_copy(centre: &HistoryCentre, url: &str, folder: &Path, days: u64) -> Option<f64> {
    let psql = program("CREWCAST_BENCH_PSQL", "psql \\copy")?;
    let file = folder.join("rows.csv");
    write_rows(centre, &file, days);
    let mut command = Command::new(psql);
    command.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", url]);
    let script = format!("\\copy history_intervals from '{}' csv\n", file.display());
    Some(timed(command, &script, QUEUES * days * INTERVALS_A_DAY))
}

/// How often a week of one queue is read a second, over HTTP, beside a server that only greets.
fn read_weeks(engine: &str, centre: HistoryCentre, folder: &Path, seconds: u64) {
    import(&centre, folder, 28);
    let key: Result<_, Failure> = centre.db.write(|conn| {
        let new = NewApiKey::new("bench", Role::Planner);
        create_api_key(conn, &centre.scope, new)
    });
    let key = key.expect("a key").secret;
    let queue = centre.queues[0].clone();
    let address = served(centre);
    println!(
        "{engine}: memory of the process before it is asked: {} MB",
        resident_megabytes()
    );
    let Some(wrk) = program("CREWCAST_BENCH_WRK", "reading over HTTP") else {
        return;
    };
    let week = format!(
        "http://{address}/api/v1/queues/{queue}/history?startDate=2025-01-08&endDate=2025-01-15"
    );
    let bytes = ureq::get(&week)
        .header("authorization", format!("Bearer {key}"))
        .call()
        .and_then(|mut answer| answer.body_mut().read_to_string())
        .expect("a week")
        .len();
    let weeks = asked_a_second(&wrk, &week, &key, seconds);
    println!(
        "{engine}: memory of the process after: {} MB",
        resident_megabytes()
    );
    let greetings = asked_a_second(&wrk, &greeter(), &key, seconds);
    println!(
        "{engine}: {weeks:.0} weeks of 672 intervals ({bytes} bytes) a second, {greetings:.0} greetings a second, ratio {:.4}",
        weeks / greetings
    );
}

/// Serves as `crewcast serve` does; the address.
fn served(centre: HistoryCentre) -> String {
    let solver = RosterSolver::Process(ChildProgram {
        program: "crewcast".into(),
        memory_mebibytes: 1_024,
    });
    let jobs = Jobs::start(centre.db.clone(), Clock::System, job_handlers(&solver), 1);
    let settings = EventSettings::of(&Config::default());
    let events = EventServer::start(&centre.db, &Clock::System, &settings);
    let service = Service::new(centre.db, Clock::System, jobs)
        .expect("the service assembles")
        .with(solver)
        .with(events.expect("events can be read"));
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(serve(service, "127.0.0.1:0", |address, _| {
            tell.send(address.to_owned()).expect("the benchmark waits");
        }))
    });
    told.recv().expect("the server starts")
}

/// A server of the same library that answers a few bytes of JSON and does nothing else; its URL.
fn greeter() -> String {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let hello = || async { web::Json(serde_json::json!({ "hello": "world" })) };
        let server = HttpServer::new(move || App::new().route("/", web::get().to(hello)))
            .disable_signals()
            .bind("127.0.0.1:0")
            .expect("a spare port");
        tell.send(server.addrs()[0]).expect("the benchmark waits");
        actix_web::rt::System::new().block_on(async move { server.run().await })
    });
    format!("http://{}/", told.recv().expect("the greeter starts"))
}

/// Answers a second as wrk counts them. Fails when any answer is no success.
fn asked_a_second(wrk: &Path, url: &str, key: &str, seconds: u64) -> f64 {
    let said = Command::new(wrk)
        .args(["--threads", "1", "--connections", CONNECTIONS])
        .args(["--duration", &format!("{seconds}s")])
        .args(["--header", &format!("authorization: Bearer {key}"), url])
        .output()
        .expect("wrk runs");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(!said.contains("Non-2xx"), "{said}");
    let line = said
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"));
    let number = line.and_then(|rest| rest.trim().parse().ok());
    number.unwrap_or_else(|| panic!("wrk told no rate: {said}"))
}

fn resident_megabytes() -> u64 {
    kibibytes("self", "VmRSS") / 1_024
}
