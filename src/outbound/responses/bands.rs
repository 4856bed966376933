//! Contacts of about equally many, by falling promise: the segments of a model.

use serde::{Deserialize, Serialize};

/// Where one segment ends and the next begins, in probability of success.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::outbound) struct Bands {
    /// Least probability of each, falling; the last takes whatever is below.
    from: Vec<f64>,
}

impl Bands {
    /// Cuts scores into so many bands at most; equal scores share one.
    pub(in crate::outbound) fn of(mut scores: Vec<f64>, most: usize) -> Self {
        scores.sort_by(|a, b| b.total_cmp(a));
        let count = scores.len();
        let mut from: Vec<f64> = (1..most)
            .filter_map(|band| {
                let end = (band * count).div_ceil(most);
                scores.get(end.checked_sub(1)?).copied()
            })
            .collect();
        from.dedup();
        // Scores that end a band and are the lowest of all leave nothing for the next.
        if from.last().copied() == scores.last().copied() {
            from.pop();
        }
        from.push(0.0);
        Self { from }
    }

    /// How many there are.
    pub(in crate::outbound) fn len(&self) -> usize {
        self.from.len()
    }

    /// The band of a score, from 0.
    pub(in crate::outbound) fn place(&self, score: f64) -> usize {
        let last = self.from.len().saturating_sub(1);
        let found = self.from.iter().position(|from| score >= *from);
        found.unwrap_or(last)
    }

    /// Least probability of a band.
    pub(in crate::outbound) fn lower_end(&self, place: usize) -> f64 {
        self.from.get(place).copied().unwrap_or(0.0)
    }

    /// Names of all of them: `p01` is the most promising.
    pub(in crate::outbound) fn names(&self) -> Vec<String> {
        (0..self.len()).map(name).collect()
    }
}

/// The name of a band.
pub(in crate::outbound) fn name(place: usize) -> String {
    format!("p{:02}", place + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bands_are_about_equally_many_and_the_best_comes_first() {
        let bands = Bands::of((1..=100).map(|n| f64::from(n) / 101.0).collect(), 4);
        assert_eq!(bands.names(), ["p01", "p02", "p03", "p04"]);
        let places: Vec<usize> = (1..=100)
            .map(|n| bands.place(f64::from(n) / 101.0))
            .collect();
        for place in 0..4 {
            assert_eq!(places.iter().filter(|found| **found == place).count(), 25);
        }
        assert_eq!(bands.place(0.999), 0);
        assert_eq!(bands.place(1e-6), 3);
    }

    #[test]
    fn equal_scores_are_one_band() {
        assert_eq!(Bands::of(vec![0.1; 50], 10).len(), 1);
        assert_eq!(Bands::of(Vec::new(), 10).len(), 1);
    }

    proptest! {
        #[test]
        fn no_band_is_empty_and_a_better_score_is_never_in_a_later_band(
            scores in proptest::collection::vec(0.001..0.999_f64, 1..200), most in 1_usize..30,
        ) {
            let bands = Bands::of(scores.clone(), most);
            prop_assert!(bands.len() <= most);
            let mut found = vec![0; bands.len()];
            for score in &scores {
                found[bands.place(*score)] += 1;
                prop_assert!(*score >= bands.lower_end(bands.place(*score)));
            }
            prop_assert!(found.iter().all(|count| *count > 0), "{found:?}");
            for pair in scores.windows(2) {
                let (better, worse) = (pair[0].max(pair[1]), pair[0].min(pair[1]));
                prop_assert!(bands.place(better) <= bands.place(worse));
            }
        }
    }
}
