//! How long an agent did what, next to what was to be done: everything the definitions are made from.

use super::activity::Activity;
use super::timeline::Segment;

/// Seconds by how plan and reality met. Time that is excused counts as spent as scheduled; work that is excused outside
/// a shift is not held against anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Inside shifts, whatever for.
    pub shift: i64,
    /// Scheduled for an activity that is done at work: time that can be adhered to.
    pub expected: i64,
    /// Of that, in the scheduled activity.
    pub in_place: i64,
    /// Of that, in another activity while neither of the two is on queue.
    pub neutral: i64,
    /// Of that, on queue when scheduled on queue, or known and off queue when scheduled off queue.
    pub productive_match: i64,
    /// Of that, at work in any activity.
    pub worked_in_shift: i64,
    /// Scheduled on queue.
    pub scheduled_on_queue: i64,
    /// Of that, on queue.
    pub on_queue_as_scheduled: i64,
    /// At work in any activity while nothing at work was scheduled.
    pub worked_outside_shift: i64,
    /// Of that, on queue.
    pub on_queue_outside_shift: i64,
    /// On queue, whenever.
    pub on_queue: i64,
    /// At work in any activity, whenever.
    pub at_work: i64,
    /// With a state that is known.
    pub known: i64,
    /// Without.
    pub unknown: i64,
    /// Handling contacts, whenever.
    pub interacting: i64,
    /// Of that, on queue.
    pub interacting_on_queue: i64,
}

impl Tally {
    /// Adds up segments.
    pub fn of(segments: &[Segment]) -> Self {
        let mut tally = Self::default();
        for segment in segments {
            tally.add_segment(segment);
        }
        tally
    }

    fn add_segment(&mut self, segment: &Segment) {
        let seconds = segment.window.seconds();
        let actual = segment.actual;
        let on_queue = actual == Activity::OnQueueWork;
        let at_work = actual.is_at_work();
        let known = actual != Activity::Unknown;
        let count = |counter: &mut i64, holds: bool| *counter += if holds { seconds } else { 0 };
        count(&mut self.shift, segment.scheduled.is_some());
        count(&mut self.on_queue, on_queue);
        count(&mut self.at_work, at_work);
        count(&mut self.known, known);
        count(&mut self.unknown, !known);
        count(&mut self.interacting, segment.interacting);
        count(
            &mut self.interacting_on_queue,
            segment.interacting && on_queue,
        );
        let excused = segment.excuse.is_some();
        let Some(expected) = segment.expected() else {
            count(&mut self.worked_outside_shift, at_work);
            count(&mut self.on_queue_outside_shift, on_queue && !excused);
            return;
        };
        let due_on_queue = expected == Activity::OnQueueWork;
        count(&mut self.expected, true);
        count(&mut self.in_place, excused || expected == actual);
        count(
            &mut self.neutral,
            !excused && expected != actual && known && !on_queue && !due_on_queue,
        );
        count(
            &mut self.productive_match,
            excused || (known && due_on_queue == on_queue),
        );
        count(&mut self.worked_in_shift, excused || at_work);
        count(&mut self.scheduled_on_queue, due_on_queue);
        count(
            &mut self.on_queue_as_scheduled,
            due_on_queue && (excused || on_queue),
        );
    }

    /// This and that together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            shift: self.shift + other.shift,
            expected: self.expected + other.expected,
            in_place: self.in_place + other.in_place,
            neutral: self.neutral + other.neutral,
            productive_match: self.productive_match + other.productive_match,
            worked_in_shift: self.worked_in_shift + other.worked_in_shift,
            scheduled_on_queue: self.scheduled_on_queue + other.scheduled_on_queue,
            on_queue_as_scheduled: self.on_queue_as_scheduled + other.on_queue_as_scheduled,
            worked_outside_shift: self.worked_outside_shift + other.worked_outside_shift,
            on_queue_outside_shift: self.on_queue_outside_shift + other.on_queue_outside_shift,
            on_queue: self.on_queue + other.on_queue,
            at_work: self.at_work + other.at_work,
            known: self.known + other.known,
            unknown: self.unknown + other.unknown,
            interacting: self.interacting + other.interacting,
            interacting_on_queue: self.interacting_on_queue + other.interacting_on_queue,
        }
    }
}
