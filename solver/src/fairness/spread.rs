use serde::{Deserialize, Serialize};

/// How evenly something is spread over agents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spread {
    /// Least value of an agent.
    pub least: f64,
    /// Mean.
    pub mean: f64,
    /// Most.
    pub most: f64,
    /// Standard deviation.
    pub standard_deviation: f64,
    /// Gini coefficient: 0 when all have the same, (n − 1) / n when one of n has all.
    pub gini: f64,
}

/// The spread of values of 0 and above; none of an empty list.
///
/// The Gini coefficient (Gini 1912) is the mean difference between two agents relative to twice the mean: with values in
/// ascending order, Σ (2i − n − 1) · xᵢ / (n · Σ xᵢ), i from 1. Where all values are 0, so is it.
///
/// ```
/// use crewcast_solver::fairness::spread_of;
/// let spread = spread_of(&[0.0, 0.0, 0.0, 8.0]).unwrap();
/// assert_eq!((spread.gini, spread.mean, spread.most), (0.75, 2.0, 8.0));
/// ```
#[must_use]
pub fn spread_of(values: &[f64]) -> Option<Spread> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (least, most) = (*sorted.first()?, *sorted.last()?);
    let count = sorted.len() as f64;
    let total: f64 = sorted.iter().sum();
    let mean = total / count;
    let variance = sorted
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / count;
    let ranked: f64 = sorted
        .iter()
        .enumerate()
        .map(|(place, value)| (2.0 * (place + 1) as f64 - count - 1.0) * value)
        .sum();
    Some(Spread {
        least,
        mean,
        most,
        standard_deviation: variance.sqrt(),
        gini: if total > 0.0 {
            ranked / (count * total)
        } else {
            0.0
        },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_shares_have_no_spread() {
        let spread = spread_of(&[3.0; 5]).expect("five agents");
        assert_eq!((spread.gini, spread.standard_deviation), (0.0, 0.0));
        assert_eq!(spread_of(&[0.0, 0.0]).map(|spread| spread.gini), Some(0.0));
        assert_eq!(spread_of(&[]), None);
    }

    proptest! {
        #[test]
        fn the_gini_coefficient_is_the_mean_difference_over_twice_the_mean(
            values in prop::collection::vec(0u8..20, 1..12),
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let spread = spread_of(&values).expect("not empty");
            let differences: f64 = values.iter().flat_map(|a| values.iter().map(move |b| (a - b).abs())).sum();
            let count = values.len() as f64;
            let expected = if spread.mean > 0.0 { differences / (2.0 * count * count * spread.mean) } else { 0.0 };
            prop_assert!((spread.gini - expected).abs() < 1e-9);
        }

        #[test]
        fn giving_from_more_to_less_never_raises_it(
            values in prop::collection::vec(0u8..20, 2..12), from in 0usize..12, to in 0usize..12,
        ) {
            let mut values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let (from, to) = (from % values.len(), to % values.len());
            prop_assume!(values[from] >= values[to] + 2.0);
            let before = spread_of(&values).expect("not empty").gini;
            values[from] -= 1.0;
            values[to] += 1.0;
            prop_assert!(spread_of(&values).expect("not empty").gini <= before + 1e-12);
        }
    }
}
