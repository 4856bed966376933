//! Weekday means on root counts, a day effect that fades from day to day, errors that last for hours within a day.

use super::class_means::ClassMeans;
use super::day_noise::DayNoise;
use super::root_days::RootDays;

/// Fitted day effects.
pub struct MixedEffects {
    /// Relative day effect of the last usual day.
    last: f64,
    last_age: usize,
    kept: f64,
    /// How days depart from their means.
    pub noise: DayNoise,
}

impl MixedEffects {
    /// Estimates the day effects around the weekday means over the last sixteen weeks.
    pub fn fit(days: &RootDays, means: &ClassMeans) -> Self {
        let recent: Vec<usize> = days.usual().filter(|&d| d + 16 * 7 >= days.days).collect();
        let errors: Vec<(Vec<f64>, Vec<f64>)> = recent
            .iter()
            .map(|&d| {
                let expected = &means.mean[days.class[d]];
                (
                    days.row(d)
                        .iter()
                        .zip(expected)
                        .map(|(z, m)| z - m)
                        .collect(),
                    expected.clone(),
                )
            })
            .collect();
        let noise = DayNoise::of(&errors);
        let effect: Vec<f64> = errors
            .iter()
            .map(|(e, m)| {
                let seen = || e.iter().zip(m).filter(|(e, m)| !e.is_nan() && !m.is_nan());
                seen().map(|(e, m)| e * m).sum::<f64>()
                    / seen().map(|(_, m)| m * m).sum::<f64>().max(1e-9)
            })
            .collect();
        let pairs = || {
            recent
                .windows(2)
                .zip(effect.windows(2))
                .filter(|(d, _)| d[1] - d[0] == 1)
        };
        let product: f64 = pairs().map(|(_, e)| e[0] * e[1]).sum();
        let square: f64 = pairs().map(|(_, e)| e[0] * e[0]).sum();
        let kept = if square > 0.0 {
            (product / square).clamp(0.0, 0.98)
        } else {
            0.0
        };
        let own = noise.day.powi(2);
        let total = effect.iter().map(|e| e * e).sum::<f64>() / effect.len().max(1) as f64;
        Self {
            last: effect.last().copied().unwrap_or(0.0)
                * if total > 0.0 {
                    (own / total).min(1.0)
                } else {
                    0.0
                },
            last_age: recent.last().map_or(0, |&d| days.days - 1 - d),
            kept,
            noise,
        }
    }

    /// Counts of the days to come.
    pub fn predict(&self, days: &RootDays, means: &ClassMeans, ahead: usize) -> Vec<Vec<f64>> {
        (0..ahead)
            .map(|lead| {
                let index = days.days + lead;
                let effect = self.last * self.kept.powi((lead + 1 + self.last_age) as i32);
                let expected: Vec<f64> = means.mean[days.class[index]]
                    .iter()
                    .map(|m| m * (1.0 + effect))
                    .collect();
                let expected = if lead == 0 && days.known > 0 {
                    self.noise.rest_of_day(&expected, &days.running).0
                } else {
                    expected
                };
                expected
                    .iter()
                    .map(|m| m.max(0.0).powi(2) * days.factor[index])
                    .collect()
            })
            .collect()
    }
}
