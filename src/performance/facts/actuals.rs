//! What really came for a planning group, on the intervals of a grid.

use std::collections::{BTreeMap, BTreeSet};

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::history::{intervals, spread_over};
use crate::organisation::{PlanningGroup, WeekGrid};
use crate::tenancy::Scope;

/// One interval of a planning group, all its queues together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::performance) struct Actual {
    /// Contacts that arrived.
    pub offered: f64,
    handle_seconds: f64,
    timed_contacts: f64,
}

impl Actual {
    /// Mean handle time in seconds; `None` where none is known.
    pub(in crate::performance) fn average_handle_time_seconds(&self) -> Option<f64> {
        (self.timed_contacts > 0.0).then(|| self.handle_seconds / self.timed_contacts)
    }
}

/// What came in the grid's intervals from `from` to before `to`, by the interval's position. An interval is left out
/// unless every queue of the group has history in it: a part of the contacts cannot be held against the whole's plan.
pub(in crate::performance) fn actuals_of_group(
    conn: &mut Conn<'_>,
    scope: &Scope,
    group: &PlanningGroup,
    grid: &WeekGrid,
    (from, to): (Instant, Instant),
) -> Result<BTreeMap<usize, Actual>, Failure> {
    let queues: BTreeSet<&String> = group
        .route_paths
        .iter()
        .map(|path| &path.queue_id)
        .collect();
    let (from, to) = (from.max(grid.start()), to.min(grid.end()));
    let mut found: BTreeMap<usize, (Actual, BTreeSet<usize>)> = BTreeMap::new();
    for (queue, id) in queues.iter().enumerate() {
        for interval in intervals(conn, scope, std::slice::from_ref(*id), from, to)? {
            let (minutes, of_grid) = (interval.interval_minutes, grid.interval_minutes());
            for (at, share) in spread_over(interval.start_at, minutes, of_grid) {
                let Some(place) = grid.interval_at(at) else {
                    continue;
                };
                let (actual, seen) = found.entry(place).or_default();
                seen.insert(queue);
                actual.offered += interval.offered * share;
                if let Some(aht) = interval.average_handle_time_seconds {
                    let timed = interval.contacts_handled() * share;
                    actual.handle_seconds += aht * timed;
                    actual.timed_contacts += timed;
                }
            }
        }
    }
    let whole = found
        .into_iter()
        .filter(|(_, (_, seen))| seen.len() == queues.len());
    Ok(whole.map(|(at, (actual, _))| (at, actual)).collect())
}
