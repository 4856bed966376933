//! Agents who are away: their shifts become time off where they are.

use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::db::Instant;
use crate::organisation::ActivityCode;
use crate::schedules::{Shift, ShiftActivity};

/// An agent who is away for a local day, or from one instant to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RescheduleAbsence {
    /// Who.
    pub agent_id: String,
    /// The local day whose shifts they do not work, those that run past midnight to their end.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// From when, where it is no whole day.
    #[serde(default)]
    pub start_date: Option<Instant>,
    /// Until when.
    #[serde(default)]
    pub end_date: Option<Instant>,
    /// What stands in the schedule instead; the business unit's first active code of category `TimeOff` when left out.
    #[serde(default)]
    pub activity_code_id: Option<String>,
}

impl RescheduleAbsence {
    /// The part of a shift that they are away from.
    fn away(&self, shift: &Shift, zone: Tz) -> Option<(Instant, Instant)> {
        if shift.agent_id != self.agent_id {
            return None;
        }
        let (from, to) = match self.date {
            Some(date) => {
                let local = zone.from_utc_datetime(&shift.start_at.to_utc().naive_utc());
                (local.date_naive() == date).then(|| (shift.start_at, shift.end_at()))?
            }
            None => (self.start_date?, self.end_date?),
        };
        let (from, to) = (from.max(shift.start_at), to.min(shift.end_at()));
        (from < to).then_some((from, to))
    }
}

/// All shifts, with those of absent agents turned into `code` where they are away.
pub(super) fn with_absences(
    shifts: &[Shift],
    absences: &[(RescheduleAbsence, &ActivityCode)],
    zone: Tz,
) -> Vec<Shift> {
    let mut shifts = shifts.to_vec();
    for shift in &mut shifts {
        for (absence, code) in absences {
            if let Some(away) = absence.away(shift, zone) {
                shift.activities = replaced(&shift.activities, away, code);
            }
        }
    }
    shifts
}

fn replaced(
    activities: &[ShiftActivity],
    (from, to): (Instant, Instant),
    code: &ActivityCode,
) -> Vec<ShiftActivity> {
    let mut found: Vec<ShiftActivity> = Vec::new();
    let mut push = |activity: &ShiftActivity, start: Instant, end: Instant| {
        if start >= end {
            return;
        }
        let minutes = (end.epoch_millis() - start.epoch_millis()) / 60_000;
        let length_minutes = u32::try_from(minutes).unwrap_or(0);
        let same = |last: &&mut ShiftActivity| {
            let kind = |one: &ShiftActivity| (one.activity_code_id.clone(), one.paid);
            kind(last) == kind(activity)
                && last.end_at() == start
                && last.description == activity.description
                && last.time_off_request_id == activity.time_off_request_id
        };
        match found.last_mut().filter(same) {
            Some(last) => last.length_minutes += length_minutes,
            None => found.push(ShiftActivity {
                start_at: start,
                length_minutes,
                ..activity.clone()
            }),
        }
    };
    let absence = ShiftActivity {
        activity_code_id: code.id.clone(),
        start_at: from,
        length_minutes: 0,
        paid: code.counts_as_paid_time,
        category: code.category,
        description: None,
        time_off_request_id: None,
    };
    for activity in activities {
        let (start, end) = (activity.start_at, activity.end_at());
        push(activity, start, end.min(from));
        // A meal that was not paid is not paid either when its agent is away.
        let away = ShiftActivity {
            paid: absence.paid && activity.paid,
            ..absence.clone()
        };
        // What is approved leave stays that.
        let is_leave = activity.time_off_request_id.is_some();
        let there = if is_leave { activity } else { &away };
        push(there, start.max(from), end.min(to));
        push(activity, start.max(to), end);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::ActivityCategory;
    use crate::schedules::testing::{Centre, instant};
    use crate::schedules::{NewShift, shifts_of_schedule};

    fn of_day(shift: NewShift, centre: &Centre) -> Shift {
        let draft = centre.draft("2026-03-23", 1, vec![shift]);
        let shifts = centre.does(|conn, scope| shifts_of_schedule(conn, scope, &draft.id));
        shifts.unwrap().remove(0)
    }

    fn parts(shift: &Shift) -> Vec<(ActivityCategory, u32, bool)> {
        let activities = shift.activities.iter();
        activities
            .map(|one| (one.category, one.length_minutes, one.paid))
            .collect()
    }

    #[test]
    fn a_day_away_pays_what_the_shift_would_have_and_half_a_day_leaves_the_rest() {
        let centre = Centre::new();
        let ann = centre.agent("Ann");
        let shift = of_day(centre.shift(&ann.id, "2026-03-23T22:00:00Z"), &centre);
        let code = centre.code(ActivityCategory::TimeOff);
        let absence = |date: Option<&str>| RescheduleAbsence {
            agent_id: ann.id.clone(),
            date: date.map(|date| date.parse().unwrap()),
            start_date: Some(instant("2026-03-24T02:00:00Z")),
            end_date: Some(instant("2026-03-24T12:00:00Z")),
            activity_code_id: None,
        };
        let with = |absence| {
            let found = with_absences(
                std::slice::from_ref(&shift),
                &[(absence, code)],
                centre.unit.time_zone,
            );
            (parts(&found[0]), found[0].paid_minutes())
        };
        let off = ActivityCategory::TimeOff;
        let (day, paid) = with(absence(Some("2026-03-23")));
        assert_eq!(day, [(off, 240, true), (off, 30, false), (off, 210, true)]);
        assert_eq!(paid, 450);
        let (half, _) = with(absence(None));
        let on = ActivityCategory::OnQueueWork;
        assert_eq!(half[0], (on, 240, true));
        assert_eq!(half[1..], [(off, 30, false), (off, 210, true)]);
        let (other, _) = with(absence(Some("2026-03-24")));
        assert_eq!(other, parts(&shift), "the shift starts on the day before");
    }
}
