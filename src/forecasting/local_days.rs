//! Between UTC intervals and the local day × slot matrix the models learn from.
//!
//! When clocks go forward a local time is skipped: its slot stays unobserved that day. When they go back a local
//! time comes twice: its slot holds the mean of both, because a slot's count is the pace of one interval, and twice
//! the calls at 02:15 once a year would otherwise look like a busy night. On the way back both intervals get the
//! slot's value, and the skipped slot's value has no interval to go to.

use chrono::{NaiveDate, TimeDelta};
use crewcast_forecasts::aht::AhtHistory;
use crewcast_forecasts::grid::{DaySlots, GridError, SlotsPerDay};

use crate::db::Instant;
use crate::history::spread_over;
use crate::organisation::WeekGrid;

/// What arrived in one interval of one queue, from history.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Observation {
    /// Position of the queue among the planning group's, [`super::run::queue_ids`].
    pub queue: usize,
    pub start_at: Instant,
    pub interval_minutes: u32,
    pub offered: f64,
    /// Contacts behind `aht_seconds`.
    pub handled: f64,
    pub aht_seconds: Option<f64>,
}

/// The sum of a planning group's queues in one interval of the grid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Total {
    pub offered: f64,
    /// Contacts handled, whether or not their handle time is known.
    pub handled: f64,
    /// Contacts with a known handle time.
    pub timed: f64,
    /// Their handle times added up.
    pub handle_seconds: f64,
}

impl Total {
    fn add(&mut self, seen: &Observation, share: f64) {
        self.offered += seen.offered * share;
        self.handled += seen.handled * share;
        if let Some(seconds) = seen.aht_seconds {
            self.timed += seen.handled * share;
            self.handle_seconds += seen.handled * share * seconds;
        }
    }
}

/// A planning group's history in local days.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LocalHistory {
    pub volume: DaySlots,
    /// Contacts handled, whether or not their handle time is known.
    pub handled: DaySlots,
    /// `None` where no interval has a handle time.
    pub aht: Option<AhtHistory>,
    /// Intervals of the source that are longer than the grid's and were spread evenly over it.
    pub spread_intervals: usize,
}

/// Sums observations of all queues onto `grid`: one entry an interval, `None` where nothing was observed; and how many
/// observations were longer than an interval and spread evenly.
pub(super) fn totals(grid: &WeekGrid, observations: &[Observation]) -> (Vec<Option<Total>>, usize) {
    let mut totals: Vec<Option<Total>> = vec![None; grid.intervals()];
    let mut spread_intervals = 0;
    for seen in observations {
        for (at, share) in spread_over(
            seen.start_at,
            seen.interval_minutes,
            grid.interval_minutes(),
        ) {
            spread_intervals += usize::from(share < 1.0 && at == seen.start_at);
            if let Some(total) = grid.interval_at(at).and_then(|i| totals.get_mut(i)) {
                total.get_or_insert_default().add(seen, share);
            }
        }
    }
    (totals, spread_intervals)
}

/// Sums observations of all queues onto `grid` and folds it into local days.
///
/// An interval shorter than the grid's counts where it starts; a longer one is spread evenly, handle times kept.
///
/// # Errors
/// [`GridError`] when a count is negative, infinite or above a billion.
pub(super) fn local_history(
    grid: &WeekGrid,
    observations: &[Observation],
) -> Result<LocalHistory, GridError> {
    let (totals, spread_intervals) = totals(grid, observations);
    let slots = slots_of(grid)?;
    let first = grid.days().first().map_or(NaiveDate::MIN, |day| day.date);
    let mut cells = vec![vec![Vec::<Total>::new(); slots.get()]; grid.days().len()];
    for (index, total) in totals.into_iter().enumerate() {
        let Some(total) = total else { continue };
        let (day, slot) = cell_of(grid, first, index);
        if let Some(cell) = cells.get_mut(day).and_then(|day| day.get_mut(slot)) {
            cell.push(total);
        }
    }
    let matrix = |value: fn(&[Total]) -> Option<f64>| {
        let rows = cells
            .iter()
            .map(|day| day.iter().map(|cell| value(cell)).collect())
            .collect();
        DaySlots::new(first, slots, rows)
    };
    let volume = matrix(|cell| mean(cell, |total| total.offered))?;
    let handled = matrix(|cell| mean(cell, |total| total.handled))?;
    let timed = matrix(|cell| mean(cell, |total| total.timed).filter(|handled| *handled > 0.0))?;
    let seconds = matrix(|cell| {
        let handled: f64 = cell.iter().map(|total| total.timed).sum();
        let seconds: f64 = cell.iter().map(|total| total.handle_seconds).sum();
        (handled > 0.0).then(|| seconds / handled)
    })?;
    let any_handle_time = timed.iter().any(|(_, day)| day.iter().any(Option::is_some));
    Ok(LocalHistory {
        volume,
        handled,
        // Both come from the same cells, so their shapes agree.
        aht: any_handle_time
            .then(|| AhtHistory::new(seconds, timed).ok())
            .flatten(),
        spread_intervals,
    })
}

/// Lays rows of local days (one a day of `grid`, one value a slot) over the grid's intervals.
pub(super) fn onto_intervals(grid: &WeekGrid, rows: &[Vec<f64>]) -> Option<Vec<f64>> {
    let first = grid.days().first()?.date;
    (0..grid.intervals())
        .map(|index| {
            let (day, slot) = cell_of(grid, first, index);
            rows.get(day)?.get(slot).copied()
        })
        .collect()
}

/// The grid of the models for the intervals of `grid`.
pub(super) fn slots_of(grid: &WeekGrid) -> Result<SlotsPerDay, GridError> {
    SlotsPerDay::of_interval_minutes(u16::try_from(grid.interval_minutes()).unwrap_or(u16::MAX))
}

/// Days from `first` and slot of the local day at which an interval starts.
fn cell_of(grid: &WeekGrid, first: NaiveDate, index: usize) -> (usize, usize) {
    let (date, minute) = grid.local(index);
    let days = TimeDelta::num_days(&date.signed_duration_since(first));
    let slot = minute / grid.interval_minutes();
    (
        usize::try_from(days).unwrap_or(usize::MAX),
        usize::try_from(slot).unwrap_or(usize::MAX),
    )
}

fn mean(cell: &[Total], value: impl Fn(&Total) -> f64) -> Option<f64> {
    (!cell.is_empty()).then(|| cell.iter().map(value).sum::<f64>() / cell.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{Asia, Europe, Tz};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn grid(first: &str, days: u32, zone: Tz, minutes: u32) -> WeekGrid {
        WeekGrid::of_days(date(first), days, zone, minutes).unwrap()
    }

    /// One observation an interval of the grid, its count being the interval's index.
    fn numbered(grid: &WeekGrid) -> Vec<Observation> {
        (0..grid.intervals())
            .map(|index| Observation {
                queue: 0,
                start_at: grid.interval_start(index),
                interval_minutes: grid.interval_minutes(),
                offered: index as f64,
                handled: 1.0,
                aht_seconds: Some(100.0 + index as f64),
            })
            .collect()
    }

    #[test]
    fn the_hour_that_spring_skips_stays_unobserved() {
        let grid = grid("2026-03-28", 2, Europe::Berlin, 60);
        let found = local_history(&grid, &numbered(&grid)).unwrap();
        let sunday = date("2026-03-29");
        assert_eq!(found.volume.cell(sunday, 1), Some(25.0));
        assert_eq!(found.volume.cell(sunday, 2), None);
        assert_eq!(found.volume.cell(sunday, 3), Some(26.0));
        assert_eq!(found.volume.cell(sunday, 23), Some(46.0));
    }

    #[test]
    fn the_hour_that_autumn_repeats_holds_the_mean_of_both() {
        let grid = grid("2026-10-25", 1, Europe::Berlin, 60);
        assert_eq!(grid.intervals(), 25);
        let found = local_history(&grid, &numbered(&grid)).unwrap();
        let sunday = date("2026-10-25");
        assert_eq!(found.volume.cell(sunday, 1), Some(1.0));
        assert_eq!(found.volume.cell(sunday, 2), Some(2.5));
        assert_eq!(found.volume.cell(sunday, 3), Some(4.0));
    }

    #[test]
    fn a_forecast_day_of_23_hours_drops_the_skipped_slot_and_one_of_25_repeats_the_doubled() {
        let row: Vec<f64> = (0..24).map(f64::from).collect();
        let spring = grid("2026-03-29", 1, Europe::Berlin, 60);
        let found = onto_intervals(&spring, std::slice::from_ref(&row)).unwrap();
        assert_eq!((found.len(), &found[..4]), (23, &[0.0, 1.0, 3.0, 4.0][..]));
        let autumn = grid("2026-10-25", 1, Europe::Berlin, 60);
        let found = onto_intervals(&autumn, std::slice::from_ref(&row)).unwrap();
        assert_eq!(
            (found.len(), &found[..5]),
            (25, &[0.0, 1.0, 2.0, 2.0, 3.0][..])
        );
    }

    #[test]
    fn too_few_rows_for_the_grid_are_no_forecast() {
        let two_days = grid("2026-03-28", 2, Europe::Berlin, 60);
        assert_eq!(onto_intervals(&two_days, &[vec![0.0; 24]]), None);
    }

    #[test]
    fn queues_of_a_group_add_up_and_handle_times_weigh_by_their_contacts() {
        let grid = grid("2026-06-01", 1, Asia::Shanghai, 30);
        let seen = |offered, handled, aht_seconds| Observation {
            queue: 0,
            start_at: grid.interval_start(20),
            interval_minutes: 30,
            offered,
            handled,
            aht_seconds,
        };
        let both = [
            seen(12.0, 10.0, Some(100.0)),
            seen(31.0, 30.0, Some(200.0)),
            seen(5.0, 5.0, None),
        ];
        let found = local_history(&grid, &both).unwrap();
        assert_eq!(found.volume.cell(date("2026-06-01"), 20), Some(48.0));
        let alone = local_history(&grid, &[seen(43.0, 40.0, Some(175.0))]).unwrap();
        assert_eq!(found.aht, alone.aht);
        assert_eq!(local_history(&grid, &both[2..]).unwrap().aht, None);
    }

    #[test]
    fn quarters_add_up_to_hours_and_hours_are_spread_over_quarters() {
        let hours = grid("2026-06-01", 1, Asia::Shanghai, 60);
        let quarters = grid("2026-06-01", 1, Asia::Shanghai, 15);
        let monday = date("2026-06-01");
        let found = local_history(&hours, &numbered(&quarters)).unwrap();
        assert_eq!(
            (found.volume.cell(monday, 1), found.spread_intervals),
            (Some(4.0 + 5.0 + 6.0 + 7.0), 0)
        );
        let found = local_history(&quarters, &numbered(&hours)).unwrap();
        assert_eq!(
            (found.volume.cell(monday, 4), found.volume.cell(monday, 7)),
            (Some(0.25), Some(0.25))
        );
        assert_eq!(found.spread_intervals, 24);
    }

    #[test]
    fn what_lies_outside_the_days_asked_for_is_left_out() {
        let grid = grid("2026-06-01", 1, Asia::Shanghai, 60);
        let mut seen = numbered(&grid);
        seen[0].start_at = grid.end();
        let found = local_history(&grid, &seen).unwrap();
        assert_eq!(found.volume.cell(date("2026-06-01"), 0), None);
    }
}
