//! Sample paths: days as they may come, counts that are correlated as the errors were.

use rand_core::SeedableRng;
use rand_distr::{Distribution, Poisson};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::quantiles::ASSUMED_DEVIATION;
use super::sums::SumNoise;
use super::{PathSpread, Spread};

impl Spread {
    /// What paths of days are drawn from whose levels are uncertain by `level_sds`, one a day.
    #[must_use]
    pub fn of_paths(&self, level_sds: &[f64]) -> PathSpread {
        match self.errors() {
            Some(errors) => {
                let noise = SumNoise::of(errors);
                PathSpread {
                    of_the_days: level_sds
                        .iter()
                        .map(|&sd| (noise.day * errors.believed_level_variance(sd)).sqrt())
                        .collect(),
                    lasting_variance: noise.lasting,
                    kept_by_next: noise.kept,
                    // A quarter of the single variance is Poisson's own.
                    single_variance: (noise.single - 0.25).max(0.0),
                }
            }
            None => PathSpread {
                of_the_days: vec![ASSUMED_DEVIATION; level_sds.len()],
                ..PathSpread::default()
            },
        }
    }
}

/// Draws `paths` possible courses of days: per path, per day, contacts of each column; 0 where the forecast is NaN.
/// Counts are Poisson around the rates of [`PathSpread::rates`]. Equal seeds give equal paths.
#[must_use]
pub fn sample_paths(
    spread: &PathSpread,
    forecasts: &[Vec<f64>],
    paths: usize,
    seed: u64,
) -> Vec<Vec<Vec<f64>>> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut day_of = |(day, means): (usize, &Vec<f64>)| -> Vec<f64> {
        let rates = spread.rates(day, means, &mut random);
        rates
            .into_iter()
            .map(|rate| Poisson::new(rate).map_or(0.0, |poisson| poisson.sample(&mut random)))
            .collect()
    };
    (0..paths)
        .map(|_| forecasts.iter().enumerate().map(&mut day_of).collect())
        .collect()
}
