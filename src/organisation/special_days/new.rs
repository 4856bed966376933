//! A special day as it is sent, and what must hold of it.

use chrono::{Datelike, NaiveDate};
use crewcast_forecasts::calendar::{SpecialDay, SpecialDayKind};
use serde::{Deserialize, Serialize};

use crate::failure::Faults;

/// The years a special day may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// What a special day says about its date.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum DayKind {
    /// The centre is closed, or is called as on a day of rest.
    PublicHoliday,
    /// A day of rest that is worked by decree.
    MakeUpWorkday,
    /// The centre was closed and nobody had known it ahead.
    UnplannedClosure,
    /// A campaign, a mailing, a billing run: something expected to move the volume.
    Event,
}

impl DayKind {
    /// As stored.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::PublicHoliday => "publicHoliday",
            Self::MakeUpWorkday => "makeUpWorkday",
            Self::UnplannedClosure => "unplannedClosure",
            Self::Event => "event",
        }
    }

    /// The kind of that name.
    pub(super) fn parse(name: &str) -> Option<Self> {
        [
            Self::PublicHoliday,
            Self::MakeUpWorkday,
            Self::UnplannedClosure,
            Self::Event,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == name)
    }
}

/// A special day to be kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSpecialDay {
    /// The local day.
    pub date: NaiveDate,
    /// What people call it. Days of one name are learnt from together, so it has one name in every year.
    pub name: String,
    /// What it says about the day.
    pub kind: DayKind,
    /// How large an event is, in a unit of the planner's own (letters sent, invoices); 1 when left out. Other kinds
    /// have no size.
    #[serde(default)]
    pub size: Option<f64>,
}

impl NewSpecialDay {
    /// Notes what is wrong with it, below `pointer`.
    pub(super) fn check(&self, faults: &mut Faults, pointer: &str) {
        faults.require_name(&self.name, format!("{pointer}/name"));
        faults.require(
            !self.name.chars().any(char::is_control),
            format!("{pointer}/name"),
            "invalid-name",
            "must have no line breaks or other control characters",
        );
        faults.require(
            YEARS.contains(&self.date.year()),
            format!("{pointer}/date"),
            "out-of-range",
            format!(
                "{} lies outside the years {} to {}; check the year",
                self.date,
                YEARS.start(),
                YEARS.end()
            ),
        );
        let size = self.size.unwrap_or(1.0);
        faults.require(
            size.is_finite() && size >= 0.0,
            format!("{pointer}/size"),
            "out-of-range",
            format!("{size} is no size; use a number of 0 or more"),
        );
        faults.require(
            self.size.is_none() || self.kind == DayKind::Event,
            format!("{pointer}/size"),
            "size-without-event",
            "only an event has a size; leave it out, or make the kind event",
        );
    }

    /// As stored: an event has its size, another kind none.
    pub(super) fn stored_size(&self) -> Option<f64> {
        (self.kind == DayKind::Event).then(|| self.size.unwrap_or(1.0))
    }
}

impl From<&SpecialDay> for NewSpecialDay {
    fn from(day: &SpecialDay) -> Self {
        let (kind, size) = match day.kind {
            SpecialDayKind::PublicHoliday => (DayKind::PublicHoliday, None),
            SpecialDayKind::MakeUpWorkday => (DayKind::MakeUpWorkday, None),
            SpecialDayKind::UnplannedClosure => (DayKind::UnplannedClosure, None),
            SpecialDayKind::Event { size } => (DayKind::Event, Some(size)),
        };
        Self {
            date: day.date,
            name: day.name.clone(),
            kind,
            size,
        }
    }
}

impl From<NewSpecialDay> for SpecialDay {
    fn from(day: NewSpecialDay) -> Self {
        let kind = match day.kind {
            DayKind::PublicHoliday => SpecialDayKind::PublicHoliday,
            DayKind::MakeUpWorkday => SpecialDayKind::MakeUpWorkday,
            DayKind::UnplannedClosure => SpecialDayKind::UnplannedClosure,
            DayKind::Event => SpecialDayKind::Event {
                size: day.size.unwrap_or(1.0),
            },
        };
        Self {
            date: day.date,
            name: day.name,
            kind,
        }
    }
}
