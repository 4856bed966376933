//! What really came for a planning group, on the intervals of a plan.

use std::collections::{BTreeMap, BTreeSet};

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::history::intervals;
use crate::organisation::PlanningGroup;
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

/// What came in each interval of `minutes` from `from` to before `to`, by the interval's start. An interval is left out
/// unless every queue of the group has history in it: a part of the contacts cannot be held against the whole's plan.
pub(in crate::performance) fn actuals_of_group(
    conn: &mut Conn<'_>,
    scope: &Scope,
    group: &PlanningGroup,
    (from, to): (Instant, Instant),
    minutes: u32,
) -> Result<BTreeMap<Instant, Actual>, Failure> {
    let queues: BTreeSet<&String> = group
        .route_paths
        .iter()
        .map(|path| &path.queue_id)
        .collect();
    let step = i64::from(minutes.max(1)) * 60_000;
    let mut found: BTreeMap<Instant, (Actual, BTreeSet<usize>)> = BTreeMap::new();
    for (index, queue) in queues.iter().enumerate() {
        let ids = std::slice::from_ref(*queue);
        for interval in intervals(conn, scope, ids, from, to)? {
            let offset = interval.start_at.epoch_millis() - from.epoch_millis();
            let start = from.epoch_millis() + offset.div_euclid(step) * step;
            let (actual, seen) = found.entry(Instant::from_epoch_millis(start)).or_default();
            seen.insert(index);
            actual.offered += interval.offered;
            if let Some(aht) = interval.average_handle_time_seconds {
                let timed = interval.handled.unwrap_or(interval.offered);
                actual.handle_seconds += aht * timed;
                actual.timed_contacts += timed;
            }
        }
    }
    let whole = found
        .into_iter()
        .filter(|(_, (_, seen))| seen.len() == queues.len());
    Ok(whole.map(|(at, (actual, _))| (at, actual)).collect())
}
