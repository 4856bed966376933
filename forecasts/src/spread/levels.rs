//! Quantiles of standardised errors, apart for small and large intervals.

/// The 10 %, 50 % and 90 % quantiles of standardised errors by expected root.
#[derive(Clone, Debug, PartialEq)]
pub struct SpreadByLevel {
    /// Mean expected root and quantiles of each group, ascending.
    groups: Vec<(f64, [f64; 3])>,
}

/// More groups follow chance: their quantile loss on days to come is larger.
const MOST_GROUPS: usize = 4;
const LEAST_ERRORS: usize = 150;
const PROBABILITIES: [f64; 3] = [0.1, 0.5, 0.9];

impl SpreadByLevel {
    /// From pairs of expected root and standardised error, ascending by the root.
    #[must_use]
    pub fn of(errors: &[(f64, f64)]) -> Self {
        let groups = (errors.len() / LEAST_ERRORS).clamp(1, MOST_GROUPS);
        let group = |index: usize| {
            let bounds = index * errors.len() / groups..(index + 1) * errors.len() / groups;
            let own = &errors[bounds];
            let level = own.iter().map(|e| e.0).sum::<f64>() / own.len().max(1) as f64;
            let mut sorted: Vec<f64> = own.iter().map(|e| e.1).collect();
            sorted.sort_by(f64::total_cmp);
            (level, PROBABILITIES.map(|p| quantile(&sorted, p)))
        };
        Self {
            groups: (0..groups).map(group).collect(),
        }
    }

    /// Quantiles at an expected root, interpolated between the groups.
    #[must_use]
    pub fn at(&self, expected: f64) -> [f64; 3] {
        let above = self.groups.partition_point(|(level, _)| *level < expected);
        let (Some(upper), Some(lower)) = (
            self.groups.get(above.min(self.groups.len() - 1)),
            self.groups.get(above.saturating_sub(1)),
        ) else {
            return [0.0; 3];
        };
        let width = upper.0 - lower.0;
        let share = if width > 0.0 {
            ((expected - lower.0) / width).clamp(0.0, 1.0)
        } else {
            0.0
        };
        std::array::from_fn(|k| lower.1[k] + share * (upper.1[k] - lower.1[k]))
    }
}

/// Type 6 of Hyndman & Fan 1996, position p (n + 1): the quantile a next value of the same law exceeds with
/// probability 1 − p.
pub(super) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return 0.0;
    };
    let position = (p * (sorted.len() + 1) as f64 - 1.0).clamp(0.0, last as f64);
    let below = position.floor();
    let value = |index: f64| sorted[index as usize];
    value(below) + (position - below) * (value(position.ceil()) - value(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_next_value_lies_below_the_quantile_as_often_as_it_says() {
        let sorted: Vec<f64> = (1..=9).map(f64::from).collect();
        assert_eq!(quantile(&sorted, 0.1), 1.0);
        assert_eq!(quantile(&sorted, 0.5), 5.0);
        assert_eq!(quantile(&[], 0.5), 0.0);
    }

    #[test]
    fn small_and_large_intervals_have_quantiles_of_their_own() {
        let mut errors: Vec<(f64, f64)> = (0..300)
            .map(|i| (1.0, f64::from(i * 7 % 300) / 150.0 - 1.0))
            .collect();
        errors.extend((0..300).map(|i| (9.0, f64::from(i * 7 % 300) / 50.0 - 3.0)));
        let levels = SpreadByLevel::of(&errors);
        assert!(levels.at(9.0)[2] > 2.0 * levels.at(1.0)[2]);
        assert!(levels.at(5.0)[2] > levels.at(1.0)[2] && levels.at(5.0)[2] < levels.at(9.0)[2]);
        assert_eq!(levels.at(100.0), levels.at(10.0));
    }
}
