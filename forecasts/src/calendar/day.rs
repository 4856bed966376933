//! Dated entries and the calendar that holds them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a dated entry says about its day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SpecialDayKind {
    /// A public holiday: the centre is closed, or is called as on a day of rest.
    PublicHoliday,
    /// A day of rest that is worked by decree, as China's State Council orders around long holidays.
    MakeUpWorkday,
    /// A day on which the centre was closed and nobody had known it ahead.
    UnplannedClosure,
    /// A campaign, a mailing, a billing run: something expected to move the volume.
    Event {
        /// How large it is in a unit of the planner's own (letters sent, invoices); 1 where nothing else is known.
        size: f64,
    },
}

/// One entry of a calendar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpecialDay {
    /// The local day.
    pub date: NaiveDate,
    /// What people call it. Days of one name are pooled across years.
    pub name: String,
    /// What it says about the day.
    #[serde(flatten)]
    pub kind: SpecialDayKind,
}

/// Special days by date; a day may have several entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, Vec<SpecialDay>>,
}

impl Calendar {
    /// The entries of a day, in the order they were given.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> &[SpecialDay] {
        self.days.get(&date).map_or(&[], Vec::as_slice)
    }

    /// Whether a public holiday falls on the day.
    #[must_use]
    pub fn is_public_holiday(&self, date: NaiveDate) -> bool {
        self.has(date, SpecialDayKind::PublicHoliday)
    }

    /// Whether the day is worked by decree.
    #[must_use]
    pub fn is_make_up_workday(&self, date: NaiveDate) -> bool {
        self.has(date, SpecialDayKind::MakeUpWorkday)
    }

    /// All entries by date.
    pub fn iter(&self) -> impl Iterator<Item = &SpecialDay> {
        self.days.values().flatten()
    }

    /// Whether there is no entry at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    fn has(&self, date: NaiveDate, kind: SpecialDayKind) -> bool {
        self.on(date).iter().any(|day| day.kind == kind)
    }
}

impl Extend<SpecialDay> for Calendar {
    fn extend<T: IntoIterator<Item = SpecialDay>>(&mut self, days: T) {
        for day in days {
            self.days.entry(day.date).or_default().push(day);
        }
    }
}

impl FromIterator<SpecialDay> for Calendar {
    fn from_iter<T: IntoIterator<Item = SpecialDay>>(days: T) -> Self {
        let mut calendar = Self::default();
        calendar.extend(days);
        calendar
    }
}
