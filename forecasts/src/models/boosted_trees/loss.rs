//! What the trees are to make small.

use super::TreesError;
use super::histogram::Sums;

/// How far a prediction is from its target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loss {
    /// `(y − f)² ÷ 2`: the mean.
    SquaredError,
    /// `|y − f|`: the median.
    AbsoluteError,
    /// The pinball loss of a share `q` of (0, 1): the value that the target stays below with probability `q`.
    Quantile(f64),
}

impl Loss {
    /// The quantile asked for, if one is.
    pub(super) fn quantile(self) -> Option<f64> {
        match self {
            Self::SquaredError => None,
            Self::AbsoluteError => Some(0.5),
            Self::Quantile(share) => Some(share),
        }
    }

    pub(super) fn checked(self) -> Result<Self, TreesError> {
        match self.quantile() {
            Some(share) if !(share > 0.0 && share < 1.0) => Err(TreesError::NotAQuantile { share }),
            _ => Ok(self),
        }
    }

    /// First derivative by the prediction, times the weight.
    pub(super) fn gradient(self, target: f64, prediction: f64, weight: f64) -> Sums {
        let slope = match self.quantile() {
            None => prediction - target,
            Some(share) if target > prediction => -share,
            Some(share) => 1.0 - share,
        };
        Sums {
            gradient: weight * slope,
            weight,
        }
    }
}

/// The weighted quantile of values with weights: the middle of the values between which the weight passes `share`
/// of the total (so the median of two is their mean). Values are reordered. 0 without values.
pub(super) fn weighted_quantile(values: &mut [(f64, f64)], share: f64) -> f64 {
    let Some(&(_, first_weight)) = values.first() else {
        return 0.0;
    };
    if values.iter().all(|&(_, weight)| weight == first_weight) {
        return equal_weight_quantile(values, share);
    }
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let wanted = share * values.iter().map(|&(_, weight)| weight).sum::<f64>();
    let mut below = 0.0;
    for (index, &(value, weight)) in values.iter().enumerate() {
        below += weight;
        if below > wanted {
            return value;
        }
        if below == wanted {
            return values
                .get(index + 1)
                .map_or(value, |next| 0.5 * (value + next.0));
        }
    }
    values.last().map_or(0.0, |last| last.0)
}

/// The same without sorting, in linear time.
fn equal_weight_quantile(values: &mut [(f64, f64)], share: f64) -> f64 {
    let wanted = share * values.len() as f64;
    let index = (wanted.floor() as usize).min(values.len() - 1);
    let (below, &mut (value, _), _) =
        values.select_nth_unstable_by(index, |a, b| a.0.total_cmp(&b.0));
    if wanted == index as f64 && index > 0 {
        let before = below.iter().map(|v| v.0).fold(f64::NEG_INFINITY, f64::max);
        0.5 * (before + value)
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weighted_quantile_counts_a_weight_of_two_twice() {
        let values = [(5.0, 1.0), (1.0, 2.0), (3.0, 1.0), (9.0, 3.0)];
        let repeated: Vec<(f64, f64)> = values
            .iter()
            .flat_map(|&(value, weight)| vec![(value, 1.0); weight as usize])
            .collect();
        for share in [0.05, 0.25, 0.4, 0.5, 0.6, 0.9] {
            let weighted = weighted_quantile(&mut values.clone(), share);
            let plain = weighted_quantile(&mut repeated.clone(), share);
            assert!(
                (weighted - plain).abs() < 1e-12,
                "{share}: {weighted} {plain}"
            );
        }
    }

    #[test]
    fn the_median_of_two_is_their_mean() {
        assert_eq!(weighted_quantile(&mut [(4.0, 1.0), (2.0, 1.0)], 0.5), 3.0);
        assert_eq!(weighted_quantile(&mut [(4.0, 2.0), (2.0, 2.0)], 0.5), 3.0);
    }
}
