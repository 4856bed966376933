//! Dates on which callees are called otherwise than on their weekday: single dates, and public holidays.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use crewcast_forecasts::calendar::SpecialDayKind;
use crewcast_forecasts::calendar::tables::{self, Country};
use serde::{Deserialize, Serialize};

use super::callable_times::minute_of;
use crate::failure::{Failure, Faults};

/// A stretch of a local day, `[startTime, stopTime)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DaySlot {
    /// `HH:MM`.
    pub start_time: String,
    /// `HH:MM`, at most `24:00`.
    pub stop_time: String,
}

/// What holds on one date instead of its weekday's slots, in every zone that has slots at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DateException {
    /// The local date.
    pub date: NaiveDate,
    /// Slots of that day; none means that nobody is called.
    #[serde(default)]
    pub time_slots: Vec<DaySlot>,
}

/// The exceptions of a callable time set. A date that is named goes before a holiday.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CallableDates {
    /// Single dates.
    pub dates: Vec<DateException>,
    /// Countries on whose public holidays nobody is called: `mainlandChina`, `unitedStates`, `unitedKingdom`, `israel`,
    /// by the calendars that come with the product. Years they do not cover have none: see `holidaysKnownUntil`.
    #[schema(value_type = Vec<String>)]
    pub closed_on_holidays_of: Vec<Country>,
}

/// Slots of one day, from and to minutes of it.
type MinuteSlots = Vec<(u32, u32)>;

/// Dates of a set; more is a calendar, not an exception.
const MOST_DATES: usize = 1_000;

impl CallableDates {
    /// Notes what cannot be, at `/exceptions/…`.
    pub fn check(&self, faults: &mut Faults) {
        faults.require(
            self.dates.len() <= MOST_DATES,
            "/exceptions/dates",
            "too-many",
            format!("name at most {MOST_DATES} dates"),
        );
        let mut seen = std::collections::BTreeSet::new();
        for (i, exception) in self.dates.iter().enumerate() {
            let at = format!("/exceptions/dates/{i}");
            faults.require(
                seen.insert(exception.date),
                format!("{at}/date"),
                "duplicate",
                "name each date once; put all its slots into that entry",
            );
            for (j, slot) in exception.time_slots.iter().enumerate() {
                let (start, stop) = (minute_of(&slot.start_time), minute_of(&slot.stop_time));
                faults.require(
                    start.is_some_and(|start| stop.is_some_and(|stop| start < stop)),
                    format!("{at}/timeSlots/{j}"),
                    "invalid-time",
                    "write startTime and a later stopTime as HH:MM, at most 24:00",
                );
            }
        }
    }

    /// The last year for which all of its countries' holidays are known; `None` without countries.
    pub fn holidays_known_until(&self) -> Option<i32> {
        let countries = self.closed_on_holidays_of.iter();
        countries
            .map(|country| *tables::years(*country).end())
            .min()
    }

    /// The days on which something else holds than on their weekday, with their slots in minutes.
    ///
    /// # Errors
    /// [`Failure::Internal`] when a shipped calendar is damaged.
    pub(super) fn days(&self) -> Result<Vec<(NaiveDate, MinuteSlots)>, Failure> {
        let mut days = Vec::new();
        for country in &self.closed_on_holidays_of {
            let holidays = holidays_of(*country)?.iter();
            days.extend(holidays.map(|date| (*date, Vec::new())));
        }
        days.extend(self.dates.iter().map(|exception| {
            let slots = exception.time_slots.iter();
            let slots = slots.filter_map(|slot| {
                Some((minute_of(&slot.start_time)?, minute_of(&slot.stop_time)?))
            });
            (exception.date, slots.collect())
        }));
        Ok(days)
    }
}

/// The public holidays of each country in all the years its calendar has, or why it cannot be read.
type Holidays = BTreeMap<Country, Result<Vec<NaiveDate>, String>>;

/// Read once: every lease asks for them.
static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(|| {
    let all = Country::ALL.into_iter();
    all.map(|country| (country, read_holidays(country)))
        .collect()
});

fn read_holidays(country: Country) -> Result<Vec<NaiveDate>, String> {
    let calendar = tables::table(country, tables::years(country));
    let calendar = calendar.map_err(|error| error.to_string())?;
    let holidays = calendar
        .iter()
        .filter(|day| day.kind == SpecialDayKind::PublicHoliday);
    Ok(holidays.map(|day| day.date).collect())
}

fn holidays_of(country: Country) -> Result<&'static [NaiveDate], Failure> {
    match HOLIDAYS.get(&country) {
        Some(Ok(dates)) => Ok(dates),
        Some(Err(error)) => Err(Failure::Internal(error.clone())),
        None => Err(Failure::Internal(format!(
            "there is no calendar of {country}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Shanghai;

    use super::super::callable_times::{CallableTime, CallableTimes, TimeSlot};
    use super::*;
    use crate::db::Instant;

    fn at(text: &str) -> Instant {
        serde_json::from_str(&format!("{text:?}")).unwrap()
    }

    fn office_hours(exceptions: &CallableDates) -> CallableTimes {
        let slots = (1..=7).map(|day| TimeSlot {
            day,
            start_time: "09:00".to_owned(),
            stop_time: "21:00".to_owned(),
        });
        let times = CallableTimes::read(&[CallableTime {
            time_zone_id: "*".to_owned(),
            time_slots: slots.collect(),
        }]);
        times.with_exceptions(exceptions).unwrap()
    }

    #[test]
    fn nobody_is_called_on_a_holiday_but_where_the_date_says_so() {
        let mut exceptions = CallableDates {
            closed_on_holidays_of: vec![Country::MainlandChina],
            ..CallableDates::default()
        };
        // National Day 2026 is from 1 to 7 October.
        let (before, during) = (at("2026-09-30T12:59:59Z"), at("2026-10-03T04:00:00Z"));
        let times = office_hours(&exceptions);
        assert_eq!(
            times.window_end(Shanghai, before),
            Some(at("2026-09-30T13:00:00Z"))
        );
        assert_eq!(times.window_end(Shanghai, during), None);
        assert_eq!(
            times.opens_at(Shanghai, during),
            Some(at("2026-10-08T01:00:00Z"))
        );
        exceptions.dates.push(DateException {
            date: "2026-10-03".parse().unwrap(),
            time_slots: vec![DaySlot {
                start_time: "12:00".to_owned(),
                stop_time: "13:00".to_owned(),
            }],
        });
        let times = office_hours(&exceptions);
        assert_eq!(
            times.window_end(Shanghai, during),
            Some(at("2026-10-03T05:00:00Z"))
        );
        assert_eq!(exceptions.holidays_known_until(), Some(2026));
    }

    #[test]
    fn a_date_named_twice_and_a_slot_that_ends_before_it_begins_are_refused() {
        let backwards = DateException {
            date: "2026-10-03".parse().unwrap(),
            time_slots: vec![DaySlot {
                start_time: "13:00".to_owned(),
                stop_time: "12:00".to_owned(),
            }],
        };
        let exceptions = CallableDates {
            dates: vec![backwards.clone(), backwards],
            ..CallableDates::default()
        };
        let mut faults = Faults::default();
        exceptions.check(&mut faults);
        let failure = faults.into_result().unwrap_err();
        let pointers: Vec<_> = failure
            .faults()
            .iter()
            .map(|fault| fault.pointer.as_str())
            .collect();
        assert_eq!(
            pointers,
            [
                "/exceptions/dates/0/timeSlots/0",
                "/exceptions/dates/1/date",
                "/exceptions/dates/1/timeSlots/0"
            ]
        );
    }
}
