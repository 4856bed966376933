//! How large the errors of days were beside what was stated of them, and how wide an effect's interval must be for it.

use statrs::distribution::{ContinuousCDF as _, StudentsT};

use super::effect::Change;
use super::filter::Expectation;
use super::pass::CLIPPED_AT;

/// Errors of days told one day ahead, each divided by the standard deviation that was stated of it.
///
/// The scales are chosen by the density of a Student t, which takes the tails of ordinary errors for outliers: its
/// scale is about six sevenths of a normal law's standard deviation. So the errors themselves must say how large they
/// are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Surprise {
    days: f64,
    /// Sum of the squares of the errors, drawn in to the limit beyond which a day is believed less.
    squares: f64,
    /// Sum of the weights with which days were learnt from.
    weights: f64,
    /// Days within the limit.
    within: f64,
}

/// Days that what the search stated is worth: the degrees of freedom of the density it used.
const STATED_DAYS: f64 = 5.0;

const MIDDLE: f64 = 0.8;
const NEARLY_ALL: f64 = 0.99;

impl Surprise {
    /// Takes in an error in standard deviations.
    pub(super) fn note(&mut self, error: f64) {
        let size = error.abs();
        self.days += 1.0;
        self.squares += size.min(CLIPPED_AT).powi(2);
        self.weights += (CLIPPED_AT / size).min(1.0);
        self.within += f64::from(u8::from(size <= CLIPPED_AT));
    }

    /// What stated variances are to be multiplied by: the variance of a Huber estimate over the one the filter states
    /// (Huber & Ronchetti, "Robust Statistics", 2009, chapter 7), pooled with what was stated; never below 1, as a part
    /// of every variance is prior belief that no error has confirmed.
    fn variance_ratio(&self) -> f64 {
        if self.days == 0.0 {
            return 1.0;
        }
        let seen = self.squares * self.weights / self.within.max(1.0).powi(2);
        ((STATED_DAYS + self.days * seen) / (STATED_DAYS + self.days)).max(1.0)
    }

    /// An effect in percent with its intervals, those of a Student t whose degrees of freedom are the days behind the
    /// variance. `effects` are told together: with 99 % probability all of them lie within their wide intervals
    /// (Bonferroni).
    pub(super) fn change(&self, effect: Expectation, effects: usize) -> Change {
        let sd = (effect.variance * self.variance_ratio()).sqrt();
        let half_width = |outside: f64| sd * self.quantile(1.0 - outside / 2.0);
        let middle = half_width(1.0 - MIDDLE);
        let wide = half_width((1.0 - NEARLY_ALL) / effects.max(1) as f64);
        let percent = |by: f64| 100.0 * (effect.mean + by).exp_m1();
        Change {
            percent: percent(0.0),
            percent_p10: percent(-middle),
            percent_p90: percent(middle),
            percent_low_99: percent(-wide),
            percent_high_99: percent(wide),
        }
    }

    fn quantile(&self, probability: f64) -> f64 {
        // Refused only for a scale or degrees of freedom not above 0, which these are.
        StudentsT::new(0.0, 1.0, STATED_DAYS + self.days)
            .map_or(f64::INFINITY, |student| student.inverse_cdf(probability))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulated::Draws;

    const EFFECT: Expectation = Expectation {
        mean: 0.1,
        variance: 0.0004,
    };

    /// A hundred thousand normal errors of this standard deviation.
    fn normal(sd: f64) -> Surprise {
        let mut draws = Draws::new(1);
        let mut surprise = Surprise::default();
        (0..100_000).for_each(|_| surprise.note(sd * draws.normal()));
        surprise
    }

    #[test]
    fn errors_larger_than_stated_widen_the_interval_by_as_much() {
        for sd in [1.0_f64, 1.2, 1.5] {
            let ratio = normal(sd).variance_ratio();
            assert!((ratio / sd.powi(2) - 1.0).abs() < 0.05, "{sd}: {ratio}");
        }
        assert_eq!(normal(0.7).variance_ratio(), 1.0);
    }

    #[test]
    fn a_few_wild_days_hardly_widen_the_interval() {
        let mut wild = normal(1.0);
        (0..1_000).for_each(|_| wild.note(40.0));
        assert!(wild.variance_ratio() < 1.15, "{wild:?}");
    }

    #[test]
    fn with_many_days_the_intervals_are_those_of_the_normal_law() {
        let told = normal(1.0).change(EFFECT, 1);
        for (sds, percent) in [
            (-2.5758, told.percent_low_99),
            (-1.2816, told.percent_p10),
            (0.0, told.percent),
            (1.2816, told.percent_p90),
            (2.5758, told.percent_high_99),
        ] {
            let expected = 100.0 * (0.1_f64 + 0.02 * sds).exp_m1();
            assert!((percent - expected).abs() < 0.05, "{percent} {expected}");
        }
    }

    #[test]
    fn fewer_days_and_more_effects_told_together_have_wider_intervals() {
        let width = |surprise: &Surprise, effects: usize| {
            let told = surprise.change(EFFECT, effects);
            told.percent_high_99 - told.percent_low_99
        };
        let nobody = Surprise::default();
        assert!(width(&nobody, 1) > 1.4 * width(&normal(1.0), 1));
        assert!(width(&normal(1.0), 50) > 1.3 * width(&normal(1.0), 1));
    }
}
