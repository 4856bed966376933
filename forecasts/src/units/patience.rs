//! How long a contact is prepared to wait.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::UnitError;

/// Mean patience: how long contacts would wait on average before they hang up, in seconds; finite and above 0.
///
/// This is the mean over all contacts, those included that are answered before their patience ends; the mean wait of
/// those who hung up is much shorter. Contacts that never hang up have no mean patience: that is another model
/// ([`crate::erlang::c`]), not a large number here.
///
/// ```
/// use crewcast_forecasts::units::PatienceSeconds;
/// assert_eq!(PatienceSeconds::new(120.0)?.in_minutes(), 2.0);
/// assert!(PatienceSeconds::new(0.0).is_err());
/// # Ok::<(), crewcast_forecasts::units::UnitError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct PatienceSeconds(f64);

impl PatienceSeconds {
    /// Takes a finite value above 0.
    ///
    /// # Errors
    /// [`UnitError::NotAPatience`] carries a value of 0 or less, NaN or infinity.
    pub fn new(seconds: f64) -> Result<Self, UnitError> {
        if seconds.is_finite() && seconds > 0.0 {
            Ok(Self(seconds))
        } else {
            Err(UnitError::NotAPatience(seconds))
        }
    }

    /// Seconds contacts are prepared to wait on average.
    #[must_use]
    pub const fn seconds(self) -> f64 {
        self.0
    }

    /// The same time in minutes.
    #[must_use]
    pub fn in_minutes(self) -> f64 {
        self.0 / 60.0
    }
}

impl TryFrom<f64> for PatienceSeconds {
    type Error = UnitError;

    fn try_from(seconds: f64) -> Result<Self, UnitError> {
        Self::new(seconds)
    }
}

impl From<PatienceSeconds> for f64 {
    fn from(patience: PatienceSeconds) -> f64 {
        patience.0
    }
}

impl fmt::Display for PatienceSeconds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_patience_at_all_and_endless_patience_are_refused_with_the_remedy() {
        for refused in [0.0, -1.0, f64::INFINITY] {
            assert_eq!(
                PatienceSeconds::new(refused),
                Err(UnitError::NotAPatience(refused))
            );
        }
        assert!(PatienceSeconds::new(f64::NAN).is_err());
        let refusal = serde_json::from_str::<PatienceSeconds>("0").unwrap_err();
        assert!(refusal.to_string().contains("leave it out"), "{refusal}");
    }
}
