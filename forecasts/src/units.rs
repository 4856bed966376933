//! Units: numbers that know what they count, so that seconds are never taken for minutes.
//!
//! Every type keeps its field private, refuses values that mean nothing, and names its conversions. In JSON a unit
//! is a plain number; reading one goes through the same refusal as the constructor.

mod patience;
mod share;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use patience::PatienceSeconds;
pub use share::Share;

/// A value that is no such quantity.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum UnitError {
    /// Negative, NaN or infinite handle time.
    #[error("average handle time {0} s is no handle time; give finite seconds of at least 0")]
    NotAHandleTime(f64),
    /// Negative, NaN or infinite load.
    #[error("offered load {0} is no load; give finite erlangs of at least 0")]
    NotALoad(f64),
    /// Negative, NaN or infinite count of contacts.
    #[error("volume {0} is no number of contacts; give a finite number of at least 0")]
    NotAVolume(f64),
    /// Negative, NaN or infinite answer time of a service level.
    #[error("answer time {0} s is no time; give finite seconds of at least 0")]
    NotAnAnswerTime(f64),
    /// Negative, NaN or infinite wait.
    #[error("wait {0} s is no wait; give finite seconds of at least 0")]
    NotAWait(f64),
    /// Negative, NaN or infinite number of servers.
    #[error("{0} is no number of servers; give a finite number of at least 0")]
    NotServers(f64),
    /// No, negative, NaN or infinite patience.
    #[error(
        "mean patience {0} s is no patience; give finite seconds above 0, or leave it out if nobody hangs up"
    )]
    NotAPatience(f64),
    /// A length the grid does not know.
    #[error("interval of {0} minutes does not fit the grid; use 5, 10, 15, 20, 30 or 60")]
    NotAnInterval(u32),
    /// Not a decimal number, or one with more than 28 decimal places.
    #[error("{0:?} is no decimal number of at most 28 decimal places; write a share like 0.85")]
    NotADecimal(String),
    /// Below 0 or above 1.
    #[error("share {0} is outside 0 to 1; write 85 % as 0.85")]
    NotAShare(String),
}

/// A newtype over a finite `f64` of at least 0 with its own refusal.
macro_rules! measure {
    ($(#[$doc:meta])* $name:ident, $refusal:ident, $(#[$getter_doc:meta])* $getter:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl $name {
            /// Nothing of it.
            pub const ZERO: Self = Self(0.0);

            /// Takes a finite value of at least 0.
            ///
            /// # Errors
            #[doc = concat!("[`UnitError::", stringify!($refusal), "`] carries a negative, NaN or infinite value.")]
            pub fn new(value: f64) -> Result<Self, UnitError> {
                if value.is_finite() && value >= 0.0 {
                    // Adding 0 turns −0 into 0, which would otherwise print a sign.
                    Ok(Self(value + 0.0))
                } else {
                    Err(UnitError::$refusal(value))
                }
            }

            $(#[$getter_doc])*
            #[must_use]
            pub const fn $getter(self) -> f64 {
                self.0
            }
        }

        impl TryFrom<f64> for $name {
            type Error = UnitError;

            fn try_from(value: f64) -> Result<Self, UnitError> {
                Self::new(value)
            }
        }

        impl From<$name> for f64 {
            fn from(measure: $name) -> f64 {
                measure.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    };
}

measure! {
    /// Average handle time of a contact: talk + hold + wrap-up, in seconds; finite and at least 0.
    AhtSeconds, NotAHandleTime,
    /// Seconds a contact keeps its agent busy.
    seconds
}

impl AhtSeconds {
    /// The same time in minutes.
    #[must_use]
    pub fn in_minutes(self) -> f64 {
        self.0 / 60.0
    }
}

measure! {
    /// Offered load: contacts that arrive during one average handle time (arrival rate × AHT); dimensionless.
    Erlangs, NotALoad,
    /// The load as a number of erlangs.
    erlangs
}

measure! {
    /// Contacts offered in one interval; a forecast's may be fractional.
    ContactsPerInterval, NotAVolume,
    /// The number of contacts.
    contacts
}

impl ContactsPerInterval {
    /// Contacts an hour at the same pace.
    #[must_use]
    pub fn per_hour(self, interval: IntervalMinutes) -> f64 {
        self.0 * (60.0 / f64::from(interval.minutes()))
    }
}

measure! {
    /// The answer time of a service level: the "20" of "80 % in 20 seconds".
    AnswerWithinSeconds, NotAnAnswerTime,
    /// Seconds within which a contact counts as answered in time.
    seconds
}

measure! {
    /// A time spent waiting for an agent, in seconds.
    WaitSeconds, NotAWait,
    /// Seconds waited.
    seconds
}

measure! {
    /// Agents or trunks as queueing formulas take them: usually whole, but a site of part-timers may count 13.5.
    Servers, NotServers,
    /// How many.
    count
}

impl From<u32> for Servers {
    fn from(count: u32) -> Self {
        Self(f64::from(count))
    }
}

/// Length of a grid step: 5, 10, 15, 20, 30 or 60 minutes, so that hours are whole steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct IntervalMinutes(u32);

impl IntervalMinutes {
    /// Every length the grid knows, in minutes.
    pub const LENGTHS: [u32; 6] = [5, 10, 15, 20, 30, 60];

    /// # Errors
    /// [`UnitError::NotAnInterval`] carries a length that is none of [`Self::LENGTHS`].
    pub fn new(minutes: u32) -> Result<Self, UnitError> {
        if Self::LENGTHS.contains(&minutes) {
            Ok(Self(minutes))
        } else {
            Err(UnitError::NotAnInterval(minutes))
        }
    }

    /// Length in minutes.
    #[must_use]
    pub const fn minutes(self) -> u32 {
        self.0
    }

    /// Length in seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0 * 60
    }

    /// Grid steps in an hour.
    #[must_use]
    pub const fn per_hour(self) -> u32 {
        60 / self.0
    }
}

impl TryFrom<u32> for IntervalMinutes {
    type Error = UnitError;

    fn try_from(minutes: u32) -> Result<Self, UnitError> {
        Self::new(minutes)
    }
}

impl From<IntervalMinutes> for u32 {
    fn from(interval: IntervalMinutes) -> u32 {
        interval.0
    }
}

impl fmt::Display for IntervalMinutes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_time_is_finite_and_not_negative() {
        assert_eq!(AhtSeconds::new(180.0).map(AhtSeconds::in_minutes), Ok(3.0));
        for refused in [-0.001, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(
                AhtSeconds::new(refused),
                Err(UnitError::NotAHandleTime(refused))
            );
        }
        assert!(AhtSeconds::new(f64::NAN).is_err());
    }

    #[test]
    fn intervals_divide_the_hour() {
        for minutes in 0..=120 {
            let known = [5, 10, 15, 20, 30, 60].contains(&minutes);
            assert_eq!(IntervalMinutes::new(minutes).is_ok(), known, "{minutes}");
        }
        assert_eq!(
            IntervalMinutes::new(15).map(IntervalMinutes::per_hour),
            Ok(4)
        );
    }

    #[test]
    fn json_is_refused_where_the_constructor_refuses() {
        assert_eq!(
            serde_json::from_str::<Share>("0.3").unwrap(),
            Share::from_f64(0.3).unwrap()
        );
        assert_eq!(
            serde_json::from_str::<Share>("\"0.30\"").unwrap(),
            Share::from_f64(0.3).unwrap()
        );
        assert!(serde_json::from_str::<Share>("1.5").is_err());
        assert!(serde_json::from_str::<IntervalMinutes>("7").is_err());
        assert!(serde_json::from_str::<AhtSeconds>("-1").is_err());
        assert_eq!(
            serde_json::to_string(&AhtSeconds::new(240.5).unwrap()).unwrap(),
            "240.5"
        );
    }
}
