//! Units: numbers that know what they count, so that seconds are never taken for minutes.
//!
//! Every type keeps its field private, refuses values that mean nothing, and names its conversions. In JSON a unit
//! is a plain number; reading one goes through the same refusal as the constructor.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

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

/// A part of a whole, 0 to 1, kept as the decimal it was written as.
///
/// `0.3` has no exact binary form, and `139 / (1 − 0.8)` in binary gives 696 agents where 695 are enough. A share
/// therefore keeps its decimal; [`Share::as_f64`] is for formulas that are inexact anyway.
///
/// In JSON a share is a number, or a string where a number could not carry all its digits.
///
/// ```
/// use crewcast_forecasts::units::Share;
/// let shrinkage = Share::from_percent(29.1)?;
/// assert_eq!(shrinkage.to_string(), "0.291");
/// assert_eq!(shrinkage, "0.291".parse()?);
/// assert!(Share::from_f64(1.01).is_err());
/// # Ok::<(), crewcast_forecasts::units::UnitError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "NumberOrText", into = "NumberOrText")]
pub struct Share {
    exact: Decimal,
    nearest: f64,
}

impl Share {
    /// Nothing of it.
    pub const ZERO: Self = Self {
        exact: Decimal::ZERO,
        nearest: 0.0,
    };
    /// All of it.
    pub const ONE: Self = Self {
        exact: Decimal::ONE,
        nearest: 1.0,
    };

    /// # Errors
    /// [`UnitError::NotAShare`] carries a decimal below 0 or above 1.
    pub fn new(exact: Decimal) -> Result<Self, UnitError> {
        if exact < Decimal::ZERO || exact > Decimal::ONE {
            return Err(UnitError::NotAShare(exact.to_string()));
        }
        let exact = exact.normalize();
        // Through the text, because that conversion is correctly rounded.
        let text = exact.to_string();
        let nearest = text.parse().map_err(|_| UnitError::NotADecimal(text))?;
        Ok(Self { exact, nearest })
    }

    /// Takes the shortest decimal that reads back as `value`: 0.3 becomes exactly 3/10.
    ///
    /// # Errors
    /// [`UnitError::NotAShare`] outside 0 to 1, [`UnitError::NotADecimal`] for NaN and for values finer than 1e-28.
    pub fn from_f64(value: f64) -> Result<Self, UnitError> {
        Self::new(shortest_decimal(value)?)
    }

    /// Takes the shortest decimal of `percent` and moves its point by two: 29.1 becomes 0.291.
    ///
    /// # Errors
    /// As [`Share::from_f64`].
    pub fn from_percent(percent: f64) -> Result<Self, UnitError> {
        let mut exact = shortest_decimal(percent)?;
        let scale = exact.scale() + 2;
        exact
            .set_scale(scale)
            .map_err(|_| UnitError::NotADecimal(percent.to_string()))?;
        Self::new(exact)
    }

    /// The nearest double.
    #[must_use]
    pub const fn as_f64(self) -> f64 {
        self.nearest
    }

    /// The exact decimal, without trailing zeros.
    #[must_use]
    pub const fn as_decimal(self) -> Decimal {
        self.exact
    }

    /// The exact decimal of 100 times the share.
    #[must_use]
    pub fn in_percent(self) -> Decimal {
        (self.exact * Decimal::ONE_HUNDRED).normalize()
    }

    /// What is left of the whole: 1 − share, exactly.
    #[must_use]
    pub fn complement(self) -> Self {
        // Both ends stay in 0..=1, and 28 decimal places hold every difference of them.
        Self::new(Decimal::ONE - self.exact).unwrap_or(Self::ZERO)
    }

    /// The share as `numerator / 10^scale`.
    pub(crate) fn as_fraction(self) -> (u128, u32) {
        (self.exact.mantissa().unsigned_abs(), self.exact.scale())
    }
}

fn shortest_decimal(value: f64) -> Result<Decimal, UnitError> {
    let text = value.to_string();
    if value.is_nan() {
        return Err(UnitError::NotADecimal(text));
    }
    if value.abs() > 1e9 {
        return Err(UnitError::NotAShare(text));
    }
    Decimal::from_str_exact(&text).map_err(|_| UnitError::NotADecimal(text))
}

impl FromStr for Share {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let exact = Decimal::from_str_exact(text.trim())
            .map_err(|_| UnitError::NotADecimal(text.to_owned()))?;
        Self::new(exact)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.exact.fmt(formatter)
    }
}

/// What JSON may hold for a [`Share`].
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum NumberOrText {
    Number(f64),
    Text(String),
}

impl TryFrom<NumberOrText> for Share {
    type Error = UnitError;

    fn try_from(raw: NumberOrText) -> Result<Self, UnitError> {
        match raw {
            NumberOrText::Number(value) => Self::from_f64(value),
            NumberOrText::Text(text) => text.parse(),
        }
    }
}

impl From<Share> for NumberOrText {
    fn from(share: Share) -> Self {
        match Share::from_f64(share.nearest) {
            Ok(read_back) if read_back.exact == share.exact => Self::Number(share.nearest),
            _ => Self::Text(share.exact.to_string()),
        }
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
    fn a_share_keeps_the_decimal_it_was_written_as() {
        let share = Share::from_f64(0.3).unwrap();
        assert_eq!(share.as_decimal(), Decimal::new(3, 1));
        assert_eq!(share.complement().as_decimal(), Decimal::new(7, 1));
        assert_eq!(
            Share::from_percent(29.1).unwrap().as_decimal(),
            Decimal::new(291, 3)
        );
        assert_eq!(Share::from_percent(100.0).unwrap(), Share::ONE);
        assert!(Share::from_percent(85.0).unwrap() < Share::ONE);
    }

    #[test]
    fn shares_outside_zero_to_one_are_refused_with_the_remedy() {
        let refusal = Share::from_f64(85.0).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "share 85 is outside 0 to 1; write 85 % as 0.85"
        );
        assert!(Share::from_f64(-0.1).is_err());
        assert!(Share::from_f64(f64::NAN).is_err());
        assert!("a third".parse::<Share>().is_err());
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

    #[test]
    fn a_share_survives_json_digit_by_digit() {
        for text in [
            "0",
            "1",
            "0.291",
            "0.3333333333333333",
            "0.1234567890123456789012345678",
        ] {
            let share: Share = text.parse().unwrap();
            let json = serde_json::to_string(&share).unwrap();
            assert_eq!(
                serde_json::from_str::<Share>(&json).unwrap(),
                share,
                "{json}"
            );
        }
    }
}
