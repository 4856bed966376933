//! The most frequent values of a column, in fixed memory.

use std::collections::BTreeMap;

/// Values counted at once: whatever stands in more than 1/101 of the rows is among them at the end.
const COUNTERS: usize = 100;

/// Counts values and forgets the rare ones.
///
/// Source: Misra & Gries, Finding repeated elements (1982): with k counters a count is too low by at most n / (k + 1), and
/// never too high.
#[derive(Clone, Debug, Default)]
pub(super) struct FrequentValues {
    counts: BTreeMap<String, u64>,
    total: u64,
}

impl FrequentValues {
    /// Hears one value.
    pub(super) fn hear(&mut self, value: &str) {
        self.total += 1;
        if let Some(count) = self.counts.get_mut(value) {
            *count += 1;
        } else if self.counts.len() < COUNTERS {
            self.counts.insert(value.to_owned(), 1);
        } else {
            self.counts.retain(|_, count| {
                *count -= 1;
                *count > 0
            });
        }
    }

    /// How many values were heard.
    pub(super) const fn total(&self) -> u64 {
        self.total
    }

    /// The most frequent value, and how often it was heard at least.
    pub(super) fn most_frequent(&self) -> Option<(&str, u64)> {
        let most = self.counts.iter().max_by_key(|(_, count)| **count);
        most.map(|(value, count)| (value.as_str(), *count))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_count_is_never_too_high_and_hardly_too_low(
            values in prop::collection::vec(0..300u16, 1..2_000),
            common in 0..1_000usize,
        ) {
            let mut heard = FrequentValues::default();
            let mut exact: BTreeMap<String, u64> = BTreeMap::new();
            let all = values.iter().copied().chain(std::iter::repeat_n(999, common));
            for value in all.map(|value| value.to_string()) {
                heard.hear(&value);
                *exact.entry(value).or_default() += 1;
            }
            let slack = heard.total() / 101;
            for (value, count) in &exact {
                let told = heard.counts.get(value).copied().unwrap_or(0);
                prop_assert!(told <= *count && told + slack >= *count, "{value}: {told} of {count}");
            }
        }
    }
}
