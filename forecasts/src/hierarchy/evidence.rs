//! Counts against a borrowed shape: how likely they are under it, and how far they should bend it.

use statrs::function::gamma::ln_gamma;

/// Concentrations tried, in contacts: how many contacts of its own a queue needs before its shape counts as much as
/// the borrowed one. From queues that share hardly more than opening hours to near copies; even steps of the
/// logarithm, each as likely as the next before any contact is seen.
const CONCENTRATIONS: [f64; 9] = [10.0, 31.6, 100.0, 316.0, 1e3, 3.16e3, 1e4, 3.16e4, 1e5];

/// What counts in some cells say about a shape borrowed for them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Verdict {
    /// Log of the probability of the counts, apart from a term that is the same for every shape.
    pub(super) log_evidence: f64,
    /// Credibility of the counts, 0 (borrowed shape alone) to 1.
    pub(super) own_weight: f64,
}

/// One table of cells: counts, and what the borrowed shape expected there (any scale; only ratios count).
#[derive(Clone, Copy, Debug)]
pub(super) struct Table<'a> {
    pub(super) counts: &'a [f64],
    pub(super) expected: &'a [f64],
}

/// Judges tables that share one concentration.
///
/// With `n[c]` counts, `N = Σ n`, `p[c]` the borrowed shares and `α` the concentration, the queue's own shares are
/// Dirichlet(`α p`) and the counts Dirichlet-multinomial (a gamma-Poisson for each cell, given the total):
/// `ln P(n | α) = ln Γ(α) − ln Γ(N + α) + Σ (ln Γ(n[c] + α p[c]) − ln Γ(α p[c]))`, and the expected own share is
/// `(1 − Z) p[c] + Z n[c] ÷ N` with `Z = N ÷ (N + α)`. `α` is not known; it is summed out over the concentrations tried
/// rather than set, so that few counts leave it open. Counts may be fractions: overdispersed ones are divided by their
/// variance inflation first.
///
/// Source: Minka, *Estimating a Dirichlet distribution* (2000); `Z` is Bühlmann's credibility.
pub(super) fn judge(tables: &[Table]) -> Verdict {
    let seen: f64 = tables.iter().flat_map(|t| t.counts).sum();
    if seen <= 0.0 {
        return Verdict {
            log_evidence: 0.0,
            own_weight: 0.0,
        };
    }
    let logs = CONCENTRATIONS.map(|alpha| tables.iter().map(|t| log_probability(*t, alpha)).sum());
    let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let chances = logs.map(|log: f64| (log - highest).exp());
    let total: f64 = chances.iter().sum();
    let own_weight = CONCENTRATIONS
        .iter()
        .zip(&chances)
        .map(|(alpha, chance)| {
            let credibility: f64 = tables
                .iter()
                .map(|table| {
                    let n: f64 = table.counts.iter().sum();
                    n / seen * (n / (n + alpha))
                })
                .sum();
            chance / total * credibility
        })
        .sum();
    Verdict {
        log_evidence: highest + (total / CONCENTRATIONS.len() as f64).ln(),
        own_weight,
    }
}

fn log_probability(table: Table, alpha: f64) -> f64 {
    let seen: f64 = table.counts.iter().sum();
    let expected: f64 = table.expected.iter().sum();
    if seen <= 0.0 || expected <= 0.0 {
        return 0.0;
    }
    let cells: f64 = table
        .counts
        .iter()
        .zip(table.expected)
        .filter(|(count, expected)| **count > 0.0 && **expected > 0.0)
        .map(|(count, share)| {
            let prior = alpha * share / expected;
            ln_gamma(count + prior) - ln_gamma(prior)
        })
        .sum();
    ln_gamma(alpha) - ln_gamma(seen + alpha) + cells
}

/// By how much each cell's borrowed expectation should be multiplied; 1 where nothing was expected.
pub(super) fn bend(table: Table, own_weight: f64) -> Vec<f64> {
    let seen: f64 = table.counts.iter().sum();
    let expected: f64 = table.expected.iter().sum();
    table
        .counts
        .iter()
        .zip(table.expected)
        .map(|(count, share)| {
            if *share > 0.0 && seen > 0.0 {
                1.0 - own_weight + own_weight * (count / seen) / (share / expected)
            } else {
                1.0
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_counts_hardly_bend_a_shape_and_many_replace_it() {
        let expected = [1.0, 1.0];
        let weight = |counts: &[f64]| {
            judge(&[Table {
                counts,
                expected: &expected,
            }])
            .own_weight
        };
        let (none, few, many) = (
            weight(&[0.0, 0.0]),
            weight(&[3.0, 1.0]),
            weight(&[30_000.0, 10_000.0]),
        );
        assert!(none == 0.0 && few < 0.15 && many > 0.99, "{few} {many}");
    }

    #[test]
    fn counts_that_follow_the_shape_keep_it() {
        let expected = [1.0, 2.0, 3.0, 4.0];
        let follows = Table {
            counts: &[100.0, 200.0, 300.0, 400.0],
            expected: &expected,
        };
        let differs = Table {
            counts: &[400.0, 300.0, 200.0, 100.0],
            expected: &expected,
        };
        assert!(judge(&[follows]).own_weight < 0.3);
        assert!(judge(&[differs]).own_weight > 0.9);
        assert!(judge(&[follows]).log_evidence > judge(&[differs]).log_evidence);
        for factor in bend(follows, 0.7) {
            assert!((factor - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_bent_shape_lies_between_the_borrowed_and_the_own_one() {
        let table = Table {
            counts: &[30.0, 10.0],
            expected: &[5.0, 5.0],
        };
        assert_eq!(bend(table, 0.0), [1.0, 1.0]);
        assert_eq!(bend(table, 0.5), [1.25, 0.75]);
        assert_eq!(bend(table, 1.0), [1.5, 0.5]);
    }
}
