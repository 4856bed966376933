//! What each rule costs at most, by the prices.

use std::collections::BTreeMap;

use super::answer::{Allocation, RuleEffect};
use super::engine::{Settled, price};
use super::limits::Limits;
use super::problem::Problem;
use super::program::Program;
use super::rows::RowKind;
use super::rule::Rule;

/// Minutes by which minima may be missed before they count as missed here.
const MET_MINUTES: f64 = 1e-3;

/// The effects that prices tell.
///
/// By weak duality any point x of the program without row i is worth at most
/// `Σ_k price(k) · limit(k) + price(i) · (use of i by x − limit(i))`, and the first sum is the objective. How much of
/// row i any point could use is bounded by the surplus: `Σ_slots surplus · greatest use of i by a minute there`.
pub(super) fn by_price(
    problem: &Problem,
    limits: &Limits,
    program: &Program,
    priced: &Settled,
    without: &[Rule],
    allocation: &Allocation,
) -> Vec<RuleEffect> {
    let met = allocation.shortfall_minutes() <= MET_MINUTES;
    let most_used = most_used(limits, program, &priced.prices);
    let mut gains: BTreeMap<Rule, f64> = BTreeMap::new();
    for (index, (row, &dual)) in program.rows.iter().zip(&priced.prices).enumerate() {
        let Some(rule) = row.rule else { continue };
        let gain = match row.kind {
            RowKind::Minimum { .. } => price(-dual) * row.lower * row.scale,
            _ => {
                let used = most_used.get(&index).copied().unwrap_or(0.0);
                price(dual) * (used - row.upper * row.scale).max(0.0)
            }
        };
        *gains.entry(rule).or_default() += gain;
    }
    if !without.contains(&Rule::InboundProtection) {
        gains.insert(
            Rule::InboundProtection,
            protection(problem, limits, allocation),
        );
    }
    let own = Rule::all(problem).into_iter();
    own.filter(|rule| !without.contains(rule))
        .map(|rule| {
            let gain = gains.get(&rule).copied().unwrap_or(0.0);
            RuleEffect {
                rule,
                binding: gain > 0.0,
                objective_without_at_most: met.then_some(priced.bound + gain),
            }
        })
        .collect()
}

/// Prices of the minutes that protection keeps back.
fn protection(problem: &Problem, limits: &Limits, allocation: &Allocation) -> f64 {
    let length = f64::from(problem.interval_minutes);
    let mut gain = 0.0;
    for (group, own) in problem.groups.iter().enumerate() {
        for interval in problem.progress.from..problem.intervals() {
            let all = own.supply.minutes(None, interval, length);
            let kept = all - limits.surplus[group][interval];
            gain += allocation.surplus_prices[group][interval] * kept;
        }
    }
    gain
}

/// How much of each priced row the surplus could use up at most.
fn most_used(limits: &Limits, program: &Program, prices: &[f64]) -> BTreeMap<usize, f64> {
    let mut greatest: BTreeMap<(usize, usize, usize), f64> = BTreeMap::new();
    for u in &program.uses {
        for &(row, factor) in &u.touches {
            if price(prices[row]) > 0.0 {
                let at = (row, u.group, u.interval);
                let known = greatest.entry(at).or_default();
                *known = known.max(factor);
            }
        }
    }
    let mut used = BTreeMap::new();
    for ((row, group, interval), factor) in greatest {
        *used.entry(row).or_default() += factor * limits.surplus[group][interval];
    }
    used
}
