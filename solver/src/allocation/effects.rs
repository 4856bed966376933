//! What each rule costs at most, by the prices.

use std::collections::BTreeMap;

use super::answer::{Allocation, RuleEffect};
use super::engine::{Settled, price};
use super::limits::Limits;
use super::problem::Problem;
use super::program::{Program, Use};
use super::rows::{Row, RowKind};
use super::rule::Rule;

/// Minutes by which minima may be missed before they count as missed here.
const MET_MINUTES: f64 = 1e-3;

/// The effects that prices tell.
///
/// By weak duality any prices of at least 0 bound the objective: limits times prices, and for each group and interval
/// the surplus times the greatest rest that a use has once it has paid for everything. Without a rule its rows cost
/// nothing, all other prices stay: that bounds the objective without it.
pub(super) fn by_price(
    problem: &Problem,
    limits: &Limits,
    program: &Program,
    priced: &Settled,
    without: &[Rule],
    allocation: &Allocation,
) -> Vec<RuleEffect> {
    let met = allocation.shortfall_minutes() <= MET_MINUTES;
    let reduced = reduced_worth(program, &priced.prices);
    let slot_prices: Vec<f64> = allocation.surplus_prices.concat();
    let dual = Dual {
        surplus: limits.surplus.concat(),
        intervals: problem.intervals(),
        prices: &priced.prices,
        slot_prices,
        reduced,
        program,
    };
    let own = Rule::all(problem).into_iter();
    own.filter(|rule| !without.contains(rule))
        .map(|rule| {
            let (gain, binding) = match rule {
                Rule::InboundProtection => {
                    let gain = protection(problem, limits, allocation);
                    (gain, gain > 0.0)
                }
                _ => {
                    let gain = dual.gain_without(rule).min(dual.gain_shifted(rule));
                    (gain.max(0.0), dual.binds(rule))
                }
            };
            RuleEffect {
                rule,
                binding,
                objective_without_at_most: met.then_some(priced.bound + gain),
            }
        })
        .collect()
}

/// What is left of each use's worth, all rows paid for; 0 for those that are used, less for others.
fn reduced_worth(program: &Program, prices: &[f64]) -> Vec<f64> {
    let mut reduced = program.worth.clone();
    for (row, price) in program.rows.iter().zip(prices) {
        for &(column, factor) in &row.entries {
            reduced[column] -= price * row.scale * factor;
        }
    }
    reduced
}

/// The prices and what they leave over.
struct Dual<'a> {
    program: &'a Program,
    prices: &'a [f64],
    /// Of each use, all rows paid for.
    reduced: Vec<f64>,
    intervals: usize,
    /// By group and interval, one after the other.
    surplus: Vec<f64>,
    slot_prices: Vec<f64>,
}

impl Dual<'_> {
    fn binds(&self, rule: Rule) -> bool {
        let mut rows = self.program.rows.iter().zip(self.prices);
        rows.any(|(row, dual)| row.rule == Some(rule) && price(dual.abs()) > 0.0)
    }

    /// By how much the bound rises when a list's other limits take over what a rule of it costs: every attempt still
    /// pays at least what it paid, so no rest grows. Infinite where there is no other limit, or the rule is of no list.
    fn gain_shifted(&self, rule: Rule) -> f64 {
        let takes_over = |kind: RowKind| match rule {
            Rule::ListInAll { .. } => matches!(kind, RowKind::PerDay { .. }),
            _ => matches!(kind, RowKind::InAll { .. }),
        };
        let rows = || self.program.rows.iter().zip(self.prices);
        // The greatest price of each kind of row by segment; an attempt pays one of each kind.
        let mut paid_by_attempt: BTreeMap<(usize, usize), BTreeMap<u8, f64>> = BTreeMap::new();
        let mut gain = 0.0;
        for (row, &dual) in rows().filter(|(row, dual)| row.rule == Some(rule) && **dual != 0.0) {
            let Some(segment) = segment_of(row.kind) else {
                return f64::INFINITY;
            };
            let kind = match row.kind {
                RowKind::InAll { .. } => 0,
                RowKind::PerDay { .. } => 1,
                RowKind::PerHour { .. } => 2,
                _ => 3,
            };
            let kinds = paid_by_attempt.entry(segment).or_default();
            let known = kinds.entry(kind).or_default();
            *known = known.max(dual);
            gain -= dual * row.upper * row.scale;
        }
        for (segment, kinds) in paid_by_attempt {
            let paid: f64 = kinds.into_values().sum();
            let others = rows().filter(|(row, _)| {
                let same = segment_of(row.kind) == Some(segment);
                same && takes_over(row.kind) && row.rule != Some(rule)
            });
            let limits: Vec<f64> = others.map(|(row, _)| row.upper * row.scale).collect();
            if limits.is_empty() {
                return f64::INFINITY;
            }
            gain += paid * limits.iter().sum::<f64>();
        }
        gain
    }

    /// By how much the bound rises when a rule's rows cost nothing.
    fn gain_without(&self, rule: Rule) -> f64 {
        let rows = self.program.rows.iter().zip(self.prices);
        let own = rows.filter(|(row, dual)| row.rule == Some(rule) && **dual != 0.0);
        let own: Vec<(&Row, f64)> = own.map(|(row, dual)| (row, *dual)).collect();
        if own.is_empty() {
            return 0.0;
        }
        let paid = own.iter().map(|(row, dual)| {
            let limit = match row.kind {
                RowKind::Minimum { .. } => row.lower,
                _ => row.upper,
            };
            dual * limit * row.scale
        });
        let paid: f64 = paid.sum();
        let mut rests = vec![0.0f64; self.surplus.len()];
        for (u, reduced) in self.program.uses.iter().zip(&self.reduced) {
            let slot = u.group * self.intervals + u.interval;
            let saved = match rule {
                Rule::Minimum { campaign } if campaign == u.campaign => own[0].1,
                _ => no_longer_paid(self.program, self.prices, rule, u),
            };
            rests[slot] = rests[slot].max(self.slot_prices[slot] + reduced + saved);
        }
        let slots = rests.iter().zip(&self.slot_prices).zip(&self.surplus);
        let gained = slots.map(|((rest, price), surplus)| surplus * (rest - price));
        gained.sum::<f64>() - paid
    }
}

/// The segment of a list that a row counts attempts of.
fn segment_of(kind: RowKind) -> Option<(usize, usize)> {
    match kind {
        RowKind::InAll { list, segment }
        | RowKind::PerDay { list, segment, .. }
        | RowKind::PerHour { list, segment, .. }
        | RowKind::PerInterval { list, segment, .. } => Some((list, segment)),
        _ => None,
    }
}

/// What a minute of a use pays for a rule. Its attempts go to the segment where that is most, which is no less than
/// what the cheapest segment then costs less than the cheapest did.
fn no_longer_paid(program: &Program, prices: &[f64], rule: Rule, u: &Use) -> f64 {
    let mut direct = 0.0;
    let mut by_segment: BTreeMap<usize, f64> = BTreeMap::new();
    for &(row, factor) in &u.touches {
        if program.rows[row].rule != Some(rule) {
            continue;
        }
        let paid = prices[row] * factor;
        match segment_of(program.rows[row].kind) {
            Some((_, segment)) => *by_segment.entry(segment).or_default() += paid,
            None => direct += paid,
        }
    }
    direct + by_segment.into_values().fold(0.0, f64::max)
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
