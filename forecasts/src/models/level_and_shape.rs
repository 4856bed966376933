//! A day's level spread over the day by the shape of its weekday.

use super::counts::mean_root_of;
use super::day_noise::DayNoise;
use super::{DayForecast, Fitted, Known, MixedEffects, Model, count_of};

/// The level of the whole day from [`crate::level::LevelModel`], spread over the day by the shrunk shape of the weekday
/// it is called like. On a running day the level is updated, with the exact Gaussian conditional on the root scale,
/// by what has come so far, its own uncertainty deciding how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LevelAndShape;

/// [`LevelAndShape`] after its fit.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedLevelAndShape {
    noise: DayNoise,
}

/// Least relative uncertainty of a day's level: half a day's calls always tell something.
const LEAST_LEVEL_SD: f64 = 0.03;

impl Model for LevelAndShape {
    type Fitted = FittedLevelAndShape;

    fn fit(&self, known: &Known) -> Option<FittedLevelAndShape> {
        let noise = MixedEffects.fit(known)?.noise();
        Some(FittedLevelAndShape { noise })
    }
}

impl Fitted for FittedLevelAndShape {
    fn predict(&self, known: &Known, ahead: usize) -> Vec<DayForecast> {
        let roots = &known.roots;
        let levels = known.level.expect(&known.marks, known.days, ahead);
        let day = |(lead, level): (usize, crate::level::LogLevel)| {
            let index = roots.days() + lead;
            let factor = roots.factor(index);
            let shape = known.means.on(roots.class(index));
            let shape: Vec<f64> = shape.iter().map(|&m| count_of(m)).collect();
            let whole: f64 = shape.iter().filter(|count| !count.is_nan()).sum();
            let scale = if whole > 0.0 {
                level.mean.exp() / factor / whole
            } else {
                0.0
            };
            let counts = shape.iter().map(|count| count * scale);
            let mut expected: Vec<f64> = counts.map(mean_root_of).collect();
            if lead == 0 && !roots.running().is_empty() {
                let noise = DayNoise {
                    // A root moves by half of what its square moves by, relatively.
                    day: level.variance.sqrt().max(LEAST_LEVEL_SD) / 2.0,
                    ..self.noise
                };
                expected = noise.rest_of_day(&expected, roots.running()).mean;
            }
            expected.iter().map(|&m| count_of(m) * factor).collect()
        };
        levels.into_iter().enumerate().map(day).collect()
    }
}
