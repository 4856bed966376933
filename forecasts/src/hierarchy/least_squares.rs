//! Weighted least squares on a tree, non-negative, in two passes over the nodes.

use super::Hierarchy;

/// A quantity with the variance of its error.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Guess {
    mean: f64,
    variance: f64,
}

impl Guess {
    /// What a node's own forecast and the sum of its parts say together: the mean weighted by precision. A sum
    /// without variance is final, whatever the node says: the parts are what the node is made of.
    fn with_parts(self, parts: Self) -> Self {
        if parts.variance == 0.0 || self.variance == f64::INFINITY {
            return parts;
        }
        let trust_in_own = parts.variance / (parts.variance + self.variance);
        Self {
            mean: parts.mean + trust_in_own * (self.mean - parts.mean),
            variance: trust_in_own * self.variance,
        }
    }
}

/// The non-negative, summing vector `x` that minimises `Σ (base[v] − x[v])² ÷ variance[v]`.
///
/// Trace minimisation with a diagonal covariance (Wickramasuriya, Athanasopoulos & Hyndman, *Optimal forecast
/// reconciliation for hierarchical and grouped time series through trace minimization*, JASA 114 (2019), "WLS").
/// On a tree the normal equations are solved exactly by one pass up, in which each node joins its own forecast with
/// the sum of its parts by precision, and one pass down, in which each part takes its variance's share of what the
/// node has more or less than its parts together: O(nodes), no matrix.
///
/// Non-negativity (Wickramasuriya, Turlach & Hyndman, *Optimal non-negative forecast reconciliation*, Statistics and
/// Computing 30 (2020)): leaves found negative are held at 0 and the rest is solved again, until none is negative.
/// No leaf held need ever be let go, so this is the exact optimum: holding a leaf at 0 instead of below raises the
/// sums above it, which lowers the price of a contact all over the tree; the leaves that want to be negative at the
/// old price want so the more at the new one.
///
/// A variance of 0 makes a node's forecast final and an infinite one (inner nodes only) leaves it out. Where a node
/// and all its parts are final and disagree, the parts win.
pub(super) fn nearest(tree: &Hierarchy, base: &[f64], variance: &[f64]) -> Vec<f64> {
    let mut guesses: Vec<Guess> = base
        .iter()
        .zip(variance)
        .map(|(&mean, &variance)| Guess { mean, variance })
        .collect();
    let leaves: Vec<usize> = tree.leaves().collect();
    loop {
        let mut totals = project(tree, &guesses);
        let mut any_negative = false;
        for &leaf in &leaves {
            if totals[leaf] < 0.0 {
                guesses[leaf] = Guess {
                    mean: 0.0,
                    variance: 0.0,
                };
                any_negative = true;
            }
        }
        if !any_negative {
            tree.sum_up(&mut totals);
            return totals;
        }
    }
}

/// The least-squares solution without the bound at 0. Only the leaves' values are meant to be read: rounding parts
/// the sums from them.
fn project(tree: &Hierarchy, own: &[Guess]) -> Vec<f64> {
    let mut joint = own.to_vec();
    let mut parts = own.to_vec();
    for &node in tree.bottom_up() {
        let children = tree.children(node);
        if !children.is_empty() {
            parts[node] = Guess {
                mean: children.iter().map(|&c| joint[c].mean).sum(),
                variance: children.iter().map(|&c| joint[c].variance).sum(),
            };
            joint[node] = own[node].with_parts(parts[node]);
        }
    }
    let mut totals: Vec<f64> = joint.iter().map(|guess| guess.mean).collect();
    for node in tree.top_down() {
        let Guess { mean, variance } = parts[node];
        if variance > 0.0 {
            let excess = totals[node] - mean;
            for &child in tree.children(node) {
                totals[child] += excess * (joint[child].variance / variance);
            }
        }
    }
    totals
}
