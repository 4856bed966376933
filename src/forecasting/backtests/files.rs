//! The files of a backtest: history, calendar and folds in, forecasts out. Times are local, without a zone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::grid::{DaySlots, SlotsPerDay};

use super::{Fold, FoldForecast};
use crate::failure::{Failure, Faults};

/// How local times may be written.
const TIMES: [&str; 4] = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
];

/// Rows named at most: more of them are of the same kind.
const MOST_BAD_ROWS: usize = 20;

/// The first bad rows of a file.
#[derive(Default)]
struct BadRows {
    faults: Faults,
    named: usize,
}

impl BadRows {
    fn note(&mut self, pointer: String, code: &str, detail: String) {
        if self.named < MOST_BAD_ROWS {
            self.faults.require(false, pointer, code, detail);
        }
        self.named += 1;
    }
}

struct Table {
    place: String,
    rows: Vec<csv::StringRecord>,
    columns: Vec<usize>,
}

impl Table {
    fn read(file: &Path, columns: &[&str]) -> Result<Self, Failure> {
        let place = file.display().to_string();
        let unreadable = |error: csv::Error| {
            let detail = format!("{error}; check the path, and that it is a CSV with a header");
            Failure::invalid(place.as_str(), "unreadable", detail)
        };
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_path(file)
            .map_err(unreadable)?;
        let headers = reader.headers().map_err(unreadable)?.clone();
        let position = |name: &&str| {
            let is = |header: &str| {
                header
                    .trim_start_matches('\u{feff}')
                    .eq_ignore_ascii_case(name)
            };
            headers.iter().position(is).ok_or_else(|| {
                let detail = format!("there is no column {name}; name it in the first row");
                Failure::invalid(place.as_str(), "missing-column", detail)
            })
        };
        let columns = columns.iter().map(position).collect::<Result<_, _>>()?;
        let rows = reader
            .records()
            .collect::<Result<_, _>>()
            .map_err(unreadable)?;
        Ok(Self {
            place,
            rows,
            columns,
        })
    }

    /// The rows with their line numbers, as texts of the wanted columns.
    fn rows(&self) -> impl Iterator<Item = (usize, Vec<&str>)> {
        self.rows.iter().enumerate().map(|(index, row)| {
            let texts = self
                .columns
                .iter()
                .map(|&column| row.get(column).unwrap_or(""));
            (index + 2, texts.collect())
        })
    }

    fn pointer(&self, row: usize, column: &str) -> String {
        format!("{}/rows/{row}/{column}", self.place)
    }
}

fn time(text: &str) -> Option<NaiveDateTime> {
    TIMES
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
}

fn note_time(
    bad: &mut BadRows,
    table: &Table,
    row: usize,
    column: &str,
    text: &str,
) -> Option<NaiveDateTime> {
    let found = time(text);
    if found.is_none() {
        let detail = format!("{text:?} is no local time; write it as 2026-03-30 09:15:00");
        bad.note(table.pointer(row, column), "not-a-time", detail);
    }
    found
}

/// Reads a history of columns `timestamp` and `volume`: one row an interval that was open. A time that comes twice,
/// as when clocks are set back, holds the mean of both.
///
/// # Errors
/// [`Failure::Invalid`] with every bad row, up to twenty.
pub fn read_history(file: &Path, slots: SlotsPerDay) -> Result<DaySlots, Failure> {
    let table = Table::read(file, &["timestamp", "volume"])?;
    let mut bad = BadRows::default();
    let mut cells: BTreeMap<NaiveDate, Vec<(f64, f64)>> = BTreeMap::new();
    for (row, texts) in table.rows() {
        let at = note_time(&mut bad, &table, row, "timestamp", texts[0]);
        let volume: Option<f64> = texts[1]
            .parse()
            .ok()
            .filter(|v: &f64| v.is_finite() && *v >= 0.0);
        if volume.is_none() {
            let detail = format!(
                "{:?} is no volume; write a number of at least 0, or leave the row out",
                texts[1]
            );
            bad.note(table.pointer(row, "volume"), "not-a-volume", detail);
        }
        let minutes = u32::from(slots.interval_minutes());
        if let Some(at) = at.filter(|at| at.num_seconds_from_midnight() % (60 * minutes) != 0) {
            let detail = format!(
                "{at} starts no interval of {minutes} minutes; give the history's own --interval-minutes"
            );
            bad.note(table.pointer(row, "timestamp"), "off-the-grid", detail);
        }
        if let (Some(at), Some(volume)) = (at, volume) {
            let slot = (at.num_seconds_from_midnight() / 60 / minutes) as usize;
            let day = cells
                .entry(at.date())
                .or_insert_with(|| vec![(0.0, 0.0); slots.get()]);
            if let Some((sum, count)) = day.get_mut(slot) {
                *sum += volume;
                *count += 1.0;
            }
        }
    }
    bad.faults.into_result()?;
    let (Some(first), Some(last)) = (cells.keys().next(), cells.keys().last()) else {
        let detail = "there is no row; give a history of at least three weeks";
        return Err(Failure::invalid(table.place.as_str(), "empty", detail));
    };
    let day = |date: NaiveDate| match cells.get(&date) {
        Some(day) => day
            .iter()
            .map(|(sum, count)| (*count > 0.0).then(|| sum / count))
            .collect(),
        None => vec![None; slots.get()],
    };
    let days = first
        .iter_days()
        .take_while(|date| date <= last)
        .map(day)
        .collect();
    DaySlots::new(*first, slots, days)
        .map_err(|error| Failure::invalid(table.place.as_str(), "unfit-history", error.to_string()))
}

/// Reads a calendar file (see [`Calendar::from_csv`]).
///
/// # Errors
/// [`Failure::Invalid`] with every bad row.
pub fn read_calendar(file: &Path) -> Result<Calendar, Failure> {
    let place = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| {
        Failure::invalid(
            place.as_str(),
            "unreadable",
            format!("{error}; check the path"),
        )
    })?;
    Calendar::from_csv(&text)
        .map_err(|error| Failure::invalid(place.as_str(), "unfit-calendar", error.to_string()))
}

/// Reads folds of columns `horizon`, `origin` and `timestamp`: one row an interval to forecast.
///
/// # Errors
/// [`Failure::Invalid`] with every bad row, up to twenty, and for an interval before its origin.
pub fn read_folds(file: &Path) -> Result<Vec<Fold>, Failure> {
    let table = Table::read(file, &["horizon", "origin", "timestamp"])?;
    let mut bad = BadRows::default();
    let mut folds: BTreeMap<(String, NaiveDateTime), Vec<NaiveDateTime>> = BTreeMap::new();
    for (row, texts) in table.rows() {
        let origin = note_time(&mut bad, &table, row, "origin", texts[1]);
        let timestamp = note_time(&mut bad, &table, row, "timestamp", texts[2]);
        if let (Some(origin), Some(timestamp)) = (origin, timestamp) {
            if timestamp < origin {
                let detail = format!(
                    "{timestamp} lies before its origin {origin}; forecast what comes after it"
                );
                bad.note(table.pointer(row, "timestamp"), "before-its-origin", detail);
            }
            let fold = folds.entry((texts[0].to_owned(), origin)).or_default();
            fold.push(timestamp);
        }
    }
    bad.faults.into_result()?;
    let fold = |((horizon, origin), timestamps)| Fold {
        horizon,
        origin,
        timestamps,
    };
    Ok(folds.into_iter().map(fold).collect())
}

/// Writes forecasts as columns `horizon,origin,timestamp,mean,q10,q50,q90`.
///
/// # Errors
/// [`Failure::Invalid`] where the file cannot be written.
pub fn write_forecasts(
    file: &Path,
    folds: &[Fold],
    forecasts: &[Vec<FoldForecast>],
) -> Result<(), Failure> {
    let unwritable = |error: csv::Error| {
        Failure::invalid(
            file.display().to_string(),
            "unwritable",
            format!("{error}; check the folder and its rights"),
        )
    };
    let mut writer = csv::Writer::from_path(file).map_err(unwritable)?;
    let header = [
        "horizon",
        "origin",
        "timestamp",
        "mean",
        "q10",
        "q50",
        "q90",
    ];
    writer.write_record(header).map_err(unwritable)?;
    for (fold, told) in folds.iter().zip(forecasts) {
        for interval in told {
            let number = |value: f64| format!("{value:.3}");
            let time = |at: NaiveDateTime| at.format("%Y-%m-%d %H:%M:%S").to_string();
            let row = [
                fold.horizon.clone(),
                time(fold.origin),
                time(interval.timestamp),
                number(interval.mean),
                number(interval.quantiles.p10),
                number(interval.quantiles.p50),
                number(interval.quantiles.p90),
            ];
            writer.write_record(row).map_err(unwritable)?;
        }
    }
    writer.flush().map_err(|error| unwritable(error.into()))
}
