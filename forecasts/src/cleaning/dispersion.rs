//! How far counts stray from their mean by chance.

use statrs::function::beta::checked_beta_reg;

/// Counts whose variance is μ + φμ²: a Poisson count whose rate is itself gamma distributed (negative binomial, NB2;
/// Cameron & Trivedi, "Regression Analysis of Count Data", 2013, section 3.3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dispersion {
    /// Squared coefficient of variation of the rate of one interval, with the day's level taken out.
    pub phi: f64,
    /// Coefficient of variation of whole days around their weekday's usual total.
    pub day_cv: f64,
}

/// φ where the history has too few intervals of three contacts to tell.
const ASSUMED_PHI: f64 = 0.1;
/// The fewest intervals φ is estimated from.
const ENOUGH_CELLS: usize = 60;

impl Dispersion {
    /// Estimates φ from (observed, expected) of intervals, and the spread of days from (observed, expected) of days.
    ///
    /// Both by the median of absolute deviations, which is 0.6745 standard deviations of a normal error, so that the
    /// very errors looked for do not widen the threshold.
    pub(super) fn of(cells: &[(f64, f64)], days: &[(f64, f64)]) -> Self {
        let usable: Vec<(f64, f64)> = cells.iter().copied().filter(|c| c.1 >= 3.0).collect();
        let phi = if usable.len() < ENOUGH_CELLS {
            ASSUMED_PHI
        } else {
            robust_phi(&usable)
        };
        let mut strays: Vec<f64> = days
            .iter()
            .filter(|day| day.1 > 0.0)
            .map(|(observed, expected)| (observed / expected - 1.0).abs())
            .collect();
        let day_cv = median(&mut strays).map_or(0.15, |m| (m / 0.6745).clamp(0.03, 0.5));
        Self { phi, day_cv }
    }

    /// Standard deviation of a count of mean `mean`.
    pub(super) fn deviation(self, mean: f64) -> f64 {
        (mean + self.phi * mean * mean).sqrt()
    }
}

/// The φ at which the median of |observed − expected| ÷ sd is that of a normal error, by bisection.
fn robust_phi(cells: &[(f64, f64)]) -> f64 {
    let too_narrow = |phi: f64| {
        let mut scores: Vec<f64> = cells
            .iter()
            .map(|(y, mean)| (y - mean).abs() / (mean + phi * mean * mean).sqrt())
            .collect();
        median(&mut scores).is_some_and(|score| score > 0.6745)
    };
    let (mut low, mut high) = (0.0, 2.0);
    for _ in 0..20 {
        let middle = 0.5 * (low + high);
        if too_narrow(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// P(X ≤ `count`) of a negative binomial with this mean and φ > 0: `I_p(r, count + 1)`, r = 1/φ, p = r ÷ (r + mean).
pub(super) fn probability_at_most(count: f64, mean: f64, phi: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    let r = 1.0 / phi;
    checked_beta_reg(r, count.floor() + 1.0, r / (r + mean)).unwrap_or(1.0)
}

/// P(X ≥ `count`) of a negative binomial with this mean and φ > 0.
pub(super) fn probability_at_least(count: f64, mean: f64, phi: f64) -> f64 {
    let count = count.ceil();
    if count <= 0.0 {
        return 1.0;
    }
    let r = 1.0 / phi;
    checked_beta_reg(count, r, mean.max(0.0) / (r + mean.max(0.0))).unwrap_or(1.0)
}

/// The median, or `None` of nothing. Reorders its argument.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let odd = values.len() % 2 == 1;
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if odd {
        return Some(upper);
    }
    let lower = below.iter().copied().fold(f64::MIN, f64::max);
    Some(0.5 * (lower + upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_contact_where_twenty_are_usual_is_one_in_a_million_at_a_cv_of_22_percent() {
        // (1 + μφ)^(−1/φ) = 2⁻²⁰.
        let found = probability_at_most(0.0, 20.0, 0.05);
        assert!((found - 2.0_f64.powi(-20)).abs() < 1e-12, "{found}");
        // φ → 0 is Poisson: P(X ≤ 2 | 4) = 13 e⁻⁴.
        let found = probability_at_most(2.0, 4.0, 1e-7);
        assert!((found - 13.0 * (-4.0_f64).exp()).abs() < 1e-5, "{found}");
        let both = probability_at_most(6.0, 4.0, 0.1) + probability_at_least(7.0, 4.0, 0.1);
        assert!((both - 1.0).abs() < 1e-9, "{both}");
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 9.0]), Some(3.0));
        assert_eq!(median(&mut []), None);
    }
}
