//! Rotations: weeks of a work plan in turn, every agent at a place of their own.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::terms::WorkPlanShift;
use crate::failure::Faults;
use crate::organisation::wire;

/// Weeks a rotation may have.
pub(in crate::organisation) const MOST_WEEKS: usize = 52;

/// Weeks in turn. In the week of `startWeekDate` an agent whose `rotationPosition` is 0 works by the first entry, one at 1 by
/// the second; every week after it they move on by one, around and around, and before it likewise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkPlanRotation {
    /// A first day of a week of the business unit.
    pub start_week_date: NaiveDate,
    /// The weeks, 1 to 52.
    pub weeks: Vec<RotationWeek>,
}

/// A week of a rotation. A day of the week that none of its entries names is off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RotationWeek {
    /// What may start on which days; entries that name the same day add up. Empty for a week off.
    pub days: Vec<RotationDay>,
}

/// Shifts that may start on some days of a rotation's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RotationDay {
    /// The days, `Monday` to `Sunday`.
    #[serde(with = "wire::weekdays")]
    #[schema(value_type = Vec<String>)]
    pub days: Vec<Weekday>,
    /// Names of the shifts that may start on them.
    pub shifts: Vec<String>,
}

impl RotationWeek {
    /// Whether a shift of the name may start on the day of the week.
    pub(super) fn allows(&self, day: Weekday, shift: &str) -> bool {
        let mut days = self.days.iter();
        days.any(|entry| entry.days.contains(&day) && entry.shifts.iter().any(|name| name == shift))
    }
}

impl WorkPlanRotation {
    /// The position of the week in which an agent at `position` is in the week that begins on `date`.
    pub fn week_at(&self, position: u32, date: NaiveDate) -> usize {
        let passed = date
            .signed_duration_since(self.start_week_date)
            .num_days()
            .div_euclid(7);
        let weeks = i64::try_from(self.weeks.len().max(1)).unwrap_or(1);
        let week = (i64::from(position) + passed).rem_euclid(weeks);
        usize::try_from(week).unwrap_or(0)
    }

    /// Notes what names no shift, or a shift on a day it never starts on.
    pub(super) fn check(
        &self,
        shifts: &BTreeMap<&String, &WorkPlanShift>,
        starts: Weekday,
        faults: &mut Faults,
    ) {
        faults.require(
            self.start_week_date.weekday() == starts,
            "/rules/rotation/startWeekDate",
            "not-a-week-start",
            format!(
                "{} is a {}; weeks of the business unit start on {}",
                self.start_week_date,
                wire::weekday_name(self.start_week_date.weekday()),
                wire::weekday_name(starts)
            ),
        );
        faults.require(
            (1..=MOST_WEEKS).contains(&self.weeks.len()),
            "/rules/rotation/weeks",
            "out-of-range",
            format!("give 1 to {MOST_WEEKS} weeks, or leave the rotation out"),
        );
        for (week, entries) in self.weeks.iter().enumerate() {
            for (index, entry) in entries.days.iter().enumerate() {
                entry.check(
                    &format!("/rules/rotation/weeks/{week}/days/{index}"),
                    shifts,
                    faults,
                );
            }
        }
    }
}

impl RotationDay {
    fn check(&self, at: &str, shifts: &BTreeMap<&String, &WorkPlanShift>, faults: &mut Faults) {
        for (field, is_empty) in [
            ("days", self.days.is_empty()),
            ("shifts", self.shifts.is_empty()),
        ] {
            faults.require(
                !is_empty,
                format!("{at}/{field}"),
                "empty",
                "name at least one, or leave the entry out: days without one are off",
            );
        }
        for (index, name) in self.shifts.iter().enumerate() {
            let at = format!("{at}/shifts/{index}");
            let Some(shift) = shifts.get(name) else {
                let detail =
                    format!("{name:?} is no shift of this work plan; use a name of /shifts");
                faults.require(false, at, "not-found", detail);
                continue;
            };
            let never = self.days.iter().find(|day| !shift.days.contains(day));
            if let Some(never) = never {
                let day = wire::weekday_name(*never);
                let detail = format!(
                    "{name:?} never starts on {day}; take the day out here or add it to the shift"
                );
                faults.require(false, at, "invalid-days", detail);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_move_on_by_a_week_from_their_own_place_and_backwards_before_the_start() {
        let rotation = WorkPlanRotation {
            start_week_date: "2026-06-01".parse().unwrap(),
            weeks: vec![RotationWeek::default(); 3],
        };
        let at = |position, date: &str| rotation.week_at(position, date.parse().unwrap());
        assert_eq!([0, 1, 2].map(|place| at(place, "2026-06-01")), [0, 1, 2]);
        assert_eq!([0, 1, 2].map(|place| at(place, "2026-06-08")), [1, 2, 0]);
        assert_eq!(at(0, "2026-05-25"), 2);
        assert_eq!(at(0, "2026-06-22"), 0);
        assert_eq!(at(4, "2026-06-01"), 1, "places are counted around");
    }
}
