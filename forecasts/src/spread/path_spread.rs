//! What sample paths of a forecast are drawn from.

use rand_core::Rng;
use rand_distr::{Distribution, Gamma, StandardNormal};
use serde::{Deserialize, Serialize};

/// How days of a forecast depart from its means: each as a whole, for hours, and from one interval to the next. Small
/// enough to be kept with a forecast, so that whoever plays it later draws the same days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PathSpread {
    /// Coefficient of variation of the factor that all intervals of a day share, one a day.
    pub of_the_days: Vec<f64>,
    /// Variance, on the root scale, of what lasts for hours.
    pub lasting_variance: f64,
    /// Share of the lasting part that is left an interval later, 0 to 1.
    pub kept_by_next: f64,
    /// Variance, on the root scale, of an interval's own part beyond Poisson noise.
    pub single_variance: f64,
}

impl PathSpread {
    /// Draws the rates of one day, whose means are contacts per interval: 0 where the mean is 0 or NaN. Counts follow
    /// by Poisson noise around them.
    ///
    /// A day's factor is gamma distributed with mean 1 and shared by all its intervals; what lasts for hours is a
    /// first-order autoregression on the root scale; an interval's own dispersion beyond Poisson is gamma again, so that a
    /// count is gamma-Poisson (Jongbloed & Koole 2001; Ibrahim & L'Ecuyer 2013). The mean of the rates is the forecast.
    /// A day that is not among [`Self::of_the_days`] has no factor of its own.
    pub fn rates<R: Rng + ?Sized>(&self, day: usize, means: &[f64], random: &mut R) -> Vec<f64> {
        let of_the_day = self.of_the_days.get(day).copied().unwrap_or(0.0);
        let factor = gamma_of_mean_one(of_the_day, random);
        let lasting = self.lasting_variance;
        let step = (lasting * (1.0 - self.kept_by_next.powi(2)))
            .max(0.0)
            .sqrt();
        let mut hours = standard_normal(random) * lasting.sqrt();
        // All normal draws come before the gamma ones, whose number depends on the means: days of more volume then
        // keep their hours.
        let course: Vec<f64> = means
            .iter()
            .map(|_| {
                hours = self.kept_by_next * hours + step * standard_normal(random);
                hours
            })
            .collect();
        let rate = |(&mean, hours): (&f64, f64)| {
            if mean.is_nan() || mean <= 0.0 {
                return 0.0;
            }
            let root = mean.sqrt();
            let moved = (1.0 + hours / root).max(0.0).powi(2) / (1.0 + lasting / mean);
            let own = gamma_of_mean_one(2.0 * self.single_variance.sqrt() / root, random);
            mean * factor * moved * own
        };
        means.iter().zip(course).map(rate).collect()
    }

    /// The days from the `first` on, `count` of them.
    #[must_use]
    pub fn of_days(&self, first: usize, count: usize) -> Self {
        Self {
            of_the_days: self
                .of_the_days
                .iter()
                .copied()
                .skip(first)
                .take(count)
                .collect(),
            ..*self
        }
    }
}

/// A coefficient of variation of 0 is always 1, as is one too small to matter.
fn gamma_of_mean_one<R: Rng + ?Sized>(coefficient_of_variation: f64, random: &mut R) -> f64 {
    let shape = coefficient_of_variation.powi(-2);
    Gamma::new(shape, 1.0 / shape).map_or(1.0, |gamma| gamma.sample(random))
}

fn standard_normal<R: Rng + ?Sized>(random: &mut R) -> f64 {
    StandardNormal.sample(random)
}
