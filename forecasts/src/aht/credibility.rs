//! How far a group's own mean is believed.

use statrs::distribution::{ContinuousCDF as _, FisherSnedecor};

use super::history::Observation;

#[derive(Clone, Copy, Debug, Default)]
struct Group {
    intervals: f64,
    weight: f64,
    mean: f64,
    /// Σ weight × (value − mean)², kept while the mean moves (West 1979).
    scatter: f64,
}

/// How much of the variance seen between groups is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// The unbiased estimate: many groups, independent observations.
    Estimate,
    /// Its lower 95 % bound, by the F distribution of the ratio of the two mean squares: few observations a group,
    /// which follow each other and so differ by more than chance without any effect of the group.
    LowerBound,
}

/// The 95 % quantile of the F distribution; 1 where it is not defined.
fn f_quantile(between: f64, within: f64) -> f64 {
    FisherSnedecor::new(between, within).map_or(1.0, |f| f.inverse_cdf(0.95))
}

/// Each group's mean ratio to `expected`, shrunk toward 1 by Bühlmann and Straub's credibility.
pub(super) fn credible_ratios(
    observations: &[Observation],
    groups: usize,
    trust: Trust,
    group_of: impl Fn(&Observation) -> usize,
    expected: impl Fn(&Observation) -> f64,
) -> Vec<f64> {
    let found = gathered(observations, groups, group_of, expected);
    let Some((within, between)) = components(&found, trust) else {
        return vec![1.0; groups];
    };
    let contacts_for_half_belief = within / between;
    found
        .iter()
        .map(|g| {
            let belief = if g.weight > 0.0 {
                g.weight / (g.weight + contacts_for_half_belief)
            } else {
                0.0
            };
            1.0 + belief * (g.mean - 1.0)
        })
        .collect()
}

/// Variance of one contact within groups, and variance between groups (Bühlmann & Straub 1970); `None` where the groups
/// differ by no more than chance, or there are too few to tell.
fn components(found: &[Group], trust: Trust) -> Option<(f64, f64)> {
    let seen: Vec<&Group> = found.iter().filter(|g| g.weight > 0.0).collect();
    let weight: f64 = seen.iter().map(|g| g.weight).sum();
    let free: f64 = seen.iter().map(|g| g.intervals - 1.0).sum();
    if seen.len() < 2 || free <= 0.0 {
        return None;
    }
    let centre = seen.iter().map(|g| g.weight * g.mean).sum::<f64>() / weight;
    let within = seen.iter().map(|g| g.scatter).sum::<f64>() / free;
    let between_scatter: f64 = seen
        .iter()
        .map(|g| g.weight * (g.mean - centre).powi(2))
        .sum();
    let scale = weight - seen.iter().map(|g| g.weight * g.weight).sum::<f64>() / weight;
    let chance = match trust {
        Trust::Estimate => 1.0,
        Trust::LowerBound => f_quantile(seen.len() as f64 - 1.0, free),
    };
    let between = (between_scatter / chance - (seen.len() as f64 - 1.0) * within) / scale;
    (between > 0.0 && between.is_finite()).then_some((within, between))
}

/// Variance of one contact within groups, and between groups; see [`credible_ratios`].
pub(super) fn variances(
    observations: &[Observation],
    groups: usize,
    group_of: impl Fn(&Observation) -> usize,
    expected: impl Fn(&Observation) -> f64,
) -> Option<(f64, f64)> {
    let found = gathered(observations, groups, group_of, expected);
    components(&found, Trust::Estimate)
}

/// Variance of one contact's handle time ÷ the square of what is expected of it, from the scatter of interval means
/// within groups; `None` when no group has two intervals.
pub(super) fn variance_of_one_contact(
    observations: &[Observation],
    groups: usize,
    group_of: impl Fn(&Observation) -> usize,
    expected: impl Fn(&Observation) -> f64,
) -> Option<f64> {
    let found = gathered(observations, groups, group_of, expected);
    let seen = found.iter().filter(|g| g.weight > 0.0);
    let (free, scatter) = seen.fold((0.0, 0.0), |(free, scatter), g| {
        (free + g.intervals - 1.0, scatter + g.scatter)
    });
    (free > 0.0).then(|| scatter / free)
}

fn gathered(
    observations: &[Observation],
    groups: usize,
    group_of: impl Fn(&Observation) -> usize,
    expected: impl Fn(&Observation) -> f64,
) -> Vec<Group> {
    let mut found = vec![Group::default(); groups];
    for observation in observations {
        let base = expected(observation);
        let (weight, ratio) = (observation.handled, observation.seconds / base);
        let group = &mut found[group_of(observation)];
        group.intervals += 1.0;
        group.weight += weight;
        let step = ratio - group.mean;
        group.mean += step * weight / group.weight;
        group.scatter += weight * step * (ratio - group.mean);
    }
    found
}
