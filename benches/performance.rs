//! What a year of 15-minute intervals of many queues costs to ask of the cube: time and memory.
//!
//! `./run bench performance [--queues N] [--days N]`. SQLite in a temporary folder. Figures are printed, never asserted.

#[path = "support/memory.rs"]
mod memory;

use std::fmt::Write as _;
use std::time::Instant as Moment;

use chrono::{Days, NaiveDate};
use crewcast::clock::Clock;
use crewcast::db::Database;
use crewcast::failure::Failure;
use crewcast::history::{ImportKind, ImportOptions, Upload, import_file};
use crewcast::organisation::{
    Channel, NewBusinessUnit, NewQueue, create_business_unit, create_queue,
};
use crewcast::performance::{
    Dimension, ExportFormat, PerformanceQuery, TimeGranularity, export_performance,
    query_performance,
};
use crewcast::tenancy::{Scope, create_tenant};
use memory::kibibytes;

const FIRST: &str = "2025-01-01";

fn main() {
    let (mut queues, mut days) = (10_u64, 365_u64);
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut number = || {
            let value = given.next().and_then(|text| text.parse::<u64>().ok());
            value.unwrap_or_else(|| panic!("{name} needs a number"))
        };
        match name.as_str() {
            "--queues" => queues = number(),
            "--days" => days = number(),
            "--bench" => {}
            other => panic!("no argument {other}; use --queues, --days"),
        }
    }
    let build = if cfg!(debug_assertions) {
        "debug build"
    } else {
        "release build"
    };
    println!("SQLite, {build}: {queues} queues, {days} days of 96 intervals");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("crewcast.sqlite").display().to_string();
    let db = Database::open(&path).expect("the database opens");
    db.migrate().expect("every migration applies");
    let now = Clock::System.now();
    let tenant = db.write(|conn| create_tenant(conn, "bench", now));
    let scope = Scope::system(tenant.expect("a tenant").id, now);
    let last = fill(&db, &scope, folder.path(), queues, days);
    println!("memory before asking: {} MB", peak_megabytes());
    let query = |granularity, group_by: &[Dimension]| PerformanceQuery {
        interval: format!("{FIRST}/{last}"),
        granularity,
        group_by: group_by.to_vec(),
        metrics: [
            "offered",
            "serviceLevel",
            "abandonRate",
            "averageHandleTime",
        ]
        .map(str::to_owned)
        .to_vec(),
        filter: Default::default(),
        time_zone: None,
        definition: None,
        page_size: Some(1_000),
        page_token: None,
    };
    let by_queue = [Dimension::QueueId];
    for (name, query) in [
        ("total", query(TimeGranularity::Total, &[])),
        (
            "by queue and month",
            query(TimeGranularity::Month, &by_queue),
        ),
        (
            "by queue and interval, first page",
            query(TimeGranularity::Interval, &by_queue),
        ),
    ] {
        let begun = Moment::now();
        let answer = db.read(|conn| query_performance(conn, &scope, &query));
        let rows = answer.expect("an answer").entities.len();
        told(name, begun, rows);
    }
    let all = query(TimeGranularity::Interval, &by_queue);
    for format in ExportFormat::ALL {
        let begun = Moment::now();
        let bytes = db.read(|conn| export_performance(conn, &scope, &all, format));
        let bytes = bytes.expect("a file").len();
        told(
            &format!("by queue and interval, all as {}", format.extension()),
            begun,
            bytes,
        );
    }
}

fn told(name: &str, begun: Moment, size: usize) {
    println!(
        "{name}: {:.2} s, {size} rows or bytes, peak memory {} MB",
        begun.elapsed().as_secs_f64(),
        peak_megabytes()
    );
}

/// A year in which every interval of every queue is known; returns the day after its last.
fn fill(
    db: &Database,
    scope: &Scope,
    folder: &std::path::Path,
    queues: u64,
    days: u64,
) -> NaiveDate {
    let first: NaiveDate = FIRST.parse().expect("a date");
    let made: Result<String, Failure> = db.write(|conn| {
        let unit = NewBusinessUnit {
            name: "Bench".to_owned(),
            time_zone: chrono_tz::UTC,
            start_day_of_week: chrono::Weekday::Mon,
            interval_length_minutes: 15,
            region: None,
        };
        let unit = create_business_unit(conn, scope, unit)?.id;
        for queue in 0..queues {
            let queue = NewQueue {
                business_unit_id: unit.clone(),
                name: format!("Queue {queue}"),
                channel: Channel::Voice,
                external_id: None,
            };
            create_queue(conn, scope, queue)?;
        }
        Ok(unit)
    });
    let unit = made.expect("a business unit");
    let mut text = "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,\
                    AverageHandleTimeSeconds,AnsweredWithin\n"
        .to_owned();
    for queue in 0..queues {
        for day in first.iter_days().take(usize::try_from(days).unwrap_or(0)) {
            for quarter in 0..96 {
                let (hour, minute) = (quarter / 4, quarter % 4 * 15);
                let offered = 20 + (quarter + queue) % 30;
                let _ = writeln!(
                    text,
                    "Queue {queue},{day}T{hour:02}:{minute:02}:00,15,{offered},{},2,180,{}",
                    offered - 2,
                    offered - 5
                );
            }
        }
    }
    let file = folder.join("history.csv");
    std::fs::write(&file, text).expect("a file");
    let begun = Moment::now();
    let imported = import_file(
        db,
        scope,
        &Upload::of_path(&file).expect("a file"),
        &ImportOptions::new(&unit, ImportKind::Intervals),
        &mut |_| {},
    );
    let rows = imported.expect("an import").rows_accepted;
    println!(
        "imported {rows} rows in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    first.checked_add_days(Days::new(days)).expect("a date")
}

/// The most memory the process has had, in megabytes; 0 where the system does not tell.
fn peak_megabytes() -> u64 {
    kibibytes("self", "VmHWM") / 1_024
}
