//! How fast a file of contacts is imported by a run, how much memory that takes, and how long a filter's preview and an
//! export take, from ten thousand to five million contacts.
//!
//! `./run bench contact-lists [--contacts N]`. SQLite in a temporary folder; PostgreSQL as well where
//! `CREWCAST_TEST_POSTGRES_URL` names a server. Figures are printed, never asserted.

#[path = "support/postgres.rs"]
mod postgres;

use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant as Moment};

use crewcast::clock::Clock;
use crewcast::db::Database;
use crewcast::failure::Failure;
use crewcast::jobs::{Handler, Jobs, Registry, RunState, find_run};
use crewcast::outbound::{
    CONTACT_IMPORT_RUN_KIND, ContactFileFormat, LargeImportOptions, create_contact_list,
    export_contacts, preview_filter, run_contact_import, submit_contact_import,
};
use crewcast::tenancy::{Scope, create_tenant};
use postgres::fresh_postgres;
use serde_json::json;

fn main() {
    let mut sizes = vec![10_000, 1_000_000, 5_000_000];
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        match name.as_str() {
            "--contacts" => {
                let number = given.next().and_then(|text| text.parse().ok());
                sizes = vec![number.expect("--contacts needs a number")];
            }
            "--bench" => {}
            other => panic!("no argument {other}; use --contacts"),
        }
    }
    for contacts in sizes {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("contacts.csv");
        write_file(&file, contacts);
        let path = folder.path().join("crewcast.sqlite").display().to_string();
        measure("SQLite", &path, &file, contacts);
        match std::env::var("CREWCAST_TEST_POSTGRES_URL") {
            Ok(server) => measure(
                "PostgreSQL",
                &fresh_postgres(&server, &format!("contact_lists_{contacts}")),
                &file,
                contacts,
            ),
            Err(_) => println!("PostgreSQL left out: CREWCAST_TEST_POSTGRES_URL is not set"),
        }
    }
}

/// Chinese mobile numbers, every third person with two of them.
fn write_file(path: &Path, contacts: u64) {
    let file = std::fs::File::create(path).expect("a file can be made");
    let mut out = BufWriter::new(file);
    writeln!(out, "phone,personId,name,Balance,Due").expect("space for the file");
    for i in 0..contacts {
        let phone = 13_500_000_000 + i;
        let (person, day) = (i - i % 3 % 2, 1 + i % 28);
        writeln!(
            out,
            "{phone},p{person},Name {i},{}.50,2026-12-{day:02}",
            i % 5_000
        )
        .expect("space for the file");
    }
    out.flush().expect("space for the file");
}

fn measure(engine: &str, url: &str, file: &Path, contacts: u64) {
    let db = Database::open(url).expect("the database opens");
    db.migrate().expect("every migration applies");
    let now = Clock::System.now();
    let made: Result<_, Failure> = db.write(|conn| {
        let tenant = create_tenant(conn, "Lists", now)?.id;
        let scope = Scope::system(tenant, now);
        let list = json!({ "name": "Load", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN",
            "columnNames": ["Balance", "Due"], "columnDataTypeSpecifications": [
                { "columnName": "Balance", "columnDataType": "numeric" }, { "columnName": "Due", "columnDataType": "date" }] });
        let list = serde_json::from_value(list).expect("a list");
        let list = create_contact_list(conn, &scope, list)?.id;
        Ok((scope, list))
    });
    let (scope, list) = made.expect("a list can be made");
    let began = Moment::now();
    let options = LargeImportOptions::default();
    let submitted = submit_contact_import(&db, &scope, &list, &options, file);
    let run = submitted.expect("the file is taken").run.id;
    println!(
        "{engine}  {contacts} contacts  kept in {:.1} s",
        began.elapsed().as_secs_f64()
    );
    let began = Moment::now();
    let handler = Arc::new(run_contact_import) as Handler;
    let registry = Registry::from([(CONTACT_IMPORT_RUN_KIND, handler)]);
    let jobs = Jobs::start(db.clone(), Clock::System, registry, 1);
    let ended = loop {
        let run = db
            .read(|conn| find_run(conn, &scope, &run))
            .expect("the run is there");
        if run.state.is_final() {
            break run;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let seconds = began.elapsed().as_secs_f64();
    jobs.stop();
    println!(
        "{engine}  imported in {seconds:.1} s, {:.0} rows/s, {:?}, peak memory {} MB so far",
        contacts as f64 / seconds,
        ended.state,
        peak_megabytes()
    );
    if ended.state != RunState::Complete {
        println!("{engine}  {:?}", ended.error);
        return;
    }
    let request = json!({ "contactListId": list, "clauses": [{ "predicates": [
        { "column": "Balance", "columnType": "numeric", "operator": "LESS_THAN", "value": "100" },
        { "column": "Due", "operator": "AFTER", "value": "2026-12-14" }] }] });
    let request = serde_json::from_value(request).expect("a request");
    let began = Moment::now();
    let told = db
        .read(|conn| preview_filter(conn, &scope, &request))
        .expect("a preview");
    println!(
        "{engine}  preview in {:.2} s: {} of {}",
        began.elapsed().as_secs_f64(),
        told.filtered_contacts,
        told.total_contacts
    );
    let began = Moment::now();
    let mut export = export_contacts(&db, &scope, &list, (ContactFileFormat::Crewcast, None))
        .expect("an export");
    let mut bytes = 0;
    while let Some(piece) = export.next_piece().expect("a piece") {
        bytes += piece.len();
    }
    println!(
        "{engine}  export in {:.2} s, {bytes} bytes, peak memory {} MB",
        began.elapsed().as_secs_f64(),
        peak_megabytes()
    );
}

/// The most memory the process has had, in megabytes; 0 where the system does not tell.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1_024
}
