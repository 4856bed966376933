//! The bank's 15-minute counts (Weinberg, Brown & Stroud 2007) as a history, and the folds of the shared benchmark.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Timelike};
use crewcast_forecasts::grid::{DaySlots, SlotsPerDay};

use crate::support::shared;

/// The bank's calls as local days × 96 slots, or `None` where the file is absent.
pub fn bank_calls() -> Option<DaySlots> {
    let path = shared()?.join("data/bank_calls/bank_15min.csv");
    let mut reader = path
        .is_file()
        .then(|| csv::Reader::from_path(path).unwrap())?;
    let mut days: BTreeMap<NaiveDate, Vec<Option<f64>>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        let start = NaiveDateTime::parse_from_str(&row[0], "%Y-%m-%d %H:%M:%S").unwrap();
        let slot = (start.hour() * 60 + start.minute()) as usize / 15;
        days.entry(start.date()).or_insert_with(|| vec![None; 96])[slot] =
            Some(row[1].parse().unwrap());
    }
    let (&first, _) = days.first_key_value()?;
    let (&last, _) = days.last_key_value()?;
    let rows = first.iter_days().take_while(|day| *day <= last);
    let rows = rows
        .map(|day| days.remove(&day).unwrap_or_else(|| vec![None; 96]))
        .collect();
    Some(DaySlots::new(first, SlotsPerDay::of_interval_minutes(15).unwrap(), rows).unwrap())
}

/// A fold of the shared benchmark: its horizon's name, its origin, the days to forecast.
pub struct BenchFold {
    pub horizon: &'static str,
    pub origin: NaiveDate,
    pub days: Vec<NaiveDate>,
}

/// `h14`: five Mondays from 18 August 2003, 14 days each. `d1`: every open day from then on, alone.
pub fn folds(history: &DaySlots) -> Vec<BenchFold> {
    let start = NaiveDate::from_ymd_opt(2003, 8, 18).unwrap();
    let weekday = |day: &NaiveDate| day.weekday().num_days_from_monday() < 5;
    let h14 = (0..5).map(|week| {
        let origin = start + Days::new(7 * week);
        BenchFold {
            horizon: "h14",
            origin,
            days: origin.iter_days().take(14).filter(weekday).collect(),
        }
    });
    let open = |day: &NaiveDate| {
        history
            .day(*day)
            .is_some_and(|cells| cells.iter().any(Option::is_some))
    };
    let days = start
        .iter_days()
        .take_while(|day| *day < history.end_date())
        .filter(open);
    let d1 = days.map(|origin| BenchFold {
        horizon: "d1",
        origin,
        days: vec![origin],
    });
    h14.chain(d1).collect()
}
