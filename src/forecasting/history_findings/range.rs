//! Which days of a history are asked for, and which are examined for them.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use crate::failure::{Failure, Faults};
use crate::organisation::{BusinessUnit, WeekGrid};
use crate::tenancy::Scope;

/// Days that are shown when none are asked for: the half year up to today, as a forecast learns from.
const USUAL_DAYS: u64 = 26 * 7;

/// Days before the first one asked for that are examined with them: what is usual must be known.
const DAYS_BEFORE: u64 = 26 * 7;

/// Days after the last one.
const DAYS_AFTER: u64 = 8 * 7;

const MOST_DAYS: u64 = 800;

/// The local days asked for, `[start, end)`: the half year up to today when both are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FindingRange {
    /// From this day; half a year before the end when left out.
    #[serde(default)]
    pub start_date: Option<NaiveDate>,
    /// Up to this day, exclusive; to today's end when left out.
    #[serde(default)]
    pub end_date: Option<NaiveDate>,
}

/// A range whose ends are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DateRange {
    pub first: NaiveDate,
    pub end: NaiveDate,
}

impl DateRange {
    /// Understands what was asked for.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `?endDate` when it is not after the start or more than 800 days later.
    pub(super) fn of(
        asked: FindingRange,
        unit: &BusinessUnit,
        scope: &Scope,
    ) -> Result<Self, Failure> {
        let today = scope.now.to_utc().with_timezone(&unit.time_zone);
        let end = asked
            .end_date
            .unwrap_or_else(|| later(today.date_naive(), 1));
        let first = asked.start_date.unwrap_or_else(|| earlier(end, USUAL_DAYS));
        let mut faults = Faults::default();
        faults.require(
            first < end && end <= later(first, MOST_DAYS),
            "?endDate",
            "out-of-range",
            format!("use an end after the start ({first}) and at most {MOST_DAYS} days later"),
        );
        faults.into_result()?;
        Ok(Self { first, end })
    }

    /// Whether the day is asked for.
    pub(super) fn holds(self, date: NaiveDate) -> bool {
        self.first <= date && date < self.end
    }

    /// The intervals examined for it: the range and what lies around it.
    pub(super) fn examined_grid(self, unit: &BusinessUnit) -> Result<WeekGrid, Failure> {
        let first = earlier(self.first, DAYS_BEFORE);
        let end = later(self.end, DAYS_AFTER);
        u32::try_from(end.signed_duration_since(first).num_days())
            .ok()
            .and_then(|days| {
                WeekGrid::of_days(first, days, unit.time_zone, unit.interval_length_minutes)
            })
            .ok_or_else(|| {
                Failure::invalid("?startDate", "out-of-range", "use a date of this century")
            })
    }
}

fn earlier(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days))
        .unwrap_or(NaiveDate::MIN)
}

fn later(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days))
        .unwrap_or(NaiveDate::MAX)
}
