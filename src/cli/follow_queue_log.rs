//! `crewcast follow-queue-log`: reads an Asterisk queue_log as it is written.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::output::table;
use super::runtime::Runtime;
use super::selection::{self, BusinessUnitArgument};
use crate::connectors::queue_log::{CaughtUp, QueueLogFeed, catch_up};
use crate::failure::Failure;

/// What `follow-queue-log` takes.
#[derive(Debug, Args)]
pub(super) struct FollowQueueLogArguments {
    /// The log, usually /var/log/asterisk/queue_log.
    file: PathBuf,
    #[command(flatten)]
    unit: BusinessUnitArgument,
    /// A name of your own for the switch.
    #[arg(long, value_name = "NAME", default_value = "asterisk")]
    source: String,
    /// Make the queues that the business unit lacks.
    #[arg(long)]
    create_missing_queues: bool,
    /// Calls that waited no longer count as answered within.
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    answered_within_seconds: u32,
    /// Read what is there and end, rather than wait for more.
    #[arg(long)]
    once: bool,
    /// How long to wait before looking again.
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0)]
    every: f64,
}

/// Reads on from where the last reading stopped, until it is stopped itself.
pub(super) fn follow(
    runtime: &Runtime,
    arguments: &FollowQueueLogArguments,
) -> Result<(), Failure> {
    if !(0.1..=3_600.0).contains(&arguments.every) {
        let detail = "use 0.1 to 3,600 seconds";
        return Err(Failure::invalid("--every", "out-of-range", detail));
    }
    let db = runtime.open()?;
    let unit = selection::business_unit(&db, &selection::scope(runtime, &db)?, &arguments.unit)?;
    let path = std::path::absolute(&arguments.file)
        .map_err(|error| Failure::Malformed(format!("{}: {error}", arguments.file.display())))?;
    let feed = QueueLogFeed {
        business_unit_id: unit.id.clone(),
        source: arguments.source.clone(),
        create_missing_queues: arguments.create_missing_queues,
        answered_within_seconds: arguments.answered_within_seconds,
        file_name: path.display().to_string(),
    };
    loop {
        let scope = selection::scope(runtime, &db)?;
        match catch_up(&db, &scope, &feed, &path) {
            Ok(done) if arguments.once => return runtime.output.result(&done, print),
            Ok(done) => tell(&done),
            // Between the renaming of the old file and the first line of the new one there is none.
            Err(failure) if !arguments.once => tracing::warn!(%failure, "the log is not read"),
            Err(failure) => return Err(failure),
        }
        std::thread::sleep(Duration::from_secs_f64(arguments.every));
    }
}

fn tell(done: &CaughtUp) {
    if let Some(warning) = &done.warning {
        tracing::warn!("{warning}");
    }
    let receipt = &done.receipt;
    if receipt.lines_read == 0 {
        return;
    }
    tracing::info!(
        lines = receipt.lines_stored,
        known = receipt.lines_known,
        rejected = receipt.lines_rejected,
        calls = receipt.calls_changed,
        intervals = receipt.intervals_changed,
        agents = receipt.agents_changed,
        "read on"
    );
    for reject in &receipt.rejects {
        tracing::warn!(
            line = reject.line,
            code = reject.code,
            "{}; {}",
            reject.reason,
            reject.remedy
        );
    }
}

fn print(done: &CaughtUp) {
    let receipt = &done.receipt;
    let row = |name: &str, count: u64| [name.to_owned(), count.to_string()];
    println!(
        "{}",
        table(
            ["queue_log", "count"],
            [
                row("lines new", receipt.lines_stored),
                row("lines known", receipt.lines_known),
                row("lines rejected", receipt.lines_rejected),
                row("calls told", receipt.calls_changed),
                row("intervals counted", receipt.intervals_changed),
                row("agents told", receipt.agents_changed),
            ]
        )
    );
    if let Some(warning) = &done.warning {
        println!("warning: {warning}");
    }
    let listed = |what: &str, names: Vec<&str>| {
        if !names.is_empty() {
            println!("{what}: {}", names.join(", "));
        }
    };
    listed(
        "no agent's external id",
        receipt.unknown_agents.iter().map(String::as_str).collect(),
    );
    listed(
        "no queue here",
        receipt.unknown_queues.iter().map(String::as_str).collect(),
    );
    listed(
        "events of their own",
        receipt.unknown_events.keys().map(String::as_str).collect(),
    );
    for reject in &receipt.rejects {
        println!(
            "reject: line {}: {}; {}",
            reject.line, reject.reason, reject.remedy
        );
    }
}
