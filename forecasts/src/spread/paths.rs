//! Sample paths: days as they may come, counts that are correlated as the errors were.

use rand_core::SeedableRng;
use rand_distr::{Distribution, Gamma, Normal, Poisson};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::Spread;
use super::quantiles::ASSUMED_DEVIATION;
use super::sums::SumNoise;

/// Draws `paths` possible courses of days: per path, per day, contacts of each column; 0 where the forecast is NaN.
///
/// A day's factor is gamma distributed with mean 1 and shared by all its intervals; what lasts for hours is a
/// first-order autoregression on the root scale; an interval's own dispersion beyond Poisson is gamma again, so that a
/// count is gamma-Poisson (Jongbloed & Koole 2001; Ibrahim & L'Ecuyer 2013). Path means are the forecast. Equal seeds
/// give equal paths.
#[must_use]
pub fn sample_paths(
    spread: &Spread,
    forecasts: &[Vec<f64>],
    level_sds: &[f64],
    paths: usize,
    seed: u64,
) -> Vec<Vec<Vec<f64>>> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let noise = spread.errors().map(|errors| (errors, SumNoise::of(errors)));
    let day_of = |forecast: &Vec<f64>, level_sd: f64, random: &mut Xoshiro256PlusPlus| {
        let (day_cv, lasting, kept, own) = match &noise {
            // A quarter of the single variance is Poisson's own.
            Some((errors, noise)) => (
                (noise.day * errors.believed_level_variance(level_sd)).sqrt(),
                noise.lasting,
                noise.kept,
                (noise.single - 0.25).max(0.0),
            ),
            None => (ASSUMED_DEVIATION, 0.0, 0.0, 0.0),
        };
        let factor = gamma_of_mean_one(day_cv, random);
        let mut hours = standard_normal(random) * lasting.sqrt();
        forecast
            .iter()
            .map(|&mean| {
                let step = (lasting * (1.0 - kept * kept)).max(0.0).sqrt();
                hours = kept * hours + step * standard_normal(random);
                if mean.is_nan() || mean <= 0.0 {
                    return 0.0;
                }
                let root = mean.sqrt();
                let moved = (1.0 + hours / root).max(0.0).powi(2) / (1.0 + lasting / mean);
                let single = gamma_of_mean_one(2.0 * own.sqrt() / root, random);
                poisson(mean * factor * moved * single, random)
            })
            .collect()
    };
    (0..paths)
        .map(|_| {
            let days = forecasts.iter().zip(level_sds);
            days.map(|(forecast, &sd)| day_of(forecast, sd, &mut random))
                .collect()
        })
        .collect()
}

fn gamma_of_mean_one(coefficient_of_variation: f64, random: &mut Xoshiro256PlusPlus) -> f64 {
    let shape = coefficient_of_variation.powi(-2);
    Gamma::new(shape, 1.0 / shape).map_or(1.0, |gamma| gamma.sample(random))
}

fn standard_normal(random: &mut Xoshiro256PlusPlus) -> f64 {
    Normal::new(0.0, 1.0).map_or(0.0, |normal| normal.sample(random))
}

fn poisson(mean: f64, random: &mut Xoshiro256PlusPlus) -> f64 {
    Poisson::new(mean).map_or(0.0, |poisson| poisson.sample(random))
}
