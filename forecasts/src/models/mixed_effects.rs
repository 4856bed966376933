//! Weekday means on root counts, a day effect that fades from day to day, errors that last for hours within a day.

use super::day_noise::{DayErrors, DayNoise};
use super::{DayForecast, Fitted, Known, Model, count_of};

/// Gaussian mixed effects on root counts (Ibrahim & L'Ecuyer, "Forecasting call center arrivals: fixed-effects,
/// mixed-effects, and bivariate models", M&SOM 2013): shrunk weekday means as fixed effects, a random day effect with
/// first-order autoregression, and a within-day error with a part that lasts. A running day is told by the exact
/// conditional distribution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MixedEffects;

/// [`MixedEffects`] after its fit.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedMixedEffects {
    /// Relative effect of the last usual day, as far as it is more than chance.
    last_effect: f64,
    /// Days since that day.
    last_age: usize,
    /// Share of an effect that is left a day later.
    kept: f64,
    noise: DayNoise,
}

/// Effects older than sixteen weeks belong to another time.
const RECENT_DAYS: usize = 16 * 7;
const MOST_KEPT: f64 = 0.98;

impl Model for MixedEffects {
    type Fitted = FittedMixedEffects;

    fn fit(&self, known: &Known) -> Option<FittedMixedEffects> {
        let roots = &known.roots;
        let recent: Vec<usize> = roots
            .usual()
            .filter(|&day| day + RECENT_DAYS >= roots.days())
            .collect();
        let errors: Vec<DayErrors> = recent
            .iter()
            .map(|&day| DayErrors::new(roots.row(day), known.means.on(roots.class(day))))
            .collect();
        let noise = DayNoise::of(&errors);
        let effects: Vec<f64> = errors.iter().map(DayErrors::effect).collect();
        let square = effects.iter().map(|e| e * e).sum::<f64>() / effects.len().max(1) as f64;
        let believed = if square > 0.0 {
            (noise.day.powi(2) / square).min(1.0)
        } else {
            0.0
        };
        Some(FittedMixedEffects {
            last_effect: effects.last()? * believed,
            last_age: roots.days() - 1 - recent.last()?,
            kept: kept_a_day(&recent, &effects, MOST_KEPT),
            noise,
        })
    }
}

/// Share of an effect that is left on the next day, from the days that follow each other: 0 to `most`.
pub(super) fn kept_a_day(days: &[usize], effects: &[f64], most: f64) -> f64 {
    let pairs = days.windows(2).zip(effects.windows(2));
    let (product, square) = pairs
        .filter(|(days, _)| days[1] - days[0] == 1)
        .fold((0.0, 0.0), |(product, square), (_, e)| {
            (product + e[0] * e[1], square + e[0] * e[0])
        });
    if square > 0.0 {
        (product / square).clamp(0.0, most)
    } else {
        0.0
    }
}

impl FittedMixedEffects {
    /// How days depart from their means.
    pub(super) fn noise(&self) -> DayNoise {
        self.noise
    }
}

impl Fitted for FittedMixedEffects {
    fn predict(&self, known: &Known, ahead: usize) -> Vec<DayForecast> {
        let roots = &known.roots;
        let day = |lead: usize| {
            let index = roots.days() + lead;
            let effect = self.last_effect * self.kept.powi((lead + 1 + self.last_age) as i32);
            let means = known.means.on(roots.class(index));
            let mut expected: Vec<f64> = means.iter().map(|m| m * (1.0 + effect)).collect();
            if lead == 0 && !roots.running().is_empty() {
                expected = self.noise.rest_of_day(&expected, roots.running()).mean;
            }
            let factor = roots.factor(index);
            expected.iter().map(|&m| count_of(m) * factor).collect()
        };
        (0..ahead).map(day).collect()
    }
}
