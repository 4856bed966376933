use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

/// What a breach costs, in the unit of the objective; finite and at least 0.
///
/// ```
/// use crewcast_solver::problem::Price;
/// assert_eq!(Price::new(2.5).map(Price::value), Ok(2.5));
/// assert!(Price::new(f64::NAN).is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Price(f64);

/// A price that is no number, infinite or negative.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a price is {0}; give a finite number, 0 or above")]
pub struct NotAPrice(pub f64);

impl Price {
    /// Nothing.
    pub const ZERO: Price = Price(0.0);

    /// A price.
    ///
    /// # Errors
    /// [`NotAPrice`] carries the value when it is negative, NaN or infinite.
    pub fn new(value: f64) -> Result<Self, NotAPrice> {
        if value.is_finite() && value >= 0.0 {
            // Adding zero turns −0 into 0, so that equal prices are equal in every comparison.
            Ok(Price(value + 0.0))
        } else {
            Err(NotAPrice(value))
        }
    }

    /// The price as a number.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Price {
    type Error = NotAPrice;

    fn try_from(value: f64) -> Result<Self, NotAPrice> {
        Price::new(value)
    }
}

impl From<u32> for Price {
    fn from(value: u32) -> Self {
        Price(f64::from(value))
    }
}

impl From<Price> for f64 {
    fn from(price: Price) -> Self {
        price.0
    }
}

impl PartialEq for Price {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Price {}

impl PartialOrd for Price {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Price {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Hash for Price {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}
