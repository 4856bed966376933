//! What the calendar says about each day of a history.

use chrono::{Days, NaiveDate};

use crate::calendar::{Calendar, SpecialDayKind};

/// How long an event's response may still be felt, days.
const EVENT_DAYS: u64 = 3;

/// Standing of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DayKind {
    /// Public holiday, or a closure the calendar knows of.
    pub at_rest: bool,
    /// The day before a public holiday: such days often end early. Nobody knew of an unplanned closure ahead.
    pub eve: bool,
    /// Worked by decree: its weekday says nothing about it.
    pub made_up: bool,
    /// An event on the day or within the three days before.
    pub event: bool,
    /// The day after a holiday or closure.
    pub after_rest: bool,
}

impl DayKind {
    pub(super) fn of(date: NaiveDate, calendar: &Calendar) -> Self {
        let at_rest = |date: Option<NaiveDate>| {
            date.is_some_and(|date| {
                calendar.on(date).iter().any(|day| {
                    matches!(
                        day.kind,
                        SpecialDayKind::PublicHoliday | SpecialDayKind::UnplannedClosure
                    )
                })
            })
        };
        let event = |date: NaiveDate| {
            let entries = calendar.on(date);
            entries
                .iter()
                .any(|day| matches!(day.kind, SpecialDayKind::Event { .. }))
        };
        Self {
            at_rest: at_rest(Some(date)),
            eve: date
                .succ_opt()
                .is_some_and(|next| calendar.is_public_holiday(next)),
            made_up: calendar.is_make_up_workday(date),
            event: (0..=EVENT_DAYS)
                .any(|back| date.checked_sub_days(Days::new(back)).is_some_and(event)),
            after_rest: at_rest(date.pred_opt()),
        }
    }

    /// Whether the day can stand for its weekday.
    pub(super) fn is_ordinary(self) -> bool {
        !(self.at_rest || self.eve || self.made_up)
    }

    /// Whether more contacts than usual would surprise nobody.
    pub(super) fn may_be_busy(self) -> bool {
        !self.is_ordinary() || self.event || self.after_rest
    }
}
