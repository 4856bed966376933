//! One moment of the past, forecast by the whole pipeline from what was known then.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::cleaning::{Decisions, QueueSeries, examine};
use crewcast_forecasts::grid::DaySlots;
use crewcast_forecasts::matrix::DayMatrix;
use crewcast_forecasts::models::Moment;
use crewcast_forecasts::spread::Quantiles;
use crewcast_forecasts::volume::forecast_volume;

use super::super::cores::on_all_cores;
use crate::failure::Failure;

/// A moment, and the intervals to be forecast from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fold {
    /// What the file calls the kind of fold, such as `h14`, `d1` or `noon`; copied to the answer, not read.
    pub horizon: String,
    /// Local time; nothing that began at it or later is known.
    pub origin: NaiveDateTime,
    /// Local starts of the intervals to forecast.
    pub timestamps: Vec<NaiveDateTime>,
}

/// One interval as it would have been forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct FoldForecast {
    /// Local start of the interval.
    pub timestamp: NaiveDateTime,
    /// Contacts, if the centre is open.
    pub mean: f64,
    /// Quantiles.
    pub quantiles: Quantiles,
    /// Contacts that came, where the history says.
    pub observed: Option<f64>,
}

/// Forecasts every fold from what was known at its origin: repairs of the history that need no planner's word, the
/// models with their backtest, the combination, its spread. Of the calendar alone later days are known. Folds are
/// worked on side by side; the answer does not depend on it. `on_done` is told how many are done.
///
/// # Errors
/// [`Failure::Invalid`] for a fold whose origin has less than a week of history before it, naming the origin.
pub fn replay_folds(
    history: &DaySlots,
    calendar: &Calendar,
    folds: &[Fold],
    seed: u64,
    on_done: impl Fn(usize),
) -> Result<Vec<Vec<FoldForecast>>, Failure> {
    on_all_cores(
        folds,
        |fold| replay(history, calendar, fold, seed),
        |done, _| {
            on_done(done);
            Ok(())
        },
    )
}

fn replay(
    history: &DaySlots,
    calendar: &Calendar,
    fold: &Fold,
    seed: u64,
) -> Result<Vec<FoldForecast>, Failure> {
    let today = fold.origin.date();
    let refused = |detail: String| {
        let place = format!("origin {}", fold.origin);
        Failure::invalid(place, "cannot-be-replayed", detail)
    };
    let known = cleaned(&history.before(today), calendar).map_err(refused)?;
    let known =
        crewcast_forecasts::models::usable(&known).map_err(|error| refused(error.to_string()))?;
    let slot = |at: &NaiveDateTime| {
        let minutes = history.slots_per_day().interval_minutes();
        (at.num_seconds_from_midnight() / 60 / u32::from(minutes)) as usize
    };
    let known_slots = slot(&fold.origin);
    let matrix = with_running_day(&known, history, today, known_slots)
        .map_err(|error| refused(error.to_string()))?;
    let moment = Moment {
        days: matrix.index_of(today).unwrap_or_default(),
        columns: known_slots
            .saturating_sub(matrix.window().start)
            .min(matrix.width()),
    };
    let last = fold
        .timestamps
        .iter()
        .map(NaiveDateTime::date)
        .max()
        .unwrap_or(today);
    let ahead = usize::try_from(last.signed_duration_since(today).num_days()).unwrap_or(0) + 1;
    let told = forecast_volume(&matrix, moment, calendar, ahead, seed);
    let nothing = Quantiles {
        p10: 0.0,
        p50: 0.0,
        p90: 0.0,
    };
    let interval = |&timestamp: &NaiveDateTime| {
        let day = told.dates.iter().position(|date| *date == timestamp.date());
        let column = slot(&timestamp).checked_sub(matrix.window().start);
        let place = day.zip(column.filter(|column| *column < matrix.width()));
        let mean = place.and_then(|(day, column)| told.mean.get(day)?.get(column).copied());
        FoldForecast {
            timestamp,
            mean: mean.unwrap_or(0.0),
            quantiles: place.map_or(nothing, |(day, column)| told.quantiles(day, column)),
            observed: history.cell(timestamp.date(), slot(&timestamp)),
        }
    };
    Ok(fold.timestamps.iter().map(interval).collect())
}

/// The history with the repairs that stand without a planner's word.
fn cleaned(known: &DaySlots, calendar: &Calendar) -> Result<DaySlots, String> {
    let series = QueueSeries {
        offered: known,
        handled: None,
        aht_seconds: None,
    };
    let findings =
        examine(series, calendar, &BTreeSet::new()).map_err(|error| error.to_string())?;
    Ok(findings.apply(known, &Decisions::accept_strong(&findings)))
}

/// The whole days known, closed days up to today among them, and what has come of today.
fn with_running_day(
    known: &DaySlots,
    history: &DaySlots,
    today: NaiveDate,
    known_slots: usize,
) -> Result<DayMatrix, crewcast_forecasts::grid::GridError> {
    let slots = history.slots_per_day().get();
    let mut days: Vec<Vec<Option<f64>>> = known.iter().map(|(_, day)| day.to_vec()).collect();
    let missing = known
        .end_date()
        .iter_days()
        .take_while(|date| *date < today);
    days.extend(missing.map(|_| vec![None; slots]));
    let running = history.day(today).filter(|_| known_slots > 0);
    days.extend(running.map(|day| {
        let seen = day.iter().enumerate();
        seen.map(|(slot, cell)| cell.filter(|_| slot < known_slots))
            .collect()
    }));
    let grid = DaySlots::new(known.first_date(), history.slots_per_day(), days)?;
    Ok(DayMatrix::of(&grid))
}
