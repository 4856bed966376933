use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::one_agent::OneAgent;
use super::relax::{Slack, most_units, stride};
use super::{Constraint, ExplainError, Unit, relaxation_price};
use crate::problem::{Line, Problem, WorkPlan};
use crate::rules::{Breach, rules_of};

/// The least evil where hard constraints leave no line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WayOut {
    /// What is let go, and how far: with any of it a unit less there would be no line.
    pub broken: Vec<Broken>,
    /// Its price, in the unit of the objective.
    pub cost: f64,
    /// Whether nothing cheaper exists, in steps of an hour for limits of minutes; false when the search for it was too
    /// long and ended with what does.
    pub is_cheapest: bool,
    /// The line.
    pub line: Line,
    /// The agent's rules that it breaks, by the judge that shares nothing with the search.
    pub breaches: Vec<Breach>,
    /// For people.
    pub text: String,
}

/// A constraint let go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Broken {
    /// The constraint.
    pub constraint: Constraint,
    /// The rule it belongs to, a name from [`crate::rules`].
    pub rule: String,
    /// By how many units.
    pub units: u32,
    /// What a unit is.
    pub unit: Unit,
    /// Price of all of them.
    pub cost: f64,
}

/// Combinations looked at before the search gives up being sure.
const MOST_TRIES: usize = 300;

type Levels = BTreeMap<Constraint, u32>;

/// The cheapest combination of constraints let go that leaves a line.
///
/// Combinations are looked at by rising cost. One that leaves no line has a conflict, some of whose constraints must be
/// let go further: only these are raised (implicit hitting sets: Moreno-Centeno and Karp 2013).
pub(crate) fn way_out(
    problem: &Problem,
    oracle: &OneAgent<'_>,
    all: &[Constraint],
    first: &[Constraint],
) -> Result<Option<WayOut>, ExplainError> {
    let plan = &problem.plans[problem.agents[oracle.agent].plan];
    let cost = |levels: &Levels| -> f64 {
        let each = levels.iter();
        each.map(|(what, &units)| f64::from(units) * relaxation_price(problem, what))
            .sum()
    };
    let mut open: Vec<(f64, Levels, Vec<Constraint>)> = vec![(0.0, Levels::new(), first.to_vec())];
    let mut seen: BTreeSet<Levels> = BTreeSet::new();
    let mut tries = 0;
    while let Some(next) = (0..open.len()).min_by(|&a, &b| {
        let (a, b) = (&open[a], &open[b]);
        a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1))
    }) {
        let (_, levels, known) = open.swap_remove(next);
        tries += 1;
        let slack = slack_of(problem, plan, &levels);
        if tries > MOST_TRIES {
            let levels = let_all_go(oracle, all, levels, problem, plan)?;
            return finish(problem, oracle, plan, levels, false);
        }
        if oracle.line(&slack)?.is_some() {
            return finish(problem, oracle, plan, levels, true);
        }
        // The conflict it was raised for often still stands.
        let conflict = if oracle.is_possible(all, &known, &slack)? {
            oracle.conflict(all, all, &slack)?.unwrap_or_default()
        } else {
            known
        };
        for what in &conflict {
            let most = most_units(problem, plan, what);
            let now = levels.get(what).copied().unwrap_or(0);
            if now >= most {
                continue;
            }
            let mut raised = levels.clone();
            let to = now.saturating_add(stride(problem, what)).min(most);
            raised.insert(what.clone(), to);
            if seen.insert(raised.clone()) {
                open.push((cost(&raised), raised, conflict.clone()));
            }
        }
    }
    Ok(None)
}

/// Levels at their end let a constraint go altogether.
fn slack_of(problem: &Problem, plan: &WorkPlan, levels: &Levels) -> BTreeMap<Constraint, Slack> {
    let slack = |(what, &units): (&Constraint, &u32)| {
        let by = if units >= most_units(problem, plan, what) {
            Slack::All
        } else {
            Slack::Units(units)
        };
        (what.clone(), by)
    };
    levels.iter().map(slack).collect()
}

/// Lets the cheapest of every conflict go until a line is left.
fn let_all_go(
    oracle: &OneAgent<'_>,
    all: &[Constraint],
    mut levels: Levels,
    problem: &Problem,
    plan: &WorkPlan,
) -> Result<Levels, ExplainError> {
    while let Some(conflict) = oracle.conflict(all, all, &slack_of(problem, plan, &levels))? {
        let open = conflict.into_iter().filter(|what| {
            levels.get(what).copied().unwrap_or(0) < most_units(problem, plan, what)
        });
        let price = |what: &Constraint| {
            relaxation_price(problem, what) * f64::from(most_units(problem, plan, what))
        };
        let Some(cheapest) = open.min_by(|a, b| price(a).total_cmp(&price(b))) else {
            break;
        };
        let most = most_units(problem, plan, &cheapest);
        levels.insert(cheapest, most);
    }
    Ok(levels)
}

/// Takes back, the dearest first, whatever of the levels is not needed, and says what is left.
fn finish(
    problem: &Problem,
    oracle: &OneAgent<'_>,
    plan: &WorkPlan,
    mut levels: Levels,
    is_cheapest: bool,
) -> Result<Option<WayOut>, ExplainError> {
    let mut order: Vec<Constraint> = levels.keys().cloned().collect();
    order.sort_by(|a, b| {
        let price = |what: &Constraint| relaxation_price(problem, what);
        price(b).total_cmp(&price(a)).then_with(|| a.cmp(b))
    });
    for what in order {
        let (mut low, mut high) = (0, levels.get(&what).copied().unwrap_or(0));
        while low < high {
            let middle = low + (high - low) / 2;
            levels.insert(what.clone(), middle);
            if oracle.line(&slack_of(problem, plan, &levels))?.is_some() {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if high == 0 {
            levels.remove(&what);
        } else {
            levels.insert(what, high);
        }
    }
    let Some(line) = oracle.line(&slack_of(problem, plan, &levels))? else {
        return Ok(None);
    };
    let broken: Vec<Broken> = levels
        .iter()
        .map(|(what, &units)| Broken {
            constraint: what.clone(),
            rule: what.rule().to_owned(),
            units,
            unit: what.unit(),
            cost: f64::from(units) * relaxation_price(problem, what),
        })
        .collect();
    let rules = rules_of(problem, line.agent);
    let breaches: Vec<Breach> = rules.iter().flat_map(|rule| rule.breaches(&line)).collect();
    let told: Vec<String> = broken.iter().map(|one| told(problem, plan, one)).collect();
    let cost = broken.iter().map(|one| one.cost).sum();
    Ok(Some(WayOut {
        text: format!("The cheapest way out breaks {}.", told.join(", and ")),
        broken,
        cost,
        is_cheapest,
        line,
        breaches,
    }))
}

fn told(problem: &Problem, plan: &WorkPlan, one: &Broken) -> String {
    let what = one.constraint.text(plan);
    match one.unit {
        Unit::Slots => format!("{what} by {} minutes", one.units * problem.slot_minutes),
        Unit::Days => format!("{what} by {} days", one.units),
        Unit::Weekends => format!("{what} by {} weekends", one.units),
        Unit::Shifts => format!("{what} by {} shifts", one.units),
        Unit::Whole => what,
    }
}
