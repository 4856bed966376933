//! How many agents are on the queue, interval by interval.

use super::shift::Shift;
use crate::organisation::{ActivityCategory, WeekGrid};

/// Agents on queue in each interval of the grid. Breaks, meals and everything else off the queue do not count; an
/// agent there for part of an interval counts as that part.
pub fn on_queue_heads(shifts: &[Shift], grid: &WeekGrid) -> Vec<f64> {
    let interval_millis = i64::from(grid.interval_minutes()) * 60_000;
    let mut millis = vec![0_i64; grid.intervals()];
    let on_queue = shifts
        .iter()
        .flat_map(|shift| &shift.activities)
        .filter(|activity| activity.category == ActivityCategory::OnQueueWork);
    for activity in on_queue {
        let start = activity.start_at.epoch_millis() - grid.start().epoch_millis();
        let end = activity.end_at().epoch_millis() - grid.start().epoch_millis();
        let first = usize::try_from(start.div_euclid(interval_millis)).unwrap_or(0);
        for (index, worked) in millis.iter_mut().enumerate().skip(first) {
            let opens = i64::try_from(index)
                .unwrap_or(i64::MAX)
                .saturating_mul(interval_millis);
            if opens >= end {
                break;
            }
            *worked += end.min(opens + interval_millis) - start.max(opens);
        }
    }
    millis
        .into_iter()
        .map(|worked| worked as f64 / interval_millis as f64)
        .collect()
}
