//! What is counted while a centre is simulated.

use std::ops::{AddAssign, Range};

use serde::{Deserialize, Serialize};

use crate::erlang::service_level::ServiceLevelVariant;
use crate::requirement::ServiceGoal;
use crate::units::WaitSeconds;

/// The contacts of a queue that arrived in an interval, whenever their fate was decided; and, from
/// `queue_seconds` on, what the queue's state was within the interval.
///
/// Of contacts that arrived, `offered = served + abandoned + blocked + called_back + unserved_at_end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueueTally {
    /// Contacts that arrived, those who tried again among them. Of outbound work: calls begun.
    pub offered: u64,
    /// Those of them who tried again.
    pub redialled: u64,
    /// Turned away: no trunk or waiting place free.
    pub blocked: u64,
    /// Not blocked, and no agent at once.
    pub delayed: u64,
    /// Answered by an agent; of contacts that went back to the queue, their last answer counts.
    pub served: u64,
    /// Answered within the queue's answer time.
    pub served_within: u64,
    /// Hung up while waiting.
    pub abandoned: u64,
    /// Hung up within the queue's answer time.
    pub abandoned_within: u64,
    /// Took the offer of a callback.
    pub callbacks: u64,
    /// Called back; not counted as served.
    pub called_back: u64,
    /// Deferred contacts finished by their due time, callbacks begun within the promised time.
    pub done_by_due: u64,
    /// Still waiting when the horizon ended, callbacks not made among them.
    pub unserved_at_end: u64,
    /// Waits of the served, summed, in seconds.
    pub wait_of_served_seconds: f64,
    /// Waits of those who hung up, summed, in seconds.
    pub wait_of_abandoned_seconds: f64,
    /// Contacts waiting, callbacks not among them, integrated over the interval.
    pub queue_seconds: f64,
    /// Contacts in service, integrated over the interval.
    pub service_seconds: f64,
    /// Contacts waiting when the interval ended.
    pub waiting_at_interval_end: u64,
    /// Contacts in service when the interval ended.
    pub in_service_at_interval_end: u64,
}

/// `numerator ÷ denominator`, where there is one.
fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator > 0.0).then(|| numerator / denominator)
}

impl QueueTally {
    /// Contacts a service level counts: offered, without those who preferred a callback.
    #[must_use]
    pub const fn counted(&self) -> u64 {
        self.offered - self.callbacks
    }

    /// Numerator and denominator of a service level.
    pub(super) fn service_level_parts(&self, variant: ServiceLevelVariant) -> (f64, f64) {
        let (met, of) = match variant {
            ServiceLevelVariant::OfOffered => (self.served_within, self.counted()),
            ServiceLevelVariant::LessShortAbandons => {
                (self.served_within, self.counted() - self.abandoned_within)
            }
            ServiceLevelVariant::ShortAbandonsAsMet => {
                (self.served_within + self.abandoned_within, self.counted())
            }
            ServiceLevelVariant::OfAnswered => (self.served_within, self.served),
        };
        (met as f64, of as f64)
    }

    /// Share answered within the answer time; `None` where the variant counts nobody.
    #[must_use]
    pub fn service_level(&self, variant: ServiceLevelVariant) -> Option<f64> {
        let (met, of) = self.service_level_parts(variant);
        ratio(met, of)
    }

    /// Mean wait of the served, in seconds.
    #[must_use]
    pub fn average_speed_of_answer_seconds(&self) -> Option<f64> {
        ratio(self.wait_of_served_seconds, self.served as f64)
    }

    /// Mean wait of all who were served or hung up, in seconds.
    #[must_use]
    pub fn mean_wait_seconds(&self) -> Option<f64> {
        ratio(
            self.wait_of_served_seconds + self.wait_of_abandoned_seconds,
            (self.served + self.abandoned) as f64,
        )
    }

    /// Share of the counted contacts that hung up.
    #[must_use]
    pub fn abandon_rate(&self) -> Option<f64> {
        ratio(self.abandoned as f64, self.counted() as f64)
    }

    /// Share of the offered contacts that were let in and found no agent at once.
    #[must_use]
    pub fn p_wait(&self) -> Option<f64> {
        ratio(self.delayed as f64, self.offered as f64)
    }
}

impl QueueTally {
    /// Whether all that a goal asks is met, the agents having been busy `occupancy` of their time. A period without
    /// contacts meets it.
    #[must_use]
    pub fn meets(&self, goal: &ServiceGoal, occupancy: Option<f64>) -> bool {
        if self.counted() == 0 {
            return true;
        }
        // A figure that does not exist, such as the mean wait of nobody, misses nothing.
        let at_most = |found: Option<f64>, most: Option<f64>| match (found, most) {
            (Some(found), Some(most)) => found <= most,
            _ => true,
        };
        let service_level_is_met = goal.service_level.is_none_or(|level| {
            let found = self.service_level(level.variant);
            found.is_none_or(|found| found >= level.share.as_f64())
        });
        let speed_of_answer = goal.average_speed_of_answer.map(WaitSeconds::seconds);
        let mean_wait = goal.mean_wait.map(WaitSeconds::seconds);
        let abandonment = goal.maximum_abandonment.map(|share| share.as_f64());
        let p_wait = goal.maximum_p_wait.map(|share| share.as_f64());
        let most_occupancy = goal.maximum_occupancy.map(|share| share.as_f64());
        service_level_is_met
            && at_most(self.average_speed_of_answer_seconds(), speed_of_answer)
            && at_most(self.mean_wait_seconds(), mean_wait)
            && at_most(self.abandon_rate(), abandonment)
            && at_most(self.p_wait(), p_wait)
            && at_most(occupancy, most_occupancy)
    }
}

impl AddAssign<&Self> for QueueTally {
    fn add_assign(&mut self, other: &Self) {
        self.offered += other.offered;
        self.redialled += other.redialled;
        self.blocked += other.blocked;
        self.delayed += other.delayed;
        self.served += other.served;
        self.served_within += other.served_within;
        self.abandoned += other.abandoned;
        self.abandoned_within += other.abandoned_within;
        self.callbacks += other.callbacks;
        self.called_back += other.called_back;
        self.done_by_due += other.done_by_due;
        self.unserved_at_end += other.unserved_at_end;
        self.wait_of_served_seconds += other.wait_of_served_seconds;
        self.wait_of_abandoned_seconds += other.wait_of_abandoned_seconds;
        self.queue_seconds += other.queue_seconds;
        self.service_seconds += other.service_seconds;
        self.waiting_at_interval_end += other.waiting_at_interval_end;
        self.in_service_at_interval_end += other.in_service_at_interval_end;
    }
}

/// What the agents of a group did within an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AgentTally {
    /// Agent-seconds on queue, overtime included.
    pub staffed_seconds: f64,
    /// Agent-seconds with at least one contact.
    pub busy_seconds: f64,
    /// Contacts in service, integrated: above `busy_seconds` where chats run side by side.
    pub contact_seconds: f64,
}

impl AgentTally {
    /// Share of their time on queue that the agents were busy.
    #[must_use]
    pub fn occupancy(&self) -> Option<f64> {
        ratio(self.busy_seconds, self.staffed_seconds)
    }
}

impl AddAssign<&Self> for AgentTally {
    fn add_assign(&mut self, other: &Self) {
        self.staffed_seconds += other.staffed_seconds;
        self.busy_seconds += other.busy_seconds;
        self.contact_seconds += other.contact_seconds;
    }
}

/// Everything counted in one replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    pub(super) intervals: usize,
    pub(super) queues: Vec<QueueTally>,
    pub(super) groups: Vec<AgentTally>,
}

impl Tally {
    /// Intervals, queues and agent groups.
    pub(super) fn shape(&self) -> (usize, usize, usize) {
        let rows = |cells: usize| cells / self.intervals.max(1);
        (
            self.intervals,
            rows(self.queues.len()),
            rows(self.groups.len()),
        )
    }

    pub(super) fn new(intervals: usize, queues: usize, groups: usize) -> Self {
        Self {
            intervals,
            queues: vec![QueueTally::default(); queues * intervals],
            groups: vec![AgentTally::default(); groups * intervals],
        }
    }

    /// Nothing counted yet but the agents on queue.
    pub(super) fn clear(&mut self, staffed: &[AgentTally]) {
        self.queues.fill(QueueTally::default());
        self.groups.copy_from_slice(staffed);
    }

    /// A queue over some intervals; what is outside the horizon counts nothing.
    #[must_use]
    pub fn queue(&self, queue: usize, intervals: Range<usize>) -> QueueTally {
        let mut sum = QueueTally::default();
        for cell in cells(&self.queues, self.intervals, queue, intervals) {
            sum += cell;
        }
        sum
    }

    /// An agent group over some intervals; what is outside the horizon counts nothing.
    #[must_use]
    pub fn agent_group(&self, group: usize, intervals: Range<usize>) -> AgentTally {
        let mut sum = AgentTally::default();
        for cell in cells(&self.groups, self.intervals, group, intervals) {
            sum += cell;
        }
        sum
    }

    /// Contacts that arrived, over all queues.
    #[must_use]
    pub fn contacts(&self) -> u64 {
        self.queues.iter().map(|cell| cell.offered).sum()
    }
}

fn cells<T>(table: &[T], intervals: usize, row: usize, wanted: Range<usize>) -> &[T] {
    let end = wanted.end.min(intervals);
    let start = wanted.start.min(end);
    let first = row * intervals;
    table.get(first + start..first + end).unwrap_or_default()
}
