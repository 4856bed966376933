//! What is left of a day's intervals: all of those to come, and of the one that is running what is not over yet.

use crate::db::Instant;

/// Heads that a change adds (or takes, below 0) by interval: their mean over what is left of it.
pub(super) type HeadsByInterval = Vec<(usize, f64)>;

/// A day's intervals seen from a moment of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct OpenIntervals {
    /// The day's first instant.
    pub start: Instant,
    pub interval_minutes: u32,
    pub intervals: usize,
    pub as_of: Instant,
}

impl OpenIntervals {
    /// Heads that are there for a stretch, by the intervals it touches. Of the interval that is running only the rest is
    /// looked at: who stays to its end is a whole head of it, however late it is.
    pub fn share(&self, (from, to): (Instant, Instant), heads: f64) -> HeadsByInterval {
        let (from, to) = (self.offset(from.max(self.as_of)).max(0), self.offset(to));
        let length = self.length();
        let mut found = Vec::new();
        if to <= from {
            return found;
        }
        let mut opens = from - from.rem_euclid(length);
        while opens < to {
            let index = usize::try_from(opens / length).unwrap_or(usize::MAX);
            if index < self.intervals {
                let covered = to.min(opens + length) - from.max(opens);
                found.push((index, heads * covered as f64 / self.left(index) as f64));
            }
            opens += length;
        }
        found
    }

    /// Minutes that are left of an interval.
    pub fn minutes_left(&self, index: usize) -> f64 {
        self.left(index) as f64 / 60_000.0
    }

    fn left(&self, index: usize) -> i64 {
        let opens = i64::try_from(index).unwrap_or(i64::MAX);
        let opens = opens.saturating_mul(self.length());
        let closes = opens.saturating_add(self.length());
        (closes - self.offset(self.as_of).max(opens)).max(0)
    }

    fn length(&self) -> i64 {
        i64::from(self.interval_minutes) * 60_000
    }

    fn offset(&self, at: Instant) -> i64 {
        at.epoch_millis() - self.start.epoch_millis()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Instant {
        Instant::from_epoch_millis(0).plus_minutes(minutes)
    }

    /// Four half hours of which the second is running for `late` minutes.
    fn seen(late: i64) -> OpenIntervals {
        OpenIntervals {
            start: at(0),
            interval_minutes: 30,
            intervals: 4,
            as_of: at(30 + late),
        }
    }

    #[test]
    fn who_stays_to_the_end_is_a_whole_head_however_late_it_is() {
        for late in [0, 1, 29] {
            let shared = seen(late).share((at(0), at(75)), 0.8);
            assert_eq!(shared, [(1, 0.8), (2, 0.4)], "{late} minutes late");
            assert_eq!(seen(late).minutes_left(1), (30 - late) as f64);
        }
        assert_eq!(seen(29).minutes_left(2), 30.0);
    }

    #[test]
    fn who_leaves_halfway_through_the_rest_is_half_a_head_of_it() {
        assert_eq!(seen(20).share((at(0), at(55)), 1.0), [(1, 0.5)]);
        assert_eq!(seen(20).share((at(30), at(50)), 1.0), [], "that is over");
        assert_eq!(seen(0).share((at(110), at(200)), 1.0), [(3, 10.0 / 30.0)]);
    }
}
