//! Quantiles of an interval.

use serde::{Deserialize, Serialize};

use super::errors::SpreadErrors;
use super::{ForecastDay, SpreadByLevel};
use crate::models::root;
use crate::normal::Z90;

/// The 10 %, 50 % and 90 % quantiles of an interval's contacts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantiles {
    /// Exceeded nine times in ten.
    pub p10: f64,
    /// The median.
    pub p50: f64,
    /// Exceeded once in ten.
    pub p90: f64,
}

/// Where the width of the bands comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SpreadSource {
    /// Errors of the backtest.
    Measured,
    /// Too few errors were known: Poisson noise and an assumed deviation of 30 %.
    Assumed,
}

/// How far intervals of a forecast may be off.
#[derive(Clone, Debug)]
pub struct Spread {
    errors: Option<(SpreadErrors, SpreadByLevel)>,
}

/// Fewer days of errors tell no width.
const MINIMUM_ERROR_DAYS: usize = 5;

/// Relative standard deviation assumed where nothing was measured.
pub(super) const ASSUMED_DEVIATION: f64 = 0.3;

impl Spread {
    /// Measures the spread on told days that have come.
    #[must_use]
    pub fn measured(days: &[ForecastDay]) -> Self {
        let errors =
            SpreadErrors::of(days).filter(|errors| errors.days.len() >= MINIMUM_ERROR_DAYS);
        Self {
            errors: errors.map(|errors| {
                let levels = SpreadByLevel::of(&errors.standardised);
                (errors, levels)
            }),
        }
    }

    /// A spread of which nothing was measured.
    #[must_use]
    pub fn assumed() -> Self {
        Self { errors: None }
    }

    /// Where it comes from.
    #[must_use]
    pub fn source(&self) -> SpreadSource {
        if self.errors.is_some() {
            SpreadSource::Measured
        } else {
            SpreadSource::Assumed
        }
    }

    /// Quantiles of an interval with this forecast on a day whose level is uncertain by `level_sd`.
    #[must_use]
    pub fn quantiles(&self, forecast: f64, level_sd: f64) -> Quantiles {
        let Some((errors, levels)) = &self.errors else {
            let sd = (forecast + (ASSUMED_DEVIATION * forecast).powi(2)).sqrt();
            return Quantiles {
                p10: (forecast - Z90 * sd).max(0.0),
                p50: forecast,
                p90: forecast + Z90 * sd,
            };
        };
        let expected = root(forecast);
        let sd = errors.sd(expected, errors.day_sd(level_sd));
        let [p10, p50, p90] = levels
            .at(expected)
            .map(|quantile| ((expected + sd * quantile).max(0.0).powi(2) - 0.25).max(0.0));
        Quantiles { p10, p50, p90 }
    }

    /// The measured errors.
    pub(super) fn errors(&self) -> Option<&SpreadErrors> {
        self.errors.as_ref().map(|(errors, _)| errors)
    }
}
