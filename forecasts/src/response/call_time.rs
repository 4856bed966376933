//! When in the week a call is made.

use serde::{Deserialize, Serialize};

use super::ResponseError;

/// Hours of a week.
pub const HOURS_OF_A_WEEK: u8 = 168;

/// An hour of the callee's week: 0 is Monday 0:00 to 1:00, 167 Sunday 23:00 to 24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HourOfWeek(u8);

impl HourOfWeek {
    /// # Errors
    /// [`ResponseError::OutOfRange`] from 168 on.
    pub fn new(hour: u8) -> Result<Self, ResponseError> {
        if hour < HOURS_OF_A_WEEK {
            Ok(Self(hour))
        } else {
            Err(ResponseError::OutOfRange {
                option: "hour_of_week",
                value: f64::from(hour),
                range: "0 (Monday 0:00) to 167 (Sunday 23:00)",
            })
        }
    }

    /// 0 to 167.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// 0 is Monday.
    #[must_use]
    pub const fn weekday(self) -> u8 {
        self.0 / 24
    }

    /// 0 to 23.
    #[must_use]
    pub const fn hour_of_day(self) -> u8 {
        self.0 % 24
    }
}

/// Codes of the features below, which no column may have.
pub(super) const RESERVED_CODES: [&str; 3] = ["CALL_WEEKDAY", "CALL_HOUR", "CALL_HOUR_OF_WEEK"];

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// How the time of a call enters a model: its weekday, its hour of the day, and what the two do not say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum CallTimePart {
    Weekday,
    HourOfDay,
    HourOfWeek,
}

impl CallTimePart {
    pub(super) const ALL: [Self; 3] = [Self::Weekday, Self::HourOfDay, Self::HourOfWeek];

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Weekday => RESERVED_CODES[0],
            Self::HourOfDay => RESERVED_CODES[1],
            Self::HourOfWeek => RESERVED_CODES[2],
        }
    }

    pub(super) fn levels(self) -> usize {
        match self {
            Self::Weekday => 7,
            Self::HourOfDay => 24,
            Self::HourOfWeek => usize::from(HOURS_OF_A_WEEK),
        }
    }

    pub(super) fn level(self, hour: HourOfWeek) -> usize {
        usize::from(match self {
            Self::Weekday => hour.weekday(),
            Self::HourOfDay => hour.hour_of_day(),
            Self::HourOfWeek => hour.get(),
        })
    }

    pub(super) fn label(self, level: usize) -> String {
        match self {
            Self::Weekday => WEEKDAYS[level].to_owned(),
            Self::HourOfDay => format!("{level}:00"),
            Self::HourOfWeek => format!("{} {}:00", WEEKDAYS[level / 24], level % 24),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_begins_on_monday_and_has_168_hours() {
        let tuesday_nine = HourOfWeek::new(33).unwrap();
        assert_eq!((tuesday_nine.weekday(), tuesday_nine.hour_of_day()), (1, 9));
        assert_eq!(CallTimePart::HourOfWeek.label(33), "Tuesday 9:00");
        assert!(HourOfWeek::new(168).is_err());
    }
}
