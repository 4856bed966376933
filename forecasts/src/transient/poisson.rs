//! Poisson weights for uniformisation: how many steps a time takes, and with which probability.
//!
//! Worked out from the mode outwards by ratios, which neither underflows nor overflows for any mean, and divided by
//! their sum. Source: B. L. Fox, P. W. Glynn, "Computing Poisson probabilities", Communications of the ACM 31 (1988).

/// Weights below this share of the largest are left out.
const NEGLIGIBLE: f64 = 1e-19;

/// More than the probability left out on both sides together. About nine standard deviations from the mode the weights
/// fall like a geometric series with a sum below (σ/9 + 2) first terms, while the sum of all weights is above σ and 1.
pub(super) const LEFT_OUT: f64 = 1e-18;

/// The weights of one mean.
pub(super) struct PoissonWeights {
    /// The smallest number of steps that counts.
    first: usize,
    /// P(N = first), P(N = first + 1), …
    densities: Vec<f64>,
    /// P(N > first), P(N > first + 1), …; the last is 0.
    tails: Vec<f64>,
}

impl PoissonWeights {
    /// Weights of a finite mean of at least 0.
    pub fn new(mean: f64) -> Self {
        let mode = mean.floor();
        let mut below = Vec::new();
        let (mut weight, mut steps) = (1.0, mode);
        while steps > 0.0 {
            weight *= steps / mean;
            steps -= 1.0;
            if weight < NEGLIGIBLE {
                break;
            }
            below.push(weight);
        }
        let first = mode as usize - below.len();
        let mut densities: Vec<f64> = below.into_iter().rev().collect();
        let (mut weight, mut steps) = (1.0, mode);
        while weight >= NEGLIGIBLE {
            densities.push(weight);
            steps += 1.0;
            weight *= mean / steps;
        }
        let mut tails = vec![0.0; densities.len()];
        let mut sum = 0.0;
        for (tail, density) in tails.iter_mut().zip(&densities).rev() {
            *tail = sum;
            sum += density;
        }
        for value in densities.iter_mut().chain(&mut tails) {
            *value /= sum;
        }
        Self {
            first,
            densities,
            tails,
        }
    }

    /// The largest number of steps that counts.
    pub fn last(&self) -> usize {
        self.first + self.densities.len() - 1
    }

    /// P(N = steps).
    pub fn density(&self, steps: usize) -> f64 {
        steps
            .checked_sub(self.first)
            .and_then(|index| self.densities.get(index))
            .copied()
            .unwrap_or(0.0)
    }

    /// P(N > steps).
    pub fn tail(&self, steps: usize) -> f64 {
        match steps.checked_sub(self.first) {
            None => 1.0,
            Some(index) => self.tails.get(index).copied().unwrap_or(0.0),
        }
    }
}

/// A number that a Poisson variable exceeds with a probability below 1e-20: Bernstein's inequality,
/// P(N ≥ mean + x) ≤ exp(−x² / (2 (mean + x/3))).
pub(super) fn hardly_exceeded(mean: f64) -> f64 {
    (mean + 9.7 * mean.sqrt() + 32.0).ceil()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_the_mean_and_the_sum_of_the_distribution_at_any_size() {
        for mean in [0.0, 1e-12, 0.3, 1.0, 7.5, 1000.0, 123_456.7] {
            let weights = PoissonWeights::new(mean);
            let (mut sum, mut first_moment, mut tails) = (0.0, 0.0, 0.0);
            for steps in 0..=weights.last() {
                sum += weights.density(steps);
                first_moment += steps as f64 * weights.density(steps);
                tails += weights.tail(steps);
            }
            assert!((sum - 1.0).abs() < 1e-13, "{mean}: {sum}");
            assert!(
                (first_moment - mean).abs() <= 2e-12 * mean,
                "{mean}: {first_moment}"
            );
            assert!((tails - mean).abs() <= 2e-12 * mean, "{mean}: {tails}");
        }
    }

    #[test]
    fn small_means_give_the_textbook_probabilities() {
        let weights = PoissonWeights::new(2.0);
        for (steps, probability) in [(0, 1.0), (1, 2.0), (2, 2.0), (3, 4.0 / 3.0)] {
            let expected = probability * (-2.0_f64).exp();
            assert!((weights.density(steps) - expected).abs() < 1e-16);
        }
        assert!((weights.tail(1) - (1.0 - 3.0 * (-2.0_f64).exp())).abs() < 1e-15);
        assert_eq!(weights.tail(weights.last()), 0.0);
    }

    #[test]
    fn the_bound_is_beyond_all_weights_that_count() {
        for mean in [0.0, 0.01, 1.0, 50.0, 1e4, 1e7] {
            assert!(hardly_exceeded(mean) >= PoissonWeights::new(mean).last() as f64);
        }
    }
}
