//! `crewcast export`: what was made, as CSV; performance as XLSX and Parquet too.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::export_performance::{PerformanceArguments, performance};
use super::runtime::Runtime;
use super::selection;
use crate::failure::Failure;
use crate::forecasting::export_forecast;
use crate::organisation::export_agents;
use crate::performance::ExportFormat;
use crate::schedules::export_schedule;

/// What `export` takes.
#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    #[command(subcommand)]
    what: Exportable,
    /// Write to this file instead of standard output.
    #[arg(long, global = true, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What can be exported.
#[derive(Debug, Subcommand)]
enum Exportable {
    /// A schedule's shifts, one row each.
    Schedule {
        /// The schedule.
        id: String,
    },
    /// All agents, in the shape `import agents` takes.
    Agents,
    /// A forecast's numbers, one row a planning group and interval.
    Forecast {
        /// The forecast.
        id: String,
    },
    /// KPIs by time and dimensions.
    Performance(PerformanceArguments),
}

/// Writes CSV, or with `--json` the same rows as objects whose values are the cells' text.
pub(super) fn export(runtime: &Runtime, arguments: &ExportArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let bytes = db.read(|conn| match &arguments.what {
        Exportable::Schedule { id } => export_schedule(conn, &scope, id).map(String::into_bytes),
        Exportable::Forecast { id } => export_forecast(conn, &scope, id).map(String::into_bytes),
        Exportable::Agents => {
            let mut text = Vec::new();
            export_agents(conn, &scope, &mut text)?;
            Ok(text)
        }
        Exportable::Performance(query) => performance(conn, &scope, query),
    })?;
    if let Exportable::Performance(query) = &arguments.what
        && query.format != ExportFormat::Csv
    {
        return write_binary(runtime, arguments, &bytes);
    }
    let csv = String::from_utf8(bytes).map_err(|error| Failure::Internal(error.to_string()))?;
    match &arguments.out {
        None if runtime.output.is_json() => runtime.output.result(&objects(&csv)?, |_| {}),
        None => runtime.output.text(&csv),
        Some(file) => {
            let text = if runtime.output.is_json() {
                objects(&csv)?.to_string()
            } else {
                csv
            };
            write(runtime, file, text.as_bytes())
        }
    }
}

/// A file that is no text has to be named: a terminal cannot show it.
fn write_binary(
    runtime: &Runtime,
    arguments: &ExportArguments,
    bytes: &[u8],
) -> Result<(), Failure> {
    let file = arguments.out.as_deref().ok_or_else(|| {
        Failure::Malformed("this kind of file is no text; name a file with --out".to_owned())
    })?;
    write(runtime, file, bytes)
}

fn write(runtime: &Runtime, file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_file(file, bytes)?;
    let written = json!({ "file": file, "bytes": bytes.len() });
    runtime.output.result(&written, |_| {
        println!("{} bytes in {}", bytes.len(), file.display());
    })
}

fn write_file(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(file, bytes).map_err(|error| {
        Failure::Malformed(format!(
            "{} cannot be written: {error}; name another file with --out",
            file.display()
        ))
    })
}

/// CSV's rows as objects named by its header.
fn objects(csv: &str) -> Result<Value, Failure> {
    let unreadable = |error: csv::Error| Failure::Internal(format!("reading own CSV: {error}"));
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().map_err(unreadable)?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let cells = header.iter().zip(&record);
        let object: Map<String, Value> = cells
            .map(|(name, cell)| (name.to_owned(), Value::from(cell)))
            .collect();
        rows.push(Value::Object(object));
    }
    Ok(Value::Array(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_objects_whose_values_are_text() {
        let rows = objects("Name,Skills\n\"Lee, Ann\",a:1\n").unwrap();
        assert_eq!(rows, json!([{ "Name": "Lee, Ann", "Skills": "a:1" }]));
        assert_eq!(objects("Name\n").unwrap(), json!([]));
    }
}
