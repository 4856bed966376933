//! P10, P50 and P90 around a point forecast, as wide as past errors were.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Standard normal quantile of 0.9.
const Z90: f64 = 1.281_551_565_544_600_4;

/// Standard deviation of the root of a Poisson count, whatever its mean (Anscombe 1948; to first order).
const POISSON_ROOT_DEVIATION: f64 = 0.5;

/// Days of errors below which a quantile of them is chance: bands are then assumed.
const MINIMUM_DAYS: usize = 5;

/// Errors a level group needs, and how many groups there are at most.
const ERRORS_PER_GROUP: usize = 200;
const MAXIMUM_GROUPS: usize = 4;

/// Relative standard deviation where no error was measured: about three times what a six-week average shows on a
/// large queue, so that bands that nobody checked look as uncertain as they are.
const ASSUMED_RELATIVE_DEVIATION: f64 = 0.3;

/// A forecast beside what came, in contacts of one interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Miss {
    /// The day forecast.
    pub date: NaiveDate,
    /// Contacts expected.
    pub forecast: f64,
    /// Contacts offered.
    pub observed: f64,
}

/// The volume that is exceeded with probability 0.9, 0.5 and 0.1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantiles {
    /// Exceeded nine times in ten.
    pub p10: f64,
    /// The median.
    pub p50: f64,
    /// Exceeded once in ten.
    pub p90: f64,
}

/// Whether bands come from errors or from an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BandSource {
    /// Quantiles of the backtest's errors.
    Measured,
    /// Too few days of errors: Poisson noise plus an assumed relative deviation of 30 %.
    Assumed,
}

/// Width of the bands by level of the forecast.
///
/// Errors are taken on the root scale, `√(y + ¼) − √(f + ¼)`, where a count's noise is the same at every level
/// (Anscombe 1948), and pooled by level in up to four groups of equal size: what exceeds the noise, the
/// uncertainty of the day, grows with the level. Between the groups' mean roots quantiles are interpolated.
/// Two guards keep the bands honest: they are never narrower than Poisson noise, and since the errors of one day
/// move together, the days and not the intervals are counted for the finite-sample correction of split
/// conformal prediction (Lei et al. 2018): quantile `0.9 (1 + 1/days)` in place of 0.9, and its mirror.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    groups: Vec<LevelGroup>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct LevelGroup {
    root_level: f64,
    root_errors: [f64; 3],
}

impl Bands {
    /// Bands as wide as these errors; assumed ones where the errors span fewer than five days.
    #[must_use]
    pub fn calibrated(errors: &[Miss]) -> Self {
        let days = errors.iter().map(|e| e.date).collect::<BTreeSet<_>>().len();
        if days < MINIMUM_DAYS {
            return Self::assumed();
        }
        let upper = (0.9 * (1.0 + 1.0 / days as f64)).min(1.0);
        let mut by_level = errors.to_vec();
        by_level.sort_by(|a, b| a.forecast.total_cmp(&b.forecast));
        let groups = (by_level.len() / ERRORS_PER_GROUP).clamp(1, MAXIMUM_GROUPS);
        let group = |members: &[Miss]| {
            let mut root_errors: Vec<f64> = members
                .iter()
                .map(|e| root(e.observed) - root(e.forecast))
                .collect();
            root_errors.sort_by(f64::total_cmp);
            let median = quantile(&root_errors, 0.5);
            let noise = Z90 * POISSON_ROOT_DEVIATION;
            LevelGroup {
                root_level: members.iter().map(|e| root(e.forecast)).sum::<f64>()
                    / members.len() as f64,
                root_errors: [
                    quantile(&root_errors, 1.0 - upper).min(median - noise),
                    median,
                    quantile(&root_errors, upper).max(median + noise),
                ],
            }
        };
        Self {
            groups: by_level
                .chunks(by_level.len().div_ceil(groups))
                .map(group)
                .collect(),
        }
    }

    /// Bands for a history too short to measure errors on.
    #[must_use]
    pub fn assumed() -> Self {
        Self { groups: Vec::new() }
    }

    /// Where the width comes from.
    #[must_use]
    pub fn source(&self) -> BandSource {
        if self.groups.is_empty() {
            BandSource::Assumed
        } else {
            BandSource::Measured
        }
    }

    /// The quantiles around an expected volume; never negative, always in order.
    #[must_use]
    pub fn around(&self, forecast: f64) -> Quantiles {
        let Some([low, median, high]) = self.root_errors_at(root(forecast)) else {
            let half_width =
                Z90 * (forecast + (ASSUMED_RELATIVE_DEVIATION * forecast).powi(2)).sqrt();
            return Quantiles {
                p10: (forecast - half_width).max(0.0),
                p50: forecast,
                p90: forecast + half_width,
            };
        };
        let moved = |error: f64| {
            if error == 0.0 {
                forecast
            } else {
                ((root(forecast) + error).max(0.0).powi(2) - 0.25).max(0.0)
            }
        };
        let p50 = moved(median);
        Quantiles {
            p10: moved(low).min(p50),
            p50,
            p90: moved(high).max(p50),
        }
    }

    fn root_errors_at(&self, root_level: f64) -> Option<[f64; 3]> {
        let (first, last) = (self.groups.first()?, self.groups.last()?);
        if root_level <= first.root_level {
            return Some(first.root_errors);
        }
        let between = self.groups.windows(2).find_map(|pair| match pair {
            [below, above] if root_level < above.root_level => {
                let share = (root_level - below.root_level) / (above.root_level - below.root_level);
                Some(std::array::from_fn(|q| {
                    (1.0 - share) * below.root_errors[q] + share * above.root_errors[q]
                }))
            }
            _ => None,
        });
        Some(between.unwrap_or(last.root_errors))
    }
}

fn root(count: f64) -> f64 {
    (count + 0.25).sqrt()
}

/// The quantile of sorted values, interpolated between neighbours (type 7 of Hyndman & Fan 1996).
fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return 0.0;
    };
    let place = probability.clamp(0.0, 1.0) * last as f64;
    let (below, share) = (place.floor() as usize, place.fract());
    sorted[below] + share * (sorted[(below + 1).min(last)] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn errors(of: impl Fn(usize) -> (f64, f64), count: usize) -> Vec<Miss> {
        let first = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let days = first
            .iter_days()
            .flat_map(|date| std::iter::repeat_n(date, 20));
        days.take(count)
            .enumerate()
            .map(|(i, date)| {
                let (forecast, observed) = of(i);
                Miss {
                    date,
                    forecast,
                    observed,
                }
            })
            .collect()
    }

    #[test]
    fn errors_of_ten_percent_give_wider_bands_at_a_high_level_than_at_a_low_one() {
        let sizes = [16.0, 100.0, 400.0, 900.0];
        let shift = |i: usize| 1.0 + 0.1 * ((i * 37 % 101) as f64 / 50.0 - 1.0) * 2.0;
        let bands = Bands::calibrated(&errors(|i| (sizes[i % 4], sizes[i % 4] * shift(i)), 4_000));
        let width = |level: f64| {
            let q = bands.around(level);
            q.p90 - q.p10
        };
        assert!(
            width(900.0) > 0.25 * 900.0 && width(900.0) < 0.4 * 900.0,
            "{}",
            width(900.0)
        );
        assert!(
            width(900.0) > 4.0 * width(100.0),
            "{} {}",
            width(900.0),
            width(100.0)
        );
    }

    #[test]
    fn perfect_forecasts_still_leave_poisson_noise() {
        let quantiles = Bands::calibrated(&errors(|_| (100.0, 100.0), 400)).around(100.0);
        assert!(
            (quantiles.p90 - 112.8).abs() < 1.0 && (quantiles.p10 - 87.2).abs() < 1.0,
            "{quantiles:?}"
        );
        assert_eq!(quantiles.p50, 100.0);
    }

    #[test]
    fn four_days_of_errors_are_too_few_and_the_assumed_bands_are_wide() {
        let bands = Bands::calibrated(&errors(|_| (100.0, 100.0), 80));
        assert_eq!(bands.source(), BandSource::Assumed);
        assert!(bands.around(100.0).p90 > 138.0);
        assert_eq!(
            Bands::calibrated(&errors(|_| (100.0, 100.0), 100)).source(),
            BandSource::Measured
        );
    }

    proptest! {
        #[test]
        fn bands_are_in_order_finite_and_never_negative(
            pairs in prop::collection::vec((0.0..2_000.0_f64, 0.0..2_000.0_f64), 0..1_000),
            level in 0.0..5_000.0_f64,
        ) {
            let found = Bands::calibrated(&errors(|i| pairs[i], pairs.len())).around(level);
            prop_assert!(found.p10 >= 0.0 && found.p10 <= found.p50 && found.p50 <= found.p90 && found.p90.is_finite());
        }
    }
}
