//! How sure a gap is: what is needed varies with the forecast's error, what is there with who leaves.
//!
//! Every path draws one standard normal error of the volumes, which holds for all weeks and planning groups: long-range
//! errors are errors of level and trend, which last, and taking them as one is the cautious choice. Of whole heads it draws
//! the leavers of each week from the binomial law; a part of a head leaves by its expectation. Equal seeds draw equal errors
//! whatever the team, so that two plans differ by what they plan.

use rand_core::SeedableRng;
use rand_distr::{Binomial, Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use statrs::distribution::{ContinuousCDF, Normal};

use super::supply::Staff;

/// A shortage this small is the arithmetic's.
const NOISE: f64 = 1e-9;

/// Keeps the streams of neighbouring paths apart (2^64 divided by the golden ratio).
const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;

/// Full-time equivalents required in a week by how far its volume is off.
#[derive(Clone, Debug, PartialEq)]
pub struct RequiredCurve {
    /// `(standard normal error, full-time equivalents)`, ascending; one point where nothing is uncertain.
    pub points: Vec<(f64, f64)>,
}

impl RequiredCurve {
    /// Nothing uncertain.
    pub fn certain(required: f64) -> Self {
        Self {
            points: vec![(0.0, required)],
        }
    }

    /// The requirement at an error, on straight lines through the points and on beyond them; never below 0.
    pub fn at(&self, error: f64) -> f64 {
        let after = self.points.partition_point(|(at, _)| *at <= error);
        let right = after.clamp(1, self.points.len().saturating_sub(1).max(1));
        match (self.points.get(right - 1), self.points.get(right)) {
            (Some((x, y)), Some((next_x, next_y))) => {
                (y + (error - x) / (next_x - x) * (next_y - y)).max(0.0)
            }
            (Some((_, y)), None) => *y,
            (None, _) => 0.0,
        }
    }
}

/// The standard normal error that is not exceeded with a probability above 0 and below 1.
///
/// ```
/// use crewcast_forecasts::capacity::error_not_exceeded;
/// assert!(error_not_exceeded(0.5).abs() < 1e-9);
/// assert!((error_not_exceeded(0.9) - 1.281_552).abs() < 1e-6);
/// ```
pub fn error_not_exceeded(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// What is there less what is needed, in a week, full-time equivalents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GapOfWeek {
    /// One path in ten is below.
    pub p10: f64,
    /// The median.
    pub p50: f64,
    /// One path in ten is above.
    pub p90: f64,
    /// Share of paths in which at least what is needed is there.
    pub probability_staffed: f64,
}

/// A plan's gap over all paths.
#[derive(Clone, Debug, PartialEq)]
pub struct GapSpread {
    /// Week by week.
    pub weeks: Vec<GapOfWeek>,
    /// Share of paths in which every week is staffed.
    pub probability_every_week_staffed: f64,
}

/// Draws `paths` futures of a team and what is asked of it.
pub fn spread_of_gap(
    staff: &Staff,
    required: &[RequiredCurve],
    paths: u32,
    seed: u64,
) -> GapSpread {
    let weeks = staff.weeks().min(required.len());
    let mut gaps: Vec<Vec<f64>> = vec![Vec::with_capacity(paths as usize); weeks];
    let mut always = 0_u32;
    for path in 0..paths {
        let stream = seed.wrapping_add(u64::from(path).wrapping_mul(STRIDE));
        let mut random = Xoshiro256PlusPlus::seed_from_u64(stream);
        let error: f64 = StandardNormal.sample(&mut random);
        let supply = staff.walk(&mut |heads, probability| leavers(heads, probability, &mut random));
        let mut is_staffed = true;
        for ((week, curve), gaps) in supply.iter().zip(required).zip(&mut gaps) {
            let gap = week.planned() - curve.at(error);
            is_staffed &= gap >= -NOISE;
            gaps.push(gap);
        }
        always += u32::from(is_staffed);
    }
    let share = |count: usize| count as f64 / f64::from(paths.max(1));
    GapSpread {
        weeks: gaps
            .into_iter()
            .map(|mut gaps| {
                gaps.sort_by(f64::total_cmp);
                GapOfWeek {
                    p10: quantile(&gaps, 0.1),
                    p50: quantile(&gaps, 0.5),
                    p90: quantile(&gaps, 0.9),
                    probability_staffed: share(
                        gaps.len() - gaps.partition_point(|gap| *gap < -NOISE),
                    ),
                }
            })
            .collect(),
        probability_every_week_staffed: share(always as usize),
    }
}

/// Leavers of some heads: binomial of the whole ones.
fn leavers(heads: f64, probability: f64, random: &mut Xoshiro256PlusPlus) -> f64 {
    let whole = heads.floor();
    // A head count is far below 2^53, and a probability lies between 0 and 1.
    let drawn =
        Binomial::new(whole as u64, probability).map_or(0.0, |law| law.sample(random) as f64);
    drawn + (heads - whole) * probability
}

/// Of ascending values, on straight lines between them.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let (below, part) = (place.floor(), place.fract());
    let at = |index: usize| sorted.get(index).or(sorted.last()).copied().unwrap_or(0.0);
    let (low, high) = (at(below as usize), at(below as usize + 1));
    low + part * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capacity::StartingHeads;

    fn staff(heads: f64, annual: f64, weeks: usize) -> Staff {
        let mut staff = Staff {
            starting: vec![StartingHeads {
                tenure_weeks: 300,
                heads,
            }],
            new_hires: vec![0.0; weeks],
            transfers: vec![0.0; weeks],
            extra_time: vec![0.0; weeks],
            ..Staff::default()
        };
        staff.attrition.annual = annual;
        staff
    }

    #[test]
    fn a_curve_is_straight_between_its_points_and_beyond_them() {
        let curve = RequiredCurve {
            points: vec![(-1.0, 10.0), (0.0, 12.0), (1.0, 16.0)],
        };
        assert_eq!(
            [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0].map(|z| curve.at(z)),
            [8.0, 10.0, 11.0, 12.0, 14.0, 16.0, 20.0]
        );
        assert_eq!(RequiredCurve::certain(7.0).at(-3.0), 7.0);
    }

    #[test]
    fn what_is_certain_is_certain() {
        let spread = spread_of_gap(
            &staff(10.0, 0.0, 3),
            &vec![RequiredCurve::certain(9.0); 3],
            50,
            1,
        );
        for week in &spread.weeks {
            assert_eq!(
                (week.p10, week.p50, week.p90, week.probability_staffed),
                (1.0, 1.0, 1.0, 1.0)
            );
        }
        assert_eq!(spread.probability_every_week_staffed, 1.0);
        let short = spread_of_gap(&staff(10.0, 0.0, 1), &[RequiredCurve::certain(10.5)], 50, 1);
        assert_eq!(short.weeks[0].probability_staffed, 0.0);
    }

    /// Beside the exact law: those of 20 who are still there after 30 weeks are binomial with 0.6^(30 / 52.1775).
    #[test]
    fn the_chance_of_attrition_is_the_binomial_laws() {
        let needed = 15.0;
        let paths = 20_000;
        let spread = spread_of_gap(
            &staff(20.0, 0.4, 31),
            &vec![RequiredCurve::certain(needed); 31],
            paths,
            7,
        );
        let there: f64 = 0.6_f64.powf(30.0 / super::super::WEEKS_PER_YEAR);
        let mut exact = 0.0;
        let mut ways = 1.0;
        for gone in 0..=5 {
            exact += ways * there.powi(20 - gone) * (1.0 - there).powi(gone);
            ways *= f64::from(20 - gone) / f64::from(gone + 1);
        }
        let found = spread.weeks[30].probability_staffed;
        // Four standard errors of a share.
        let tolerance = 4.0 * (exact * (1.0 - exact) / f64::from(paths)).sqrt();
        assert!((found - exact).abs() < tolerance, "{found} {exact}");
        // Without hires, who is staffed at the end always was.
        assert_eq!(spread.probability_every_week_staffed, found);
        assert_eq!(spread.weeks[0].probability_staffed, 1.0);
        assert!((0.3..0.7).contains(&exact), "{exact}");
    }

    /// Beside the normal law: with nobody leaving, the requirement 100 + 10 z is met by 110 with Φ(1).
    #[test]
    fn the_chance_of_volume_is_the_normal_laws() {
        let curve = RequiredCurve {
            points: vec![(-1.0, 90.0), (1.0, 110.0)],
        };
        let spread = spread_of_gap(&staff(110.0, 0.0, 2), &[curve.clone(), curve], 20_000, 3);
        let week = spread.weeks[1];
        assert!(
            (week.probability_staffed - 0.841_345).abs() < 0.011,
            "{week:?}"
        );
        assert!(
            (week.p50 - 10.0).abs() < 0.4 && (week.p10 + 2.8155).abs() < 0.6,
            "{week:?}"
        );
        // One error holds for all weeks.
        assert_eq!(
            spread.probability_every_week_staffed,
            week.probability_staffed
        );
    }

    #[test]
    fn equal_seeds_give_equal_paths() {
        let of = |seed| {
            spread_of_gap(
                &staff(20.5, 0.3, 20),
                &vec![RequiredCurve::certain(18.0); 20],
                200,
                seed,
            )
        };
        assert_eq!(of(5), of(5));
        assert_ne!(of(5), of(6));
    }
}
