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
    /// Whether they handle a contact.
    pub interacting: bool,
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

/// Why being elsewhere than scheduled is not held against an agent; of several the greatest counts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema,
)]
pub enum Excuse {
    /// The schedule changes within the profile's grace period, and the agent does what it says on the other side.
    Grace,
    /// A contact taken before the schedule left the queues lasted on, or the break it ran into was taken later by as much.
    LongCall,
    /// Somebody stated an outage.
    Outage,
    /// An approved explanation.
    Explanation,
}

/// A stretch of time that is excused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExcusedSpan {
    /// When.
    pub window: Window,
    /// Why.
    pub excuse: Excuse,
    /// Only while the agent does this.
    pub only: Option<Doing>,
}

/// What an agent has to do for an excuse to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// This activity.
    The(Activity),
    /// Nothing that is done at work.
    NothingAtWork,
}

impl Doing {
    fn holds(self, actual: Activity) -> bool {
        match self {
            Self::The(activity) => actual == activity,
            Self::NothingAtWork => !actual.is_at_work(),
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
    /// Whether a contact is handled.
    pub interacting: bool,
    /// Why it is not held against the agent, whatever it is.
    pub excuse: Option<Excuse>,
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
    excused: Vec<ExcusedSpan>,
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
        Self {
            scheduled,
            changes,
            excused: Vec::new(),
        }
    }

    /// With stretches that are excused, besides those it has.
    #[must_use]
    pub fn excusing(mut self, spans: impl IntoIterator<Item = ExcusedSpan>) -> Self {
        self.excused.extend(spans);
        self.excused.sort_by_key(|span| span.window.start);
        self
    }

    /// What is to be done, in order of time.
    pub fn scheduled(&self) -> &[ScheduledSpan] {
        &self.scheduled
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
        self.state_at(at)
            .map_or(Activity::Unknown, |change| change.activity)
    }

    /// Until when the contact lasts that is handled both at an instant and just before it, as far as states tell.
    pub fn contact_across(&self, at: Instant) -> Option<Instant> {
        let handled = |at| self.state_at(at).is_some_and(|change| change.interacting);
        if !handled(at.plus_seconds(-1)) || !handled(at) {
            return None;
        }
        let after = self.changes.partition_point(|change| change.at <= at);
        let later = self.changes.get(after..).unwrap_or_default();
        let end = later.iter().find(|change| !change.interacting);
        end.map(|change| change.at)
    }

    fn state_at(&self, at: Instant) -> Option<&StateChange> {
        let begun = self.changes.partition_point(|change| change.at <= at);
        begun
            .checked_sub(1)
            .and_then(|last| self.changes.get(last))
            .filter(|change| at < change.at.plus_seconds(SILENCE_SECONDS))
    }

    /// The window cut where the plan, what happens or an excuse changes; equal neighbours are one segment.
    pub fn segments(&self, window: Window) -> Vec<Segment> {
        let excused: Vec<&ExcusedSpan> = self
            .excused
            .iter()
            .filter(|span| span.window.start < window.end && window.start < span.window.end)
            .collect();
        let cuts = self.cuts(window, &excused);
        let mut segments: Vec<Segment> = Vec::new();
        for pair in cuts.windows(2) {
            let &[start, end] = pair else { continue };
            if start < window.start || end > window.end {
                continue;
            }
            let state = self.state_at(start);
            let actual = state.map_or(Activity::Unknown, |change| change.activity);
            let excuse = excused
                .iter()
                .filter(|span| span.window.start <= start && start < span.window.end)
                .filter(|span| span.only.is_none_or(|doing| doing.holds(actual)))
                .map(|span| span.excuse)
                .max();
            let next = Segment {
                window: Window { start, end },
                scheduled: self.scheduled_at(start),
                actual,
                interacting: state.is_some_and(|change| change.interacting),
                excuse,
            };
            match segments.last_mut() {
                Some(last) if last.is_like(&next) => last.window.end = end,
                _ => segments.push(next),
            }
        }
        segments
    }

    fn cuts(&self, window: Window, excused: &[&ExcusedSpan]) -> Vec<Instant> {
        let silence_from = window.start.plus_seconds(-SILENCE_SECONDS);
        let first = self
            .changes
            .partition_point(|change| change.at < silence_from);
        let changes = self.changes.get(first..).unwrap_or_default();
        let mut cuts: Vec<Instant> = changes
            .iter()
            .take_while(|change| change.at < window.end)
            .flat_map(|change| [change.at, change.at.plus_seconds(SILENCE_SECONDS)])
            .chain(
                self.scheduled
                    .iter()
                    .skip_while(|span| span.end < window.start)
                    .take_while(|span| span.start < window.end)
                    .flat_map(|span| [span.start, span.end]),
            )
            .chain(
                excused
                    .iter()
                    .flat_map(|span| [span.window.start, span.window.end]),
            )
            .filter(|cut| window.start < *cut && *cut < window.end)
            .collect();
        cuts.push(window.start);
        cuts.push(window.end);
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }
}

impl Segment {
    fn is_like(&self, other: &Self) -> bool {
        let told = |segment: &Self| {
            (
                segment.scheduled,
                segment.actual,
                segment.interacting,
                segment.excuse,
            )
        };
        told(self) == told(other)
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
            interacting: false,
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
