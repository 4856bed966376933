//! Rows of a file summed on the business unit's grid.

use std::collections::{BTreeMap, HashMap};

/// What a row, or a call, adds to its interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Contribution {
    pub offered: f64,
    pub handled: Option<f64>,
    pub abandoned: Option<f64>,
    /// Handle time in seconds of the contacts it is known for.
    pub handle_seconds: f64,
    /// How many contacts that handle time is of.
    pub timed_contacts: f64,
    pub answered_within: Option<f64>,
    /// Seconds the answered contacts waited.
    pub answered_wait_seconds: Option<f64>,
    /// Seconds the abandoned contacts waited.
    pub abandoned_wait_seconds: Option<f64>,
}

impl Contribution {
    /// An interval in which nothing came.
    pub(super) fn nothing() -> Self {
        Self {
            handled: Some(0.0),
            abandoned: Some(0.0),
            answered_within: Some(0.0),
            answered_wait_seconds: Some(0.0),
            abandoned_wait_seconds: Some(0.0),
            ..Self::default()
        }
    }

    /// Adds another; a figure that one of them does not know is then unknown.
    pub(super) fn add(&mut self, other: &Self) {
        let both = |one: Option<f64>, two: Option<f64>| one.zip(two).map(|(a, b)| a + b);
        self.offered += other.offered;
        self.handled = both(self.handled, other.handled);
        self.abandoned = both(self.abandoned, other.abandoned);
        self.handle_seconds += other.handle_seconds;
        self.timed_contacts += other.timed_contacts;
        self.answered_within = both(self.answered_within, other.answered_within);
        self.answered_wait_seconds = both(self.answered_wait_seconds, other.answered_wait_seconds);
        self.abandoned_wait_seconds =
            both(self.abandoned_wait_seconds, other.abandoned_wait_seconds);
    }

    /// Mean handle time in seconds; unknown when no contact was timed.
    pub(super) fn average_handle_time_seconds(&self) -> Option<f64> {
        (self.timed_contacts > 0.0).then(|| self.handle_seconds / self.timed_contacts)
    }
}

/// The intervals of a file, by queue (its place in the file's list) and start in seconds since 1970.
#[derive(Debug, Default)]
pub(super) struct Series {
    queues: Vec<HashMap<i64, Contribution>>,
}

impl Series {
    pub(super) fn add(&mut self, queue: usize, start: i64, contribution: &Contribution) {
        if self.queues.len() <= queue {
            self.queues.resize_with(queue + 1, HashMap::new);
        }
        if let Some(intervals) = self.queues.get_mut(queue) {
            intervals
                .entry(start)
                .and_modify(|sum| sum.add(contribution))
                .or_insert(*contribution);
        }
    }

    /// Writes a zero into every interval of a queue from `first` to `last` that has nothing.
    pub(super) fn fill(&mut self, queue: usize, first: i64, last: i64, step: i64) {
        if let Some(intervals) = self.queues.get_mut(queue) {
            let mut at = first;
            while at <= last {
                intervals.entry(at).or_insert_with(Contribution::nothing);
                at += step;
            }
        }
    }

    /// The intervals of a queue in the order of time.
    pub(super) fn of_queue(&self, queue: usize) -> BTreeMap<i64, Contribution> {
        self.queues
            .get(queue)
            .map(|intervals| {
                intervals
                    .iter()
                    .map(|(start, sum)| (*start, *sum))
                    .collect()
            })
            .unwrap_or_default()
    }

    /// The first start of a queue.
    pub(super) fn first_of(&self, queue: usize) -> Option<i64> {
        self.queues.get(queue)?.keys().min().copied()
    }

    /// The first and last start of all queues.
    pub(super) fn span(&self) -> Option<(i64, i64)> {
        let starts = || self.queues.iter().flat_map(HashMap::keys).copied();
        starts().min().zip(starts().max())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finer_rows_add_up_and_handle_times_are_weighted_by_contacts() {
        let row = |handled: f64, aht: f64| Contribution {
            offered: handled + 1.0,
            handled: Some(handled),
            handle_seconds: handled * aht,
            timed_contacts: handled,
            ..Contribution::default()
        };
        let mut series = Series::default();
        series.add(0, 900, &row(10.0, 100.0));
        series.add(0, 900, &row(30.0, 300.0));
        let sum = series.of_queue(0)[&900];
        assert_eq!((sum.offered, sum.handled), (42.0, Some(40.0)));
        assert_eq!(sum.average_handle_time_seconds(), Some(250.0));
    }

    #[test]
    fn a_sum_with_an_unknown_part_is_unknown() {
        let mut sum = Contribution {
            handled: Some(3.0),
            ..Contribution::default()
        };
        sum.add(&Contribution::default());
        assert_eq!(sum.handled, None);
        assert_eq!(sum.average_handle_time_seconds(), None);
    }

    #[test]
    fn filling_leaves_what_is_there() {
        let mut series = Series::default();
        series.add(
            0,
            900,
            &Contribution {
                offered: 5.0,
                ..Contribution::nothing()
            },
        );
        series.fill(0, 0, 1_800, 900);
        let offered: Vec<f64> = series.of_queue(0).values().map(|sum| sum.offered).collect();
        assert_eq!(offered, [0.0, 5.0, 0.0]);
    }
}
