use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::transport::transport;
use crate::problem::Problem;
use crate::rules::{Breach, rules_of};
use crate::search::Solution;

/// What the judge found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// Names of the rules that were checked, each for every agent.
    pub rules_checked: Vec<String>,
    /// Rules broken; empty for a sound roster.
    pub breaches: Vec<Breach>,
    /// Weekly minima that were declared impossible and are short: priced in the objective, not breaches.
    pub relaxed: Vec<Breach>,
    /// Objective recomputed from the shifts.
    pub objective: f64,
    /// Heads missing by group and slot, under a cheapest split of multi-skilled heads.
    pub under: Vec<Vec<f64>>,
    /// Heads too many by group and slot, likewise.
    pub over: Vec<Vec<f64>>,
}

/// Name of the check that a roster has one line an agent.
const ONE_LINE_AN_AGENT: &str = "oneLineAnAgent";
/// Name of the check that the reported heads are those at work, each counted once.
const COUNTED_ONCE: &str = "countedOnce";
/// Name of the check that objective, shortage and surplus add up.
const OBJECTIVE: &str = "objective";

impl Certificate {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.breaches.is_empty()
    }
}

/// Judges a solution from its lines.
#[must_use]
pub fn audit(problem: &Problem, solution: &Solution) -> Certificate {
    let mut checked: BTreeSet<String> = [ONE_LINE_AN_AGENT, COUNTED_ONCE, OBJECTIVE]
        .map(str::to_owned)
        .into();
    let mut breaches = Vec::new();
    let mut relaxed = Vec::new();
    for agent in 0..problem.agents.len() {
        let count = solution
            .lines
            .iter()
            .filter(|line| line.agent == agent)
            .count();
        if count != 1 {
            breaches.push(general(
                agent,
                ONE_LINE_AN_AGENT,
                None,
                format!("{count} lines, exactly 1 expected"),
            ));
        }
    }
    for line in &solution.lines {
        for rule in rules_of(problem, line.agent) {
            checked.insert(rule.name().to_owned());
            let declared = solution
                .relaxed
                .iter()
                .any(|given| given.agent == line.agent && given.rule == rule.name());
            for breach in rule.breaches(line) {
                if declared && breach.shortfall > 0 {
                    relaxed.push(breach)
                } else {
                    breaches.push(breach)
                }
            }
        }
    }
    let heads = heads_by_kind(problem, solution);
    let (groups, slots) = (problem.groups.len(), problem.horizon_slots());
    let under_cost: Vec<f64> = problem
        .groups
        .iter()
        .map(|group| group.under_cost_per_slot)
        .collect();
    let over_cost: Vec<f64> = problem
        .groups
        .iter()
        .map(|group| group.over_cost_per_slot)
        .collect();
    let mut under = vec![vec![0.0; slots]; groups];
    let mut over = vec![vec![0.0; slots]; groups];
    let mut objective: f64 = relaxed
        .iter()
        .map(|breach| relaxation_price(problem, breach))
        .sum();
    for slot in 0..slots {
        let required: Vec<f64> = problem
            .groups
            .iter()
            .map(|group| group.required[slot])
            .collect();
        let kinds: Vec<(Vec<usize>, f64)> = heads
            .iter()
            .map(|(kind, counts)| (kind.clone(), counts[slot]))
            .collect();
        let served = transport(&required, &under_cost, &over_cost, &kinds);
        objective += served.cost;
        let working: f64 = kinds
            .iter()
            .filter(|(kind, _)| !kind.is_empty())
            .map(|(_, heads)| heads)
            .sum();
        let reported: f64 = solution
            .staffed
            .iter()
            .filter_map(|staffed| staffed.get(slot))
            .sum();
        if (working - reported).abs() > 1e-6 {
            let detail = format!("{reported} heads reported, {working} at work");
            breaches.push(general(0, COUNTED_ONCE, Some(slot), detail));
        }
        for group in 0..groups {
            under[group][slot] = (required[group] - served.staffed[group]).max(0.0);
            over[group][slot] = (served.staffed[group] - required[group]).max(0.0);
        }
    }
    if (objective - solution.objective).abs() > 1e-6 * (1.0 + objective.abs()) {
        let detail = format!("{} reported, {objective} recomputed", solution.objective);
        breaches.push(general(0, OBJECTIVE, None, detail));
    }
    Certificate {
        rules_checked: checked.into_iter().collect(),
        breaches,
        relaxed,
        objective,
        under,
        over,
    }
}

fn general(agent: usize, rule: &str, slot: Option<usize>, detail: String) -> Breach {
    Breach {
        agent,
        rule: rule.to_owned(),
        day: None,
        slot,
        shortfall: 0,
        detail,
    }
}

fn relaxation_price(problem: &Problem, breach: &Breach) -> f64 {
    let each = if breach.rule == crate::rules::DAYS_PER_WEEK {
        problem.relaxation_price_per_day()
    } else {
        problem.relaxation_price_per_slot()
    };
    breach.shortfall as f64 * each
}

/// Heads on queue by set of skills and slot.
fn heads_by_kind(problem: &Problem, solution: &Solution) -> BTreeMap<Vec<usize>, Vec<f64>> {
    let mut heads: BTreeMap<Vec<usize>, Vec<f64>> = BTreeMap::new();
    for line in &solution.lines {
        let Some(agent) = problem.agents.get(line.agent) else {
            continue;
        };
        let kind: Vec<usize> = agent
            .groups
            .iter()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let counts = heads
            .entry(kind)
            .or_insert_with(|| vec![0.0; problem.horizon_slots()]);
        for slot in line.shifts.iter().flat_map(|shift| shift.on_queue_slots()) {
            if let Some(count) = counts.get_mut(slot) {
                *count += 1.0;
            }
        }
    }
    heads
}
