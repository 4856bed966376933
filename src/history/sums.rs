//! Counted sums of a file, for people to compare with what they sent.

use super::imports::{QueueSums, Sums, Totals};
use super::parsing::{Parsed, RowCounts};
use super::series::Contribution;
use crate::db::Instant;

/// Sums a file up, queue by queue and over all.
pub(super) fn totals_of(parsed: &Parsed) -> Totals {
    let mut all = Adder::default();
    let mut queues = Vec::new();
    for (place, queue) in parsed.queues.iter().enumerate() {
        let counts = parsed.counts.get(place).copied().unwrap_or_default();
        let mut own = Adder::default();
        own.count(counts);
        all.count(counts);
        for (start, sum) in parsed.series.of_queue(place) {
            own.add(start, &sum);
            all.add(start, &sum);
        }
        queues.push(QueueSums {
            queue_id: queue.id.clone(),
            queue_name: queue.name.clone(),
            sums: own.finish(),
        });
    }
    Totals {
        sums: all.finish(),
        queues,
    }
}

#[derive(Default)]
struct Adder {
    counts: RowCounts,
    intervals: u64,
    sum: Option<Contribution>,
    span: Option<(i64, i64)>,
}

impl Adder {
    fn count(&mut self, counts: RowCounts) {
        self.counts.taken += counts.taken;
        self.counts.ignored += counts.ignored;
    }

    fn add(&mut self, start: i64, contribution: &Contribution) {
        self.intervals += 1;
        match &mut self.sum {
            Some(sum) => sum.add(contribution),
            None => self.sum = Some(*contribution),
        }
        let (first, last) = self.span.unwrap_or((start, start));
        self.span = Some((first.min(start), last.max(start)));
    }

    fn finish(self) -> Sums {
        let sum = self.sum.unwrap_or_default();
        let waits = sum.answered_wait_seconds.zip(sum.handled);
        let instant = |seconds: i64| Instant::from_epoch_millis(seconds * 1_000);
        Sums {
            rows: self.counts.taken,
            ignored: self.counts.ignored,
            intervals: self.intervals,
            offered: sum.offered,
            handled: sum.handled,
            abandoned: sum.abandoned,
            handle_time_seconds: sum.handle_seconds,
            average_handle_time_seconds: sum.average_handle_time_seconds(),
            answered_within: sum.answered_within,
            average_wait_seconds: waits
                .filter(|(_, answered)| *answered > 0.0)
                .map(|(wait, answered)| wait / answered),
            first_interval: self.span.map(|(first, _)| instant(first)),
            last_interval: self.span.map(|(_, last)| instant(last)),
        }
    }
}
