//! Random times: a mean and a shape.

use serde::{Deserialize, Serialize};

/// How times spread around their mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Shape {
    /// Memoryless; coefficient of variation 1.
    Exponential,
    /// Logarithm normally distributed: what handle times are found to follow (Brown et al. 2005).
    Lognormal {
        /// Standard deviation ÷ mean, above 0.
        coefficient_of_variation: f64,
    },
    /// Gamma; a coefficient of 1 is the exponential, 1/√k an Erlang of k stages.
    Gamma {
        /// Standard deviation ÷ mean, above 0.
        coefficient_of_variation: f64,
    },
    /// Always the mean.
    Deterministic,
    /// Drawn from measured values, each as likely as the next. Only their ratios count: they are scaled to the mean
    /// asked for.
    Empirical {
        /// Measured times, at least 0 and not all 0, in any order and unit.
        samples: Vec<f64>,
    },
}

/// A random time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    /// Mean in seconds, at least 0.
    pub mean_seconds: f64,
    /// Spread around it.
    pub shape: Shape,
}

impl Distribution {
    /// Memoryless times of this mean.
    #[must_use]
    pub const fn exponential(mean_seconds: f64) -> Self {
        Self {
            mean_seconds,
            shape: Shape::Exponential,
        }
    }

    /// Always the same time.
    #[must_use]
    pub const fn deterministic(seconds: f64) -> Self {
        Self {
            mean_seconds: seconds,
            shape: Shape::Deterministic,
        }
    }

    /// Lognormal times.
    #[must_use]
    pub const fn lognormal(mean_seconds: f64, coefficient_of_variation: f64) -> Self {
        Self {
            mean_seconds,
            shape: Shape::Lognormal {
                coefficient_of_variation,
            },
        }
    }

    /// Gamma times.
    #[must_use]
    pub const fn gamma(mean_seconds: f64, coefficient_of_variation: f64) -> Self {
        Self {
            mean_seconds,
            shape: Shape::Gamma {
                coefficient_of_variation,
            },
        }
    }

    /// Measured times in seconds with their own mean; the mean of none is 0, which a centre refuses.
    #[must_use]
    pub fn empirical(seconds: Vec<f64>) -> Self {
        let mean_seconds = if seconds.is_empty() {
            0.0
        } else {
            seconds.iter().sum::<f64>() / seconds.len() as f64
        };
        Self {
            mean_seconds,
            shape: Shape::Empirical { samples: seconds },
        }
    }
}
