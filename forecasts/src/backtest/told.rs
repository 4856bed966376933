//! The days of the chosen model, one by one: which were far off, and how the last week went.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::replay::Replay;
use super::report::{Accuracy, LargeError, LastWeek};
use crate::matrix::DayMatrix;
use crate::models::DayForecast;
use crate::spread::{Cell, ForecastDay, Spread};

/// A day told in some replay, with what came.
pub(super) struct ToldDay {
    pub date: NaiveDate,
    pub day: ForecastDay,
    pub reason: Option<String>,
}

const LARGEST_ERRORS: usize = 10;
const WEEK_DAYS: usize = 7;

/// The days of one replay.
pub(super) fn told_days(
    replay: &Replay,
    forecast: &[DayForecast],
    matrix: &DayMatrix,
) -> Vec<ToldDay> {
    let days = replay.days(forecast).into_iter().zip(&replay.reasons);
    days.enumerate()
        .map(|(lead, (day, reason))| ToldDay {
            date: matrix.date(replay.moment.days + lead),
            day,
            reason: reason.clone(),
        })
        .collect()
}

impl ToldDay {
    /// Forecast and observed contacts of each observed interval; one held closed counts as forecast 0.
    fn cells(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let seen = self.day.cells.iter().filter(|cell| !cell.observed.is_nan());
        seen.map(|cell| (forecast_of(cell), cell.observed))
    }

    fn sums(&self) -> (f64, f64) {
        self.cells().fold((0.0, 0.0), add)
    }
}

fn forecast_of(cell: &Cell) -> f64 {
    if cell.forecast.is_nan() {
        0.0
    } else {
        cell.forecast
    }
}

fn add(sums: (f64, f64), cell: (f64, f64)) -> (f64, f64) {
    (sums.0 + cell.0, sums.1 + cell.1)
}

/// The days whose sums were furthest off, each date once.
pub(super) fn largest_errors(told: &[ToldDay]) -> Vec<LargeError> {
    let mut errors: Vec<LargeError> = told
        .iter()
        .filter(|told| told.cells().next().is_some())
        .map(|told| {
            let (forecast, observed) = told.sums();
            LargeError {
                date: told.date,
                forecast,
                observed,
                cause: told.reason.clone(),
            }
        })
        .collect();
    errors.sort_by(|a, b| b.size().total_cmp(&a.size()).then(a.date.cmp(&b.date)));
    let mut named = BTreeSet::new();
    errors.retain(|error| named.insert(error.date));
    errors.truncate(LARGEST_ERRORS);
    errors
}

/// How the last seven days were told.
pub(super) fn last_week(told: &[ToldDay], spread: &Spread) -> Option<LastWeek> {
    let mut newest: BTreeMap<NaiveDate, &ToldDay> = BTreeMap::new();
    for told in told {
        newest.insert(told.date, told);
    }
    let last_date = *newest.keys().next_back()?;
    let first_date = last_date.checked_sub_days(chrono::Days::new(WEEK_DAYS as u64 - 1))?;
    let week: Vec<&ToldDay> = newest.range(first_date..).map(|(_, told)| *told).collect();
    let cells: Vec<(f64, f64)> = week.iter().flat_map(|told| told.cells()).collect();
    let days: Vec<(f64, f64)> = week.iter().map(|told| told.sums()).collect();
    let inside = week.iter().flat_map(|told| {
        let seen = told.day.cells.iter().filter(|cell| !cell.observed.is_nan());
        seen.map(|cell| {
            let band = spread.quantiles(forecast_of(cell), told.day.level_sd);
            (band.p10..=band.p90).contains(&cell.observed)
        })
    });
    let inside = inside.filter(|inside| *inside).count();
    Some(LastWeek {
        first_date,
        last_date,
        interval: accuracy(&cells),
        day: accuracy(&days),
        week: accuracy(&[days.iter().copied().fold((0.0, 0.0), add)]),
        coverage_80: (!cells.is_empty()).then(|| inside as f64 / cells.len() as f64),
    })
}

fn accuracy(pairs: &[(f64, f64)]) -> Accuracy {
    let came: f64 = pairs.iter().map(|pair| pair.1).sum();
    let share = |of: f64| (came > 0.0).then(|| of / came);
    Accuracy {
        wape: share(pairs.iter().map(|(told, came)| (told - came).abs()).sum()),
        bias: share(pairs.iter().map(|(told, came)| told - came).sum()),
    }
}
