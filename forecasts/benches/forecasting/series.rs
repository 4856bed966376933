//! The series of the benchmark: the shared ones of the bank and of the Technion, where they are at hand.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::grid::{DaySlots, SlotsPerDay};

/// One queue with its calendar.
pub struct Series {
    pub name: String,
    pub history: DaySlots,
    pub calendar: Calendar,
}

/// Name, history, calendar, minutes of an interval.
const SHARED: [(&str, &str, &str, u16); 2] = [
    (
        "bank",
        "data/bank_calls/bank_15min.csv",
        "data/bank_calls/calendar.csv",
        15,
    ),
    (
        "Technion",
        "data/technion/technion_30min.csv",
        "data/technion/calendar.csv",
        30,
    ),
];

/// The shared series; those whose files are absent are left out, and that is said.
pub fn shared() -> Result<Vec<Series>, Box<dyn Error>> {
    let folder = std::env::var_os("CREWCAST_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let mut found = Vec::new();
    for (name, history, calendar, minutes) in SHARED {
        let path = folder.join(history);
        if !path.is_file() {
            println!(
                "the {name} series is left out: {} is not there; CREWCAST_SHARED may name its folder",
                path.display()
            );
            continue;
        }
        found.push(Series {
            name: name.to_owned(),
            history: read(&fs::read_to_string(path)?, minutes)?,
            calendar: Calendar::from_csv(&fs::read_to_string(folder.join(calendar))?)?,
        });
    }
    Ok(found)
}

/// Columns timestamp and volume, one row an open interval.
fn read(text: &str, minutes: u16) -> Result<DaySlots, Box<dyn Error>> {
    let slots = SlotsPerDay::of_interval_minutes(minutes)?;
    let mut days: BTreeMap<NaiveDate, Vec<Option<f64>>> = BTreeMap::new();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row?;
        let at = NaiveDateTime::parse_from_str(&row[0], "%Y-%m-%d %H:%M:%S")?;
        let day = days
            .entry(at.date())
            .or_insert_with(|| vec![None; slots.get()]);
        day[(at.num_seconds_from_midnight() / 60 / u32::from(minutes)) as usize] =
            Some(row[1].parse()?);
    }
    let (first, last) = days
        .keys()
        .next()
        .zip(days.keys().next_back())
        .ok_or("the series has no row")?;
    let rows = first
        .iter_days()
        .take_while(|date| date <= last)
        .map(|date| {
            days.get(&date)
                .cloned()
                .unwrap_or_else(|| vec![None; slots.get()])
        })
        .collect();
    Ok(DaySlots::new(*first, slots, rows)?)
}
