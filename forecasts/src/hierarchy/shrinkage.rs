//! A covariance of forecast errors from fewer days than nodes.

use super::HierarchyError;

const MINIMUM_RESIDUALS: usize = 3;

/// Least share of a node's variance that is taken as its own: a sample covariance of coherent residuals alone has no
/// inverse on the constraints.
const LEAST_INTENSITY: f64 = 1e-6;

/// Variance given to a node that never erred, as a share of the mean variance.
const LEAST_VARIANCE_SHARE: f64 = 1e-9;

/// `W = λ·diag(S) + (1 − λ)·S` with `S` the mean product of residuals (not centred: a bias is an error too).
///
/// Schäfer & Strimmer, *A shrinkage approach to large-scale covariance matrix estimation*, Stat. Appl. Genet. Mol.
/// Biol. 4 (2005), as used by Wickramasuriya et al. (2019): with `r[i][j]` the correlations,
/// `λ = Σ Var(r[i][j]) ÷ Σ r[i][j]²` over `i ≠ j`, kept within 0 and 1. With residuals scaled to a mean square of 1
/// and `T` of them, `Var(r[i][j]) = (Σₖ w² − (Σₖ w)² ÷ T) ÷ (T (T − 1))`, `w = xₖᵢ xₖⱼ`.
///
/// `W` is never written down: it is a diagonal and `T` columns, so thousands of nodes cost `nodes × T`. The sums over
/// pairs of nodes come from the smaller of the two Gram matrices.
#[derive(Clone, Debug, PartialEq)]
pub struct ShrunkCovariance {
    intensity: f64,
    variances: Vec<f64>,
    own: Vec<f64>,
    common: Vec<Vec<f64>>,
}

impl ShrunkCovariance {
    /// From base-forecast errors: one row a node, one column a backtest day or interval that all nodes have.
    ///
    /// # Errors
    /// [`HierarchyError::TooFewResiduals`], [`HierarchyError::RaggedRows`], [`HierarchyError::NotAResidual`].
    pub fn estimate(residuals: &[Vec<f64>]) -> Result<Self, HierarchyError> {
        let count = residuals.first().map_or(0, Vec::len);
        if count < MINIMUM_RESIDUALS {
            return Err(HierarchyError::TooFewResiduals {
                found: count,
                needed: MINIMUM_RESIDUALS,
            });
        }
        for (node, row) in residuals.iter().enumerate() {
            if row.len() != count {
                return Err(HierarchyError::RaggedRows {
                    what: "residuals",
                    node,
                    found: row.len(),
                    expected: count,
                });
            }
            if let Some(&value) = row.iter().find(|value| !value.is_finite()) {
                return Err(HierarchyError::NotAResidual { node, value });
            }
        }
        let size = count as f64;
        let sample: Vec<f64> = residuals
            .iter()
            .map(|row| row.iter().map(|e| e * e).sum::<f64>() / size)
            .collect();
        let mean_variance = sample.iter().sum::<f64>() / sample.len() as f64;
        let least = if mean_variance > 0.0 {
            LEAST_VARIANCE_SHARE * mean_variance
        } else {
            1.0
        };
        let intensity = intensity(residuals, &sample);
        let common_scale = ((1.0 - intensity) / size).sqrt();
        Ok(Self {
            intensity,
            own: sample
                .iter()
                .map(|v| (intensity.max(LEAST_INTENSITY) * v).max(least))
                .collect(),
            common: residuals
                .iter()
                .map(|row| row.iter().map(|e| e * common_scale).collect())
                .collect(),
            variances: sample.into_iter().map(|v| v.max(least)).collect(),
        })
    }

    /// λ: 0 is the sample covariance, 1 its diagonal.
    #[must_use]
    pub fn intensity(&self) -> f64 {
        self.intensity
    }

    /// The diagonal: mean squared error of each node.
    #[must_use]
    pub fn variances(&self) -> &[f64] {
        &self.variances
    }

    /// The diagonal part of `W`.
    pub(super) fn own(&self) -> &[f64] {
        &self.own
    }

    /// The rest of `W`: one row a node; `W = diag(own) + common · commonᵀ`.
    pub(super) fn common(&self) -> &[Vec<f64>] {
        &self.common
    }
}

fn intensity(residuals: &[Vec<f64>], variances: &[f64]) -> f64 {
    let count = residuals.first().map_or(0, Vec::len);
    let size = count as f64;
    let scaled: Vec<Vec<f64>> = residuals
        .iter()
        .zip(variances)
        .filter(|(_, variance)| **variance > 0.0)
        .map(|(row, variance)| row.iter().map(|e| e / variance.sqrt()).collect())
        .collect();
    let by_day: Vec<Vec<f64>> = (0..count)
        .map(|day| scaled.iter().map(|row| row[day]).collect())
        .collect();
    let gram = if scaled.len() < count {
        squared_gram(&scaled)
    } else {
        squared_gram(&by_day)
    };
    // Both sums run over pairs of different nodes: the diagonal is taken off.
    let squared_sums = gram - size * size * scaled.len() as f64;
    let sums_of_squares: f64 = by_day
        .iter()
        .map(|day| {
            let squares: f64 = day.iter().map(|x| x * x).sum();
            squares * squares - day.iter().map(|x| x.powi(4)).sum::<f64>()
        })
        .sum();
    let correlations = squared_sums / (size * size);
    let variance = (sums_of_squares - squared_sums / size) / (size * (size - 1.0));
    if correlations > 0.0 {
        (variance / correlations).clamp(0.0, 1.0)
    } else {
        1.0
    }
}

/// Sum of the squared inner products of all pairs of rows.
fn squared_gram(rows: &[Vec<f64>]) -> f64 {
    let mut sum = 0.0;
    for (i, a) in rows.iter().enumerate() {
        for (j, b) in rows[..=i].iter().enumerate() {
            let product: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
            sum += product * product * if i == j { 1.0 } else { 2.0 };
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// λ as the paper writes it, pair by pair.
    fn by_pairs(residuals: &[Vec<f64>]) -> f64 {
        let size = residuals[0].len() as f64;
        let scaled: Vec<Vec<f64>> = residuals
            .iter()
            .map(|row| {
                let scale = (row.iter().map(|e| e * e).sum::<f64>() / size).sqrt();
                row.iter().map(|e| e / scale).collect()
            })
            .collect();
        let (mut above, mut below) = (0.0, 0.0);
        for (i, a) in scaled.iter().enumerate() {
            for (j, b) in scaled.iter().enumerate() {
                if i != j {
                    let w: Vec<f64> = a.iter().zip(b).map(|(a, b)| a * b).collect();
                    let mean = w.iter().sum::<f64>() / size;
                    above +=
                        w.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / (size * (size - 1.0));
                    below += mean * mean;
                }
            }
        }
        (above / below).clamp(0.0, 1.0)
    }

    proptest! {
        #[test]
        fn the_intensity_is_that_of_the_pairwise_formula(
            residuals in (2_usize..9, 3_usize..12).prop_flat_map(|(nodes, days)|
                prop::collection::vec(prop::collection::vec(-10.0..10.0_f64, days), nodes)),
        ) {
            let found = ShrunkCovariance::estimate(&residuals).unwrap().intensity();
            let expected = by_pairs(&residuals);
            prop_assert!((found - expected).abs() < 1e-6, "{} {}", found, expected);
        }
    }

    #[test]
    fn errors_that_move_together_are_shrunk_less_than_independent_ones() {
        let wave = |f: f64| {
            (0..60)
                .map(|day| (f * f64::from(day)).sin())
                .collect::<Vec<_>>()
        };
        let together = [wave(0.7), wave(0.7), wave(0.71)];
        let apart = [wave(0.7), wave(1.9), wave(2.6)];
        let of = |rows: &[Vec<f64>]| ShrunkCovariance::estimate(rows).unwrap().intensity();
        assert!(of(&together) < 0.05, "{}", of(&together));
        assert!(of(&apart) > 0.5, "{}", of(&apart));
    }

    #[test]
    fn two_residuals_are_too_few() {
        assert_eq!(
            ShrunkCovariance::estimate(&[vec![1.0, 2.0], vec![1.0, 2.0]]),
            Err(HierarchyError::TooFewResiduals {
                found: 2,
                needed: 3
            })
        );
    }
}
