//! The time in which both sides of a statement are known.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::heads::weeks_before;
use crate::performance::time_buckets::Bucket;

/// Stretches of time in which a planning group was compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Compared(BTreeSet<Bucket>);

impl Compared {
    /// Notes a stretch.
    pub(super) fn add(&mut self, stretch: Bucket) {
        self.0.insert(stretch);
    }

    /// The stretches in order of time, those joined that touch or overlap.
    pub(super) fn stretches(&self) -> Vec<Bucket> {
        let mut joined: Vec<Bucket> = Vec::new();
        for stretch in &self.0 {
            match joined.last_mut() {
                Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
                _ => joined.push(*stretch),
            }
        }
        joined
    }

    /// How long they are together.
    pub(super) fn hours(&self) -> f64 {
        let stretches = self.stretches().into_iter();
        stretches.map(Bucket::seconds).sum::<f64>() / 3_600.0
    }

    /// As long stretches that begin at the same local times some weeks before.
    #[must_use]
    pub(super) fn weeks_before(&self, weeks: u32, zone: Tz) -> Self {
        let earlier = |stretch: &Bucket| {
            let start = weeks_before(stretch.start, weeks, zone);
            let millis = stretch.end.epoch_millis() - stretch.start.epoch_millis();
            Bucket {
                start,
                end: start.plus_seconds(millis / 1_000),
            }
        };
        Self(self.0.iter().map(earlier).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Instant;

    fn half_hour(minute: i64) -> Bucket {
        let start = Instant::from_epoch_millis(0).plus_minutes(minute);
        Bucket {
            start,
            end: start.plus_minutes(30),
        }
    }

    #[test]
    fn stretches_that_touch_or_overlap_count_once() {
        let mut compared = Compared::default();
        for minute in [0, 30, 45, 120] {
            compared.add(half_hour(minute));
        }
        let stretches = compared.stretches();
        assert_eq!(stretches.len(), 2);
        assert_eq!(stretches[1], half_hour(120));
        assert_eq!(compared.hours(), 1.75);
        let week = compared.weeks_before(1, chrono_tz::UTC);
        assert_eq!(week.hours(), 1.75);
        assert_eq!(week.stretches()[1], half_hour(120 - 7 * 1_440));
    }
}
