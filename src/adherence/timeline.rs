//! Two timelines of one agent, the plan and what happened, cut where either changes.

use super::activity::Activity;
use crate::db::Instant;

/// A state holds until the next event, yet no longer than this: after a day of silence nothing is known.
pub const SILENCE_SECONDS: i64 = 24 * 3_600;

/// Where a state begins. The event's id orders two of the same instant, so that the order of arrival never matters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StateChange {
    /// When.
    pub at: Instant,
    /// The event's id.
    pub event_id: String,
    /// What the agent does from then on.
    pub activity: Activity,
}

/// A stretch of time, `[start, end)`, given to one activity by the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduledSpan {
    /// First instant.
    pub start: Instant,
    /// First instant after it.
    pub end: Instant,
    /// What is to be done.
    pub activity: Activity,
}

/// A stretch of time, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First instant.
    pub start: Instant,
    /// First instant after it.
    pub end: Instant,
}

impl Window {
    /// Its length; 0 when it ends before it starts.
    pub fn seconds(self) -> i64 {
        ((self.end.epoch_millis() - self.start.epoch_millis()) / 1_000).max(0)
    }

    /// What lies in both.
    pub fn intersection(self, other: Self) -> Self {
        Self {
            start: self.start.max(other.start),
            end: self.end.min(other.end),
        }
    }
}

/// A stretch in which neither the plan nor what happens changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// When.
    pub window: Window,
    /// What is to be done; `None` outside every shift.
    pub scheduled: Option<Activity>,
    /// What is done.
    pub actual: Activity,
}

impl Segment {
    /// What is to be done where somebody has to be at work for it.
    pub fn expected(&self) -> Option<Activity> {
        self.scheduled.filter(|activity| activity.is_at_work())
    }
}

/// One agent's plan and states, to be cut into segments.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    scheduled: Vec<ScheduledSpan>,
    changes: Vec<StateChange>,
}

impl Timeline {
    /// Takes spans and changes in any order; spans of one agent do not overlap, as published schedules hold.
    ///
    /// Instants of changes are cut to whole seconds, so that every duration is a whole number of them.
    pub fn new(mut scheduled: Vec<ScheduledSpan>, mut changes: Vec<StateChange>) -> Self {
        scheduled.sort_by_key(|span| (span.start, span.end));
        changes.sort();
        changes.dedup_by(|later, earlier| later.event_id == earlier.event_id);
        for change in &mut changes {
            let millis = change.at.epoch_millis();
            change.at = Instant::from_epoch_millis(millis - millis.rem_euclid(1_000));
        }
        Self { scheduled, changes }
    }

    /// What is to be done at an instant; `None` outside every shift.
    pub fn scheduled_at(&self, at: Instant) -> Option<Activity> {
        let begun = self.scheduled.partition_point(|span| span.start <= at);
        let span = begun
            .checked_sub(1)
            .and_then(|last| self.scheduled.get(last))?;
        (at < span.end).then_some(span.activity)
    }

    /// What is done at an instant.
    pub fn actual_at(&self, at: Instant) -> Activity {
        let begun = self.changes.partition_point(|change| change.at <= at);
        begun
            .checked_sub(1)
            .and_then(|last| self.changes.get(last))
            .filter(|change| at < change.at.plus_seconds(SILENCE_SECONDS))
            .map_or(Activity::Unknown, |change| change.activity)
    }

    /// The window cut where the plan or what happens changes; equal neighbours are one segment.
    pub fn segments(&self, window: Window) -> Vec<Segment> {
        let mut cuts: Vec<Instant> = self
            .scheduled
            .iter()
            .flat_map(|span| [span.start, span.end])
            .chain(
                self.changes
                    .iter()
                    .flat_map(|change| [change.at, change.at.plus_seconds(SILENCE_SECONDS)]),
            )
            .filter(|cut| window.start < *cut && *cut < window.end)
            .collect();
        cuts.push(window.start);
        cuts.push(window.end);
        cuts.sort_unstable();
        cuts.dedup();
        let mut segments: Vec<Segment> = Vec::new();
        for pair in cuts.windows(2) {
            let &[start, end] = pair else { continue };
            if start < window.start || end > window.end {
                continue;
            }
            let next = Segment {
                window: Window { start, end },
                scheduled: self.scheduled_at(start),
                actual: self.actual_at(start),
            };
            match segments.last_mut() {
                Some(last) if (last.scheduled, last.actual) == (next.scheduled, next.actual) => {
                    last.window.end = end;
                }
                _ => segments.push(next),
            }
        }
        segments
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::adherence::activity::Activity::{
        Break, OffQueueWork, OnQueueWork, Unknown, Unscheduled,
    };

    pub fn minute(minutes: i64) -> Instant {
        Instant::from_epoch_millis(0).plus_minutes(minutes)
    }

    pub fn span(from: i64, to: i64, activity: Activity) -> ScheduledSpan {
        ScheduledSpan {
            start: minute(from),
            end: minute(to),
            activity,
        }
    }

    pub fn change(at: i64, activity: Activity) -> StateChange {
        StateChange {
            at: minute(at),
            event_id: format!("e{at}"),
            activity,
        }
    }

    pub fn window(from: i64, to: i64) -> Window {
        Window {
            start: minute(from),
            end: minute(to),
        }
    }

    fn told(timeline: &Timeline, from: i64, to: i64) -> Vec<(i64, Option<Activity>, Activity)> {
        timeline
            .segments(window(from, to))
            .iter()
            .map(|s| (s.window.seconds() / 60, s.scheduled, s.actual))
            .collect()
    }

    #[test]
    fn the_window_is_cut_where_plan_or_state_changes() {
        let timeline = Timeline::new(
            vec![span(0, 60, OnQueueWork), span(60, 75, Break)],
            vec![
                change(70, OnQueueWork),
                change(-5, OffQueueWork),
                change(5, OnQueueWork),
            ],
        );
        assert_eq!(
            told(&timeline, -10, 80),
            [
                (5, None, Unknown),
                (5, None, OffQueueWork),
                (5, Some(OnQueueWork), OffQueueWork),
                (55, Some(OnQueueWork), OnQueueWork),
                (15, Some(Break), OnQueueWork),
                (5, None, OnQueueWork),
            ]
        );
    }

    #[test]
    fn after_a_day_of_silence_nothing_is_known() {
        let timeline = Timeline::new(vec![], vec![change(0, Unscheduled)]);
        assert_eq!(timeline.actual_at(minute(24 * 60 - 1)), Unscheduled);
        assert_eq!(timeline.actual_at(minute(24 * 60)), Unknown);
    }

    #[test]
    fn an_event_that_comes_late_changes_only_the_time_it_speaks_of() {
        let early = Timeline::new(
            vec![],
            vec![change(0, OnQueueWork), change(60, Unscheduled)],
        );
        let late = Timeline::new(
            vec![],
            vec![
                change(0, OnQueueWork),
                change(60, Unscheduled),
                change(30, Break),
            ],
        );
        assert_eq!(
            told(&early, 0, 90),
            [(60, None, OnQueueWork), (30, None, Unscheduled)]
        );
        assert_eq!(
            told(&late, 0, 90),
            [
                (30, None, OnQueueWork),
                (30, None, Break),
                (30, None, Unscheduled)
            ]
        );
    }

    #[test]
    fn a_window_that_ends_before_it_starts_has_no_segment() {
        let timeline = Timeline::new(vec![span(0, 60, OnQueueWork)], vec![]);
        assert_eq!(timeline.segments(window(30, 30)), []);
        assert_eq!(timeline.segments(window(30, 10)), []);
    }
}
