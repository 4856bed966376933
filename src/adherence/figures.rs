//! One agent's days in numbers, under one definition.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use super::activity::Activity;
use super::definition::{Definition, Undefined};
use super::tally::Tally;
use super::timeline::{Excuse, Segment, Timeline, Window};
use crate::db::Instant;
use crate::organisation::midnight;

/// What being elsewhere than scheduled does to the queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub enum Impact {
    /// On queue though not scheduled on queue.
    Positive,
    /// Scheduled on queue, and not there.
    Negative,
    /// On queue neither in plan nor in fact.
    Neutral,
    /// What was done instead is not known.
    Unknown,
}

impl Impact {
    pub(super) fn of(segment: &Segment) -> Self {
        let due_on_queue = segment.scheduled == Some(Activity::OnQueueWork);
        match segment.actual {
            Activity::Unknown => Self::Unknown,
            Activity::OnQueueWork if !due_on_queue => Self::Positive,
            actual if due_on_queue && actual != Activity::OnQueueWork => Self::Negative,
            _ => Self::Neutral,
        }
    }

    const fn sign(self) -> i64 {
        match self {
            Self::Positive => 1,
            Self::Negative => -1,
            Self::Neutral | Self::Unknown => 0,
        }
    }
}

/// A stretch of time that the definition holds against an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    /// When.
    pub window: Window,
    /// What was to be done; `Unscheduled` outside every shift.
    pub scheduled: Activity,
    /// What was done.
    pub actual: Activity,
    /// What it does to the queues.
    pub impact: Impact,
}

/// A stretch of time that would be held against an agent if nothing excused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explained {
    /// When.
    pub window: Window,
    /// What was to be done; `Unscheduled` outside every shift.
    pub scheduled: Activity,
    /// What was done.
    pub actual: Activity,
    /// What excuses it.
    pub excuse: Excuse,
}

/// One agent's local day, or the part of it that has passed.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentDay {
    /// The local date.
    pub date: NaiveDate,
    /// From its first instant to its end, or to the present while it runs.
    pub window: Window,
    /// Seconds by how plan and reality met.
    pub tally: Tally,
    /// In order of time.
    pub exceptions: Vec<Exception>,
    /// What would be an exception and is excused, in order of time.
    pub explained: Vec<Explained>,
}

impl AgentDay {
    /// Measures a local day of `zone`, up to `as_of`; `None` when it has not begun by then or lies beyond the calendar.
    ///
    /// A day has the hours its zone gives it: 23 or 25 when clocks change. A shift that passes midnight counts in both
    /// days, each with its part.
    pub fn measure(
        timeline: &Timeline,
        definition: Definition,
        date: NaiveDate,
        zone: Tz,
        as_of: Instant,
    ) -> Option<Self> {
        let day = day_window(date, zone)?;
        let window = Window {
            start: day.start,
            end: day.end.min(as_of),
        };
        (window.start < window.end)
            .then(|| Self::measure_window(timeline, definition, date, window))
    }

    /// Measures a part of a day.
    pub fn measure_window(
        timeline: &Timeline,
        definition: Definition,
        date: NaiveDate,
        window: Window,
    ) -> Self {
        let segments = timeline.segments(window);
        let mut exceptions: Vec<Exception> = Vec::new();
        let mut explained: Vec<Explained> = Vec::new();
        for segment in segments.iter().filter(|one| definition.deviates(one)) {
            let scheduled = segment.scheduled.unwrap_or(Activity::Unscheduled);
            let Some(excuse) = segment.excuse else {
                let impact = Impact::of(segment);
                match exceptions.last_mut() {
                    Some(last)
                        if last.window.end == segment.window.start
                            && (last.scheduled, last.actual) == (scheduled, segment.actual) =>
                    {
                        last.window.end = segment.window.end;
                    }
                    _ => exceptions.push(Exception {
                        window: segment.window,
                        scheduled,
                        actual: segment.actual,
                        impact,
                    }),
                }
                continue;
            };
            match explained.last_mut() {
                Some(last)
                    if last.window.end == segment.window.start
                        && (last.scheduled, last.actual, last.excuse)
                            == (scheduled, segment.actual, excuse) =>
                {
                    last.window.end = segment.window.end;
                }
                _ => explained.push(Explained {
                    window: segment.window,
                    scheduled,
                    actual: segment.actual,
                    excuse,
                }),
            }
        }
        Self {
            date,
            window,
            tally: Tally::of(&segments),
            exceptions,
            explained,
        }
    }
}

/// A local day's first instant and the next day's.
pub fn day_window(date: NaiveDate, zone: Tz) -> Option<Window> {
    Some(Window {
        start: midnight(date, zone)?,
        end: midnight(date.succ_opt()?, zone)?,
    })
}

/// The figures of some days together, by one definition. Durations are seconds.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdherenceFigures {
    /// 0 to 100; null when undefined.
    pub adherence_percentage: Option<f64>,
    /// Why adherencePercentage is null.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adherence_undefined_reason: Option<Undefined>,
    /// 0 or above; null when undefined.
    pub conformance_percentage: Option<f64>,
    /// Why conformancePercentage is null.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conformance_undefined_reason: Option<Undefined>,
    /// Time that could be adhered to.
    pub adherence_schedule_secs: i64,
    /// How many exceptions.
    pub exception_count: usize,
    /// How long they lasted together.
    pub exception_duration_secs: i64,
    /// Time planned, as conformance counts it.
    pub conformance_schedule_secs: i64,
    /// Time worked, as conformance counts it.
    pub conformance_actual_secs: i64,
    /// Time inside shifts.
    pub schedule_length_secs: i64,
    /// Time at work, inside shifts or outside.
    pub actual_length_secs: i64,
    /// Time without a known state. Where work was scheduled it counts as an exception.
    pub unknown_secs: i64,
    /// Time in which contacts were handled, inside shifts or outside.
    pub interacting_secs: i64,
    /// Time that an explanation, an outage or a long call excuses.
    pub explained_secs: i64,
    /// Time that the profile's grace periods excuse.
    pub grace_secs: i64,
    /// On-queue time won less on-queue time lost in the exceptions; exceptions of unknown impact count 0.
    pub impact_seconds: i64,
    /// The direction of impactSeconds; Unknown when every exception's impact is unknown.
    pub impact: Impact,
}

/// Days, or parts of them, added up: durations are summed, then divided.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FigureSums {
    tally: Tally,
    exception_count: usize,
    unknown_count: usize,
    impact_seconds: i64,
    explained_secs: i64,
    grace_secs: i64,
}

impl FigureSums {
    /// Adds a day.
    pub(super) fn add(&mut self, day: &AgentDay) {
        self.tally = self.tally.plus(day.tally);
        self.exception_count += day.exceptions.len();
        for explained in &day.explained {
            match explained.excuse {
                Excuse::Grace => self.grace_secs += explained.window.seconds(),
                _ => self.explained_secs += explained.window.seconds(),
            }
        }
        for exception in &day.exceptions {
            self.impact_seconds += exception.impact.sign() * exception.window.seconds();
            self.unknown_count += usize::from(exception.impact == Impact::Unknown);
        }
    }

    /// The figures by one definition.
    pub(super) fn finish(self, definition: Definition) -> AdherenceFigures {
        let tally = self.tally;
        let adherence = definition.adherence_percentage(&tally);
        let conformance = definition.conformance_percentage(&tally);
        AdherenceFigures {
            adherence_percentage: adherence.ok(),
            adherence_undefined_reason: adherence.err(),
            conformance_percentage: conformance.ok(),
            conformance_undefined_reason: conformance.err(),
            adherence_schedule_secs: definition.adherence_schedule_secs(&tally),
            exception_count: self.exception_count,
            exception_duration_secs: definition.exception_secs(&tally),
            conformance_schedule_secs: definition.conformance_schedule_secs(&tally),
            conformance_actual_secs: definition.conformance_actual_secs(&tally),
            schedule_length_secs: tally.shift,
            actual_length_secs: tally.at_work,
            unknown_secs: tally.unknown,
            interacting_secs: tally.interacting,
            explained_secs: self.explained_secs,
            grace_secs: self.grace_secs,
            impact_seconds: self.impact_seconds,
            impact: match self.impact_seconds {
                1.. => Impact::Positive,
                ..0 => Impact::Negative,
                0 if self.exception_count > 0 && self.exception_count == self.unknown_count => {
                    Impact::Unknown
                }
                0 => Impact::Neutral,
            },
        }
    }
}

impl AdherenceFigures {
    /// The figures of `days` together: durations are summed, then divided.
    pub fn of<'a>(definition: Definition, days: impl IntoIterator<Item = &'a AgentDay>) -> Self {
        let mut sums = FigureSums::default();
        for day in days {
            sums.add(day);
        }
        sums.finish(definition)
    }
}
