//! A problem's limits in numbers, as far as they are not used up yet.

use super::problem::{BudgetLimit, Problem};
use super::rule::Rule;

#[derive(Clone, Debug)]
pub(super) struct Limits {
    /// Agent-minutes by group and interval; none before the first interval to be planned.
    pub(super) surplus: Vec<Vec<f64>>,
    /// Minutes by campaign, the greater of its two minima.
    pub(super) minimum: Vec<f64>,
    /// Minutes by campaign, the smaller of its two maxima; infinite without any.
    pub(super) maximum: Vec<f64>,
    /// By budget.
    pub(super) budget: Vec<f64>,
}

impl Limits {
    /// Limits without some rules. Shares are of the protected surplus even where its protection is left out, so that
    /// leaving out one rule changes no other.
    pub(super) fn of(problem: &Problem, without: &[Rule]) -> Self {
        let whole: f64 = surplus(problem, Some(problem.protection), 0)
            .iter()
            .flatten()
            .sum();
        let protected = !without.contains(&Rule::InboundProtection);
        let protection = protected.then_some(problem.protection);
        let from = problem.progress.from;
        let campaigns = problem.campaigns.iter().enumerate();
        let (minimum, maximum) = campaigns
            .map(|(campaign, terms)| {
                let done = problem.progress.campaign(campaign).minutes;
                let left = |minutes: f64| (minutes - done).max(0.0);
                let least = terms
                    .minimum_minutes
                    .unwrap_or(0.0)
                    .max(terms.minimum_share.unwrap_or(0.0) * whole);
                let most = terms.maximum_minutes.unwrap_or(f64::INFINITY).min(
                    terms
                        .maximum_share
                        .map_or(f64::INFINITY, |share| share * whole),
                );
                let least = if without.contains(&Rule::Minimum { campaign }) {
                    0.0
                } else {
                    left(least)
                };
                let most = if without.contains(&Rule::Maximum { campaign }) {
                    f64::INFINITY
                } else {
                    left(most)
                };
                (least, most)
            })
            .unzip();
        let budget = problem
            .budgets
            .iter()
            .map(|budget| {
                let members = super::distinct(&budget.campaigns).into_iter();
                let done = members.map(|campaign| problem.progress.campaign(campaign));
                match budget.limit {
                    BudgetLimit::AgentMinutes(minutes) => {
                        (minutes - done.map(|d| d.minutes).sum::<f64>()).max(0.0)
                    }
                    BudgetLimit::Money(money) => {
                        (money - done.map(|d| d.money).sum::<f64>()).max(0.0)
                    }
                }
            })
            .collect();
        Self {
            surplus: surplus(problem, protection, from),
            minimum,
            maximum,
            budget,
        }
    }

    /// The same with the part of surplus and maxima that no whole minute fills cut off.
    pub(super) fn in_whole_minutes(&self) -> Self {
        // A number a trifle below a whole one, by rounding, is that one.
        let whole = |minutes: &f64| (minutes + 1e-9).floor();
        let rows = self.surplus.iter();
        Self {
            surplus: rows.map(|row| row.iter().map(whole).collect()).collect(),
            maximum: self.maximum.iter().map(whole).collect(),
            ..self.clone()
        }
    }
}

fn surplus(problem: &Problem, protection: Option<f64>, from: usize) -> Vec<Vec<f64>> {
    let length = f64::from(problem.interval_minutes);
    let of_group = |group: &super::problem::SkillGroup| -> Vec<f64> {
        (0..problem.intervals())
            .map(|t| {
                if t < from {
                    0.0
                } else {
                    group.supply.minutes(protection, t, length)
                }
            })
            .collect()
    };
    problem.groups.iter().map(of_group).collect()
}
