//! `crewcast import`: files of history, with `agents` the agents' CSV, with `calendar` special days.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::import_agents::{self, ImportAgentsArguments};
use super::import_calendar::{self, ImportCalendarArguments};
use super::output::table;
use super::runtime::Runtime;
use super::selection::{self, BusinessUnitArgument};
use crate::db::{Database, Instant};
use crate::failure::Failure;
use crate::history::{
    Import, ImportKind, ImportOptions, ImportStatus, Reject, Sums, Upload, import_file,
    list_rejects,
};
use crate::http::PageParams;
use crate::tenancy::Scope;

/// Rejects are fetched by as many at once.
const REJECTS_A_PAGE: i64 = 1_000;

/// What `import` takes.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct ImportArguments {
    #[command(subcommand)]
    other: Option<Importable>,
    /// The file: CSV, gzip of it, or XLSX. Files named `agents` or `calendar` are meant by `./agents`, `./calendar`.
    #[arg(required = true)]
    file: Option<PathBuf>,
    #[command(flatten)]
    unit: BusinessUnitArgument,
    /// What its rows are.
    #[arg(long, value_enum, default_value_t = ImportKind::Intervals)]
    kind: ImportKind,
    /// Only tell what would happen.
    #[arg(long)]
    dry_run: bool,
    /// The queue of all rows when no column tells it.
    #[arg(long, value_name = "NAME")]
    queue: Option<String>,
    /// Handle time of rows that have none.
    #[arg(long, value_name = "SECONDS")]
    default_aht_seconds: Option<f64>,
    /// Length of the file's intervals when no column tells it [default: told from the spacing of the rows].
    #[arg(long, value_name = "MINUTES")]
    interval_minutes: Option<u32>,
    /// IANA zone of times without an offset [default: the business unit's].
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<Tz>,
    /// Calls that waited no longer count as answered within.
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    answered_within_seconds: u32,
    /// Make the queues that the business unit lacks.
    #[arg(long)]
    create_missing_queues: bool,
    /// Keep the rows without a fault even when others have one.
    #[arg(long)]
    accept_partial: bool,
}

/// What can be imported besides history.
#[derive(Debug, Subcommand)]
enum Importable {
    /// Make or change agents by their external ids, all of the file or nothing.
    Agents(ImportAgentsArguments),
    /// Bring in public holidays, make-up workdays, closures and events, from a file or of a country.
    Calendar(ImportCalendarArguments),
}

/// Imports a file and prints what was counted and everything that was wrong.
pub(super) fn import(runtime: &Runtime, arguments: ImportArguments) -> Result<(), Failure> {
    match (&arguments.other, &arguments.file) {
        (Some(Importable::Agents(agents)), _) => import_agents::import_agents(runtime, agents),
        (Some(Importable::Calendar(calendar)), _) => {
            import_calendar::import_calendar(runtime, calendar)
        }
        (None, Some(file)) => import_history(runtime, &arguments, file),
        (None, None) => Err(Failure::Malformed("no file is named; name one".to_owned())),
    }
}

fn import_history(
    runtime: &Runtime,
    arguments: &ImportArguments,
    file: &Path,
) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let unit = selection::business_unit(&db, &scope, &arguments.unit)?;
    let upload = Upload::of_path(file)?;
    let name = file.file_name();
    let options = ImportOptions {
        dry_run: arguments.dry_run,
        file_name: name.map(|name| name.to_string_lossy().into_owned()),
        time_zone: arguments.time_zone,
        default_average_handle_time_seconds: arguments.default_aht_seconds,
        interval_minutes: arguments.interval_minutes,
        queue_name: arguments.queue.clone(),
        answered_within_seconds: arguments.answered_within_seconds,
        create_missing_queues: arguments.create_missing_queues,
        accept_partial: arguments.accept_partial,
        ..ImportOptions::new(&unit.id, arguments.kind)
    };
    let rows = bar_of_rows(runtime);
    let imported = import_file(&db, &scope, &upload, &options, &mut |read| {
        rows.set_position(read);
    });
    rows.finish_and_clear();
    let mut import = imported?;
    if let Some(id) = &import.id {
        import.rejects = all_rejects(&db, &scope, id)?;
    }
    runtime.output.result(&import, print_import)?;
    if import.status == ImportStatus::Rejected {
        let remedy = match import.rows_accepted {
            0 => "mend them and import again",
            _ => "mend them, or take the other rows with --accept-partial",
        };
        let detail = format!(
            "{} of {} rows rejected, so nothing was kept; {remedy}",
            import.rows_rejected, import.rows_read
        );
        return Err(Failure::conflict("rejected", detail));
    }
    Ok(())
}

fn bar_of_rows(runtime: &Runtime) -> ProgressBar {
    if runtime.output.is_json() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} rows {elapsed}") {
        bar.set_style(style);
    }
    bar
}

/// All rejects of an import that was kept; the import itself carries the first only.
fn all_rejects(db: &Database, scope: &Scope, import_id: &str) -> Result<Vec<Reject>, Failure> {
    let mut all = Vec::new();
    let mut page = PageParams {
        page_size: Some(REJECTS_A_PAGE),
        page_token: None,
    };
    loop {
        let found = db.read(|conn| list_rejects(conn, scope, import_id, &page))?;
        all.extend(found.entities.into_iter().map(|listed| listed.reject));
        match found.next_page_token {
            Some(token) => page.page_token = Some(token),
            None => return Ok(all),
        }
    }
}

fn print_import(import: &Import) {
    let id = import.id.as_deref().unwrap_or_default();
    let became = match import.status {
        _ if import.already_imported => format!("imported before, as {id}; nothing was done"),
        ImportStatus::Complete => format!("imported as {id}"),
        ImportStatus::Rejected => "rejected; nothing was kept".to_owned(),
        ImportStatus::Undone => format!("import {id} has been undone"),
        ImportStatus::Validated => "nothing stands against it; nothing was kept".to_owned(),
    };
    println!("{became}");
    println!("layout {:?}", import.layout);
    println!(
        "rows: {} read, {} accepted, {} rejected, {} ignored; {} intervals of {} minutes stored",
        import.rows_read,
        import.rows_accepted,
        import.rows_rejected,
        import.rows_ignored,
        import.intervals_stored,
        import.interval_minutes
    );
    let headers = [
        "queue",
        "offered",
        "answered",
        "abandoned",
        "mean handle s",
        "mean wait s",
        "first interval",
        "last interval",
    ];
    let queues = &import.totals.queues;
    let mut rows: Vec<[String; 8]> = queues
        .iter()
        .map(|queue| sums_row(&queue.queue_name, &queue.sums))
        .collect();
    if queues.len() > 1 {
        rows.push(sums_row("(all)", &import.totals.sums));
    }
    println!("{}", table(headers, rows));
    for warning in &import.warnings {
        println!("warning: {}", line_of(warning));
    }
    let unlisted = import
        .warning_count
        .saturating_sub(import.warnings.len() as u64);
    if unlisted > 0 {
        println!("{unlisted} more warning(s)");
    }
    for reject in &import.rejects {
        println!("reject: {}", line_of(reject));
    }
    let listed: BTreeSet<u64> = import.rejects.iter().map(|reject| reject.row).collect();
    let unlisted = import.rows_rejected.saturating_sub(listed.len() as u64);
    if unlisted > 0 {
        println!("{unlisted} more row(s) rejected; without --dry-run up to 100,000 are listed");
    }
}

fn line_of(found: &Reject) -> String {
    let column = found.column.as_deref().unwrap_or_default();
    reject_line(
        found.row,
        column,
        &found.value,
        &found.reason,
        &found.remedy,
    )
}

/// A fault of a file at its place: row, column, value, reason and remedy.
pub(super) fn reject_line(
    row: u64,
    column: &str,
    value: &str,
    reason: &str,
    remedy: &str,
) -> String {
    if column.is_empty() {
        format!("row {row}: {value:?}: {reason}; {remedy}")
    } else {
        format!("row {row}, column {column}: {value:?}: {reason}; {remedy}")
    }
}

fn sums_row(name: &str, sums: &Sums) -> [String; 8] {
    let count = |count: Option<f64>| count.map_or_else(String::new, |count| format!("{count:.0}"));
    let mean = |mean: Option<f64>| mean.map_or_else(String::new, |mean| format!("{mean:.1}"));
    let instant = |at: Option<Instant>| at.map_or_else(String::new, |at| at.to_string());
    [
        name.to_owned(),
        format!("{:.0}", sums.offered),
        count(sums.handled),
        count(sums.abandoned),
        mean(sums.average_handle_time_seconds),
        mean(sums.average_wait_seconds),
        instant(sums.first_interval),
        instant(sums.last_interval),
    ]
}
