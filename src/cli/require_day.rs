//! `crewcast require --day`: a day in a file, staffed with and without the queues that intervals leave to the next.

use std::path::Path;

use super::output::{percent, table};
use super::require::RequireArguments;
use super::require_interval::goals_to_meet;
use super::runtime::Runtime;
use crate::failure::{Failure, Fault};
use crate::staffing::{
    DayComparison, DayToStaff, DroppedCalls, OneOrEach, StaffedDay, calculate_day,
};

/// Prints a day by every method.
pub(super) fn of_day(
    runtime: &Runtime,
    file: &Path,
    arguments: &RequireArguments,
) -> Result<(), Failure> {
    let (volumes, handle_times) = read(file, arguments.aht_seconds)?;
    let day = DayToStaff {
        interval_length_minutes: arguments.interval_minutes,
        volumes,
        average_handle_time_seconds: handle_times,
        average_patience_seconds: arguments.patience_seconds,
        shrinkage_percent: arguments.shrinkage,
        goals: goals_to_meet(&arguments.goals)?,
        agents: None,
        on_drop: DroppedCalls::default(),
    };
    let found = calculate_day(&day)?;
    runtime
        .output
        .result(&found, |found| print(&day.volumes, found))
}

/// The columns of the file, by their names in the header.
fn read(file: &Path, aht_seconds: Option<f64>) -> Result<(Vec<f64>, OneOrEach), Failure> {
    let place = file.display().to_string();
    let unreadable = |error: csv::Error| {
        Failure::invalid(
            place.as_str(),
            "unreadable",
            format!("{error}; check the path, and that it is a CSV with a header"),
        )
    };
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(file)
        .map_err(unreadable)?;
    let headers = reader.headers().map_err(unreadable)?.clone();
    let column = |name: &str| {
        let found = headers.iter().position(|header| {
            header
                .trim_start_matches('\u{feff}')
                .eq_ignore_ascii_case(name)
        });
        found.ok_or_else(|| {
            let detail = format!("there is no column {name}; name it in the first row");
            Failure::invalid(place.as_str(), "missing-column", detail)
        })
    };
    let volume_column = column("Volume")?;
    let handle_time_column = match aht_seconds {
        Some(_) => None,
        None => Some(column("AverageHandleTimeSeconds")?),
    };
    let (mut volumes, mut handle_times, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for (record, row) in reader.records().zip(2_u64..) {
        let record = record.map_err(unreadable)?;
        let mut number = |column: usize, name: &str| {
            let text = record.get(column).unwrap_or_default();
            text.parse().unwrap_or_else(|_| {
                let detail = format!("{text:?} is no number; write it like 12.5");
                faults.push(Fault::new(
                    format!("/rows/{row}/{name}"),
                    "not-a-number",
                    detail,
                ));
                0.0
            })
        };
        volumes.push(number(volume_column, "Volume"));
        if let Some(column) = handle_time_column {
            handle_times.push(number(column, "AverageHandleTimeSeconds"));
        }
    }
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    let handle_times = aht_seconds.map_or(OneOrEach::Each(handle_times), OneOrEach::One);
    Ok((volumes, handle_times))
}

fn print(volumes: &[f64], found: &DayComparison) {
    let methods = &found.methods;
    let named: Vec<(&str, &StaffedDay)> = [
        ("SIPP", &methods.sipp),
        ("lagged SIPP", &methods.lagged_sipp),
        ("modified offered load", &methods.modified_offered_load),
        ("carry-over", &methods.carry_over),
    ]
    .into_iter()
    .filter_map(|(name, day)| Some((name, day.as_ref()?)))
    .collect();
    for (name, day) in &named {
        println!(
            "{name}: {} agent-hours at work, {} of {} intervals miss a goal",
            day.agent_minutes / 60.0,
            day.missed_intervals.len(),
            volumes.len()
        );
    }
    let (Some(sipp), Some(carried)) = (&methods.sipp, &methods.carry_over) else {
        return;
    };
    let level =
        |levels: &[Option<f64>], index: usize| percent(levels.get(index).copied().flatten());
    let count =
        |agents: &[u32], index: usize| agents.get(index).map_or_else(String::new, u32::to_string);
    let rows = volumes.iter().enumerate().map(|(index, volume)| {
        [
            index.to_string(),
            format!("{volume:.1}"),
            count(&sipp.required_without_shrinkage, index),
            level(&sipp.stationary.service_level, index),
            level(&sipp.service.service_level, index),
            count(&carried.required_without_shrinkage, index),
            level(&carried.service.service_level, index),
            count(&carried.required, index),
        ]
    });
    println!(
        "{}",
        table(
            [
                "interval",
                "volume",
                "SIPP",
                "it believes",
                "exact",
                "carry-over",
                "exact",
                "on the roster",
            ],
            rows
        )
    );
    for message in &found.messages {
        println!("{}", message.detail);
    }
}
