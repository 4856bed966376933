//! Shares of a whole, exact to the digit they were written with.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::UnitError;

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
    nearest_of_the_rest: f64,
}

impl Share {
    /// Nothing of it.
    pub const ZERO: Self = Self {
        exact: Decimal::ZERO,
        nearest: 0.0,
        nearest_of_the_rest: 1.0,
    };
    /// All of it.
    pub const ONE: Self = Self {
        exact: Decimal::ONE,
        nearest: 1.0,
        nearest_of_the_rest: 0.0,
    };

    /// # Errors
    /// [`UnitError::NotAShare`] carries a decimal below 0 or above 1.
    pub fn new(exact: Decimal) -> Result<Self, UnitError> {
        if exact < Decimal::ZERO || exact > Decimal::ONE {
            return Err(UnitError::NotAShare(exact.to_string()));
        }
        let exact = exact.normalize();
        Ok(Self {
            exact,
            nearest: nearest_double(exact)?,
            nearest_of_the_rest: nearest_double(Decimal::ONE - exact)?,
        })
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
        // 28 decimal places hold the difference of 1 and every share.
        Self {
            exact: (Decimal::ONE - self.exact).normalize(),
            nearest: self.nearest_of_the_rest,
            nearest_of_the_rest: self.nearest,
        }
    }

    /// The nearest double of 1 − share: 0.2 for 0.8, where `1.0 - 0.8` gives 0.19999999999999996.
    #[must_use]
    pub const fn complement_as_f64(self) -> f64 {
        self.nearest_of_the_rest
    }

    /// The share as `numerator / 10^scale`.
    pub(crate) fn as_fraction(self) -> (u128, u32) {
        (self.exact.mantissa().unsigned_abs(), self.exact.scale())
    }
}

fn nearest_double(exact: Decimal) -> Result<f64, UnitError> {
    // Through the text, because that conversion is correctly rounded.
    let text = exact.to_string();
    text.parse().map_err(|_| UnitError::NotADecimal(text))
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
    fn a_share_keeps_the_decimal_it_was_written_as() {
        let share = Share::from_f64(0.3).unwrap();
        assert_eq!(share.as_decimal(), Decimal::new(3, 1));
        assert_eq!(share.complement(), Share::from_f64(0.7).unwrap());
        assert_eq!(share.complement_as_f64(), 0.7);
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
