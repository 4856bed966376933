//! `crewcast export`: what was made, as CSV.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::runtime::Runtime;
use super::selection;
use crate::failure::Failure;
use crate::forecasting::export_forecast;
use crate::organisation::export_agents;
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
}

/// Writes CSV, or with `--json` the same rows as objects whose values are the cells' text.
pub(super) fn export(runtime: &Runtime, arguments: &ExportArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let csv = db.read(|conn| match &arguments.what {
        Exportable::Schedule { id } => export_schedule(conn, &scope, id),
        Exportable::Forecast { id } => export_forecast(conn, &scope, id),
        Exportable::Agents => {
            let mut text = Vec::new();
            export_agents(conn, &scope, &mut text)?;
            String::from_utf8(text).map_err(|error| Failure::Internal(error.to_string()))
        }
    })?;
    match &arguments.out {
        None if runtime.output.is_json() => runtime.output.result(&objects(&csv)?, |_| {}),
        None => runtime.output.text(&csv),
        Some(file) => {
            let text = if runtime.output.is_json() {
                objects(&csv)?.to_string()
            } else {
                csv
            };
            write(file, &text)?;
            let written = json!({ "file": file, "bytes": text.len() });
            runtime.output.result(&written, |_| {
                println!("{} bytes in {}", text.len(), file.display());
            })
        }
    }
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(file, text).map_err(|error| {
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
