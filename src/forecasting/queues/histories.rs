//! The history of each queue of a planning group.

use crewcast_forecasts::grid::{DaySlots, GridError};

use super::super::local_days::{Observation, local_history};
use crate::organisation::WeekGrid;

/// What arrived in one queue, in local days.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::forecasting) struct QueueHistory {
    pub queue_id: String,
    pub volume: DaySlots,
}

/// The histories of the queues that were observed, in the order of `queue_ids`, which [`Observation::queue`] counts in.
///
/// What was found wrong was found in the planning group's sum, `as_imported`; where it was `repaired`, each queue keeps
/// its share of the repaired count, or is unknown where the sum is.
///
/// # Errors
/// [`GridError`] when a count is negative, infinite or above a billion.
pub(in crate::forecasting) fn queue_histories(
    grid: &WeekGrid,
    queue_ids: &[String],
    observations: &[Observation],
    as_imported: &DaySlots,
    repaired: &DaySlots,
) -> Result<Vec<QueueHistory>, GridError> {
    let mut found = Vec::new();
    for (queue, queue_id) in queue_ids.iter().enumerate() {
        let own: Vec<Observation> = observations
            .iter()
            .filter(|seen| seen.queue == queue)
            .copied()
            .collect();
        if own.is_empty() {
            continue;
        }
        found.push(QueueHistory {
            queue_id: queue_id.clone(),
            volume: with_repairs(&local_history(grid, &own)?.volume, as_imported, repaired)?,
        });
    }
    Ok(found)
}

fn with_repairs(
    queue: &DaySlots,
    as_imported: &DaySlots,
    repaired: &DaySlots,
) -> Result<DaySlots, GridError> {
    let cell = |date, slot, own: Option<f64>| {
        let (before, after) = (as_imported.cell(date, slot), repaired.cell(date, slot));
        match (own, before, after) {
            _ if before == after => own,
            (Some(own), Some(before), Some(after)) if before > 0.0 => Some(own * after / before),
            _ => None,
        }
    };
    let rows = queue.iter().map(|(date, day)| {
        let cells = day.iter().enumerate();
        cells.map(|(slot, own)| cell(date, slot, *own)).collect()
    });
    DaySlots::new(queue.first_date(), queue.slots_per_day(), rows.collect())
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia;

    use super::*;

    fn seen(grid: &WeekGrid, queue: usize, hour: usize, offered: f64) -> Observation {
        Observation {
            queue,
            start_at: grid.interval_start(hour),
            interval_minutes: 60,
            offered,
            handled: offered,
            aht_seconds: None,
        }
    }

    #[test]
    fn a_repair_of_the_sum_is_shared_and_a_queue_without_observations_has_no_history() {
        let day = "2026-06-01".parse().unwrap();
        let grid = WeekGrid::of_days(day, 1, Asia::Shanghai, 60).unwrap();
        let observations = [
            seen(&grid, 0, 9, 30.0),
            seen(&grid, 0, 10, 40.0),
            seen(&grid, 0, 11, 50.0),
            seen(&grid, 2, 9, 10.0),
            seen(&grid, 2, 10, 20.0),
        ];
        let imported = local_history(&grid, &observations).unwrap().volume;
        let changed = imported.iter().map(|(_, cells)| {
            let mut cells = cells.to_vec();
            (cells[10], cells[11]) = (Some(30.0), None);
            cells
        });
        let changed: Vec<_> = changed.collect();
        let repaired = DaySlots::new(day, imported.slots_per_day(), changed).unwrap();
        let ids = ["a", "b", "c"].map(str::to_owned);
        let found = queue_histories(&grid, &ids, &observations, &imported, &repaired).unwrap();
        let cells = |queue: &QueueHistory| [9, 10, 11].map(|slot| queue.volume.cell(day, slot));
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].queue_id.as_str(), cells(&found[0])),
            ("a", [Some(30.0), Some(20.0), None])
        );
        assert_eq!(
            (found[1].queue_id.as_str(), cells(&found[1])),
            ("c", [Some(10.0), Some(10.0), None])
        );
    }
}
