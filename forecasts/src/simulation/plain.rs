//! The plain case, without events: one voice queue, like agents on queue all day, first come first served.
//!
//! Contacts are then looked at one by one in the order of arrival: each begins when the first agent is free, or hangs
//! up before (the recursion of Kiefer & Wolfowitz 1955 on the times agents become free, with patience). The engine's
//! contacts, waits and counts, several times as fast; a test holds both to one another.

use super::engine::Engine;
use super::tally::QueueTally;

/// Adds seconds of `[from, to)` to the intervals they fall into; `first` is not after the interval of `from`. `at_end`
/// counts the interval ends in between.
#[inline]
fn spread(
    cells: &mut [QueueTally],
    seconds: f64,
    first: usize,
    mut from: f64,
    to: f64,
    mut add: impl FnMut(&mut QueueTally, f64, u64),
) {
    for (interval, cell) in cells.iter_mut().enumerate().skip(first) {
        let end = seconds * (interval + 1) as f64;
        if to < end {
            add(cell, to - from, 0);
            return;
        }
        if from < end {
            add(cell, end - from, 1);
            from = end;
        }
    }
}

/// Times agents become free, the first on top: a heap of four children a node whose top is only ever put off.
#[derive(Clone, Debug, Default)]
pub(super) struct FreeAt(Vec<u64>);

impl FreeAt {
    pub(super) fn restart(&mut self, agents: usize) {
        self.0.clear();
        self.0.resize(agents, 0);
    }

    /// Infinite without agents.
    #[inline]
    fn first(&self) -> f64 {
        self.0
            .first()
            .map_or(f64::INFINITY, |bits| f64::from_bits(*bits))
    }

    /// The agent free first is free at `time`, not earlier than before.
    #[inline]
    fn put_off(&mut self, time: f64) {
        let heap = self.0.as_mut_slice();
        // Times of at least 0 order as their bits do.
        let bits = time.to_bits();
        let mut at = 0;
        loop {
            let first = 4 * at + 1;
            let child = if let Some([a, b, c, d]) = heap.get(first..first + 4) {
                let left = first + usize::from(b < a);
                let right = first + 2 + usize::from(d < c);
                if c.min(d) < a.min(b) { right } else { left }
            } else {
                match (first..heap.len()).min_by_key(|child| heap[*child]) {
                    Some(child) => child,
                    None => break,
                }
            };
            if heap[child] >= bits {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = bits;
    }
}

impl Engine<'_> {
    /// Plays a replication of a plan that is plain.
    pub(super) fn play_plain(&mut self) {
        let plan = self.plan;
        let of = &plan.queues[0];
        let (seconds, intervals) = (plan.interval_seconds, plan.intervals);
        let horizon = seconds * intervals as f64;
        let factor = plan.classes.first().map_or(1.0, |class| class.factors[0]);
        let draws = self.draws[0];
        let cells = self.tally.queues.as_mut_slice();
        self.free_at.restart(plan.agents.len());
        let mut number = 0_u32;
        let mut interval = 0;
        let mut interval_end = seconds;
        loop {
            let arrived = self.streams.next_time();
            if arrived >= horizon {
                break;
            }
            self.streams.take();
            while arrived >= interval_end && interval + 1 < intervals {
                interval += 1;
                interval_end = seconds * (interval + 1) as f64;
            }
            let contact = number;
            number = number.wrapping_add(1);
            let cell = &mut cells[interval];
            cell.offered += 1;
            let mut begins = arrived;
            let free_at = self.free_at.first();
            if free_at > arrived {
                begins = free_at;
                cell.delayed += 1;
                let until = of
                    .patience
                    .as_ref()
                    .map_or(f64::INFINITY, |(mean, patience)| {
                        arrived + mean * patience.draw(&mut draws.patience.of(contact, 0))
                    });
                let gone_at = until.min(begins).min(horizon);
                if gone_at == horizon && until > horizon {
                    cell.unserved_at_end += 1;
                } else if until <= begins {
                    let wait = until - arrived;
                    cell.abandoned += 1;
                    cell.abandoned_within += u64::from(wait <= of.answer_within);
                    cell.wait_of_abandoned_seconds += wait;
                }
                if gone_at < interval_end {
                    cell.queue_seconds += gone_at - arrived;
                } else {
                    spread(
                        cells,
                        seconds,
                        interval,
                        arrived,
                        gone_at,
                        |cell, time, at_end| {
                            cell.queue_seconds += time;
                            cell.waiting_at_interval_end += at_end;
                        },
                    );
                }
                if gone_at < begins || gone_at == horizon || until <= begins {
                    continue;
                }
            }
            let cell = &mut cells[interval];
            let wait = begins - arrived;
            cell.served += 1;
            cell.served_within += u64::from(wait <= of.answer_within);
            cell.wait_of_served_seconds += wait;
            let work =
                of.handle_means[interval] * of.handle.draw(&mut draws.handle_time.of(contact, 0));
            let ends = begins + work * factor;
            self.free_at.put_off(ends);
            if ends < interval_end {
                cell.service_seconds += ends - begins;
            } else {
                spread(
                    cells,
                    seconds,
                    interval,
                    begins,
                    ends.min(horizon),
                    |cell, time, at_end| {
                        cell.service_seconds += time;
                        cell.in_service_at_interval_end += at_end;
                    },
                );
            }
        }
        for (agents, queue) in self.tally.groups.iter_mut().zip(&self.tally.queues) {
            agents.busy_seconds = queue.service_seconds;
            agents.contact_seconds = queue.service_seconds;
        }
    }
}
