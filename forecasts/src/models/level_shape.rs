//! A day's level spread over the day by the shape of its weekday.

use super::class_means::ClassMeans;
use super::day_noise::DayNoise;
use super::root_days::RootDays;
use crate::calendar::DayMarks;
use crate::level::LevelModel;

/// Counts of the days to come, one row a day, NaN where the weekday is closed.
pub fn predict(
    days: &RootDays,
    means: &ClassMeans,
    noise: &DayNoise,
    level: &LevelModel,
    marks: &DayMarks,
    ahead: usize,
) -> Vec<Vec<f64>> {
    (0..ahead)
        .map(|lead| {
            let index = days.days + lead;
            let (log, variance) = level.expect(marks, days.first + index);
            let factor = days.factor[index];
            let shape = &means.mean[days.class[index]];
            let total: f64 = shape.iter().filter(|m| !m.is_nan()).map(|m| m * m).sum();
            let expected: Vec<f64> = shape
                .iter()
                .map(|m| m * (log.exp() / factor / total).sqrt())
                .collect();
            let expected = if lead == 0 && days.known > 0 {
                let own = DayNoise {
                    day: variance.sqrt().max(0.03) / 2.0,
                    ..*noise
                };
                own.rest_of_day(&expected, &days.running).0
            } else {
                expected
            };
            expected
                .iter()
                .map(|m| m.max(0.0).powi(2) * factor)
                .collect()
        })
        .collect()
}
