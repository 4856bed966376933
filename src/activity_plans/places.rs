//! Where in a shift an activity fits.

use chrono::{NaiveDate, TimeZone, Timelike};
use chrono_tz::Tz;

use super::plan::{NewActivityPlan, STEP_MINUTES};
use crate::db::Instant;
use crate::organisation::{ActivityCategory, ActivityCode};
use crate::schedules::{Shift, ShiftActivity};

/// Work on the queue that is left before or after is none, or lasts at least this long.
const LEAST_REST_MINUTES: i64 = 15;

/// A place: which shift, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Position among the shifts.
    pub shift: usize,
    pub start_at: Instant,
}

/// Local dates and hours in which it may be, not in the past.
pub(super) struct Hours<'a> {
    pub plan: &'a NewActivityPlan,
    pub zone: Tz,
    pub now: Instant,
}

impl Hours<'_> {
    fn local(&self, at: Instant) -> (NaiveDate, u32) {
        let local = self.zone.from_utc_datetime(&at.to_utc().naive_utc());
        (local.date_naive(), local.hour() * 60 + local.minute())
    }

    fn allow(&self, start: Instant) -> bool {
        let plan = self.plan;
        let (date, minute) = self.local(start);
        let earliest = plan.earliest_start_minutes_from_midnight.unwrap_or(0);
        let ends = minute + plan.length_minutes;
        let by = plan
            .latest_end_minutes_from_midnight
            .is_none_or(|latest| ends <= latest);
        start >= self.now
            && (plan.start_date..plan.end_date).contains(&date)
            && minute >= earliest
            && by
    }

    /// Every place in a shift: within one stretch on the queue, which it leaves whole or in parts of a quarter of an hour
    /// and more.
    pub fn places(&self, position: usize, shift: &Shift) -> Vec<Place> {
        let length = i64::from(self.plan.length_minutes);
        let mut places = Vec::new();
        for activity in &shift.activities {
            if activity.category != ActivityCategory::OnQueueWork {
                continue;
            }
            let room = i64::from(activity.length_minutes) - length;
            let mut offset = 0;
            while offset <= room {
                let before = offset == 0 || offset >= LEAST_REST_MINUTES;
                let after = room - offset == 0 || room - offset >= LEAST_REST_MINUTES;
                let start_at = activity.start_at.plus_minutes(offset);
                if before && after && self.allow(start_at) {
                    places.push(Place {
                        shift: position,
                        start_at,
                    });
                }
                offset += i64::from(STEP_MINUTES);
            }
        }
        places
    }

    /// Whether a shift of the plan's days has it already.
    pub fn has_it(&self, shift: &Shift) -> bool {
        shift.activities.iter().any(|activity| {
            let (date, _) = self.local(activity.start_at);
            activity.activity_code_id == self.plan.activity_code_id
                && activity.description.as_deref() == Some(self.plan.name.as_str())
                && (self.plan.start_date..self.plan.end_date).contains(&date)
        })
    }
}

/// The shift with the activity in the place of work on the queue.
pub(super) fn placed(
    shift: &Shift,
    start_at: Instant,
    (plan, code): (&NewActivityPlan, &ActivityCode),
) -> Shift {
    let mut activities = Vec::new();
    let end_at = start_at.plus_minutes(i64::from(plan.length_minutes));
    let minutes = |from: Instant, to: Instant| {
        u32::try_from((to.epoch_millis() - from.epoch_millis()) / 60_000).unwrap_or(0)
    };
    for activity in &shift.activities {
        if start_at < activity.start_at || end_at > activity.end_at() {
            activities.push(activity.clone());
            continue;
        }
        let mut push = |one: ShiftActivity| {
            if one.length_minutes > 0 {
                activities.push(one);
            }
        };
        push(ShiftActivity {
            length_minutes: minutes(activity.start_at, start_at),
            ..activity.clone()
        });
        push(ShiftActivity {
            activity_code_id: code.id.clone(),
            start_at,
            length_minutes: plan.length_minutes,
            paid: plan.counts_as_paid_time.unwrap_or(code.counts_as_paid_time),
            category: code.category,
            description: Some(plan.name.clone()),
            time_off_request_id: None,
        });
        push(ShiftActivity {
            start_at: end_at,
            length_minutes: minutes(end_at, activity.end_at()),
            ..activity.clone()
        });
    }
    Shift {
        activities,
        ..shift.clone()
    }
}
