use std::collections::{BTreeMap, BTreeSet};

use super::certificate::{
    COLLEAGUES, COUNTED_ONCE, Certificate, Costs, OBJECTIVE, ONE_LINE_AN_AGENT, REPORTED_FIGURES,
    RuleTally, general,
};
use super::colleagues::days_apart;
use super::demand::{agree, judge_demand};
use crate::problem::Problem;
use crate::rules::{Breach, Charge, DAYS_PER_WEEK, MINIMUM_SHIFTS, REQUESTS, rules_of};
use crate::search::Solution;

/// Judges a solution from its lines. The problem is a valid one ([`Problem::validate`]).
#[must_use]
pub fn audit(problem: &Problem, solution: &Solution) -> Certificate {
    let mut breaches = missing_and_surplus_lines(problem, solution);
    let judged = judge_lines(problem, solution);
    breaches.extend(judged.breaches);
    let mut costs = judged.costs;
    let apart = days_apart(problem, solution);
    costs.colleagues = apart.iter().map(|charge| charge.cost).sum();
    let demand = judge_demand(problem, solution, &mut costs, &mut breaches);
    if !agree(solution.line_cost, costs.of_lines()) {
        let detail = format!(
            "lines cost {} by the report, {} by their rules",
            solution.line_cost,
            costs.of_lines()
        );
        breaches.push(general(0, REPORTED_FIGURES, None, detail));
    }
    let objective = costs.total();
    if !agree(solution.objective, objective) {
        let detail = format!("{} reported, {objective} recomputed", solution.objective);
        breaches.push(general(0, OBJECTIVE, None, detail));
    }
    let mut tallies = judged.tallies;
    let wishes = problem.agents.iter().map(|agent| agent.colleagues.len());
    let wishes: usize = wishes.sum();
    if wishes > 0 {
        let tally = tally_of(&mut tallies, COLLEAGUES);
        (tally.checks, tally.charges) = (wishes, apart.len());
        tally.cost = costs.colleagues;
    }
    for name in [ONE_LINE_AN_AGENT, COUNTED_ONCE, REPORTED_FIGURES, OBJECTIVE] {
        let count = breaches.iter().filter(|breach| breach.rule == name).count();
        let tally = tally_of(&mut tallies, name);
        tally.checks = solution.lines.len();
        tally.breaches = count;
    }
    Certificate {
        rules_checked: tallies.keys().map(|&name| name.to_owned()).collect(),
        rules: tallies.into_values().collect(),
        breaches,
        relaxed: judged.relaxed,
        charges: judged.charges.into_iter().chain(apart).collect(),
        costs,
        objective,
        under: demand.under,
        over: demand.over,
        shifts_staffed: demand.shifts_staffed,
        on_break: demand.on_break,
    }
}

type Tallies = BTreeMap<&'static str, RuleTally>;

fn tally_of<'a>(tallies: &'a mut Tallies, name: &'static str) -> &'a mut RuleTally {
    tallies.entry(name).or_insert_with(|| RuleTally {
        rule: name.to_owned(),
        ..RuleTally::default()
    })
}

fn missing_and_surplus_lines(problem: &Problem, solution: &Solution) -> Vec<Breach> {
    let mut counts = vec![0_usize; problem.agents.len()];
    let mut breaches = Vec::new();
    for line in &solution.lines {
        match counts.get_mut(line.agent) {
            Some(count) => *count += 1,
            None => {
                let detail = format!(
                    "a line of agent {}, whom the problem does not have",
                    line.agent
                );
                breaches.push(general(line.agent, ONE_LINE_AN_AGENT, None, detail));
            }
        }
    }
    for (agent, count) in counts
        .into_iter()
        .enumerate()
        .filter(|(_, count)| *count != 1)
    {
        let detail = format!("{count} lines, exactly 1 expected");
        breaches.push(general(agent, ONE_LINE_AN_AGENT, None, detail));
    }
    breaches
}

#[derive(Default)]
struct Judged {
    tallies: Tallies,
    breaches: Vec<Breach>,
    relaxed: Vec<Breach>,
    charges: Vec<Charge>,
    costs: Costs,
}

/// Every rule of every line.
fn judge_lines(problem: &Problem, solution: &Solution) -> Judged {
    let declared: BTreeSet<(usize, &str)> = solution
        .relaxed
        .iter()
        .map(|given| (given.agent, given.rule.as_str()))
        .collect();
    let mut judged = Judged::default();
    for line in &solution.lines {
        for rule in rules_of(problem, line.agent) {
            let tally = tally_of(&mut judged.tallies, rule.name());
            tally.checks += 1;
            let is_declared = declared.contains(&(line.agent, rule.name()));
            for breach in rule.breaches(line) {
                if is_declared && breach.shortfall > 0 {
                    let cost = relaxation_price(problem, &breach);
                    tally.charges += 1;
                    tally.cost += cost;
                    judged.costs.relaxations += cost;
                    judged.relaxed.push(breach);
                } else {
                    tally.breaches += 1;
                    judged.breaches.push(breach);
                }
            }
            for charge in rule.charges(line) {
                tally.charges += 1;
                tally.cost += charge.cost;
                match rule.name() {
                    REQUESTS => judged.costs.requests += charge.cost,
                    _ => judged.costs.soft_rules += charge.cost,
                }
                judged.charges.push(charge);
            }
        }
    }
    judged
}

fn relaxation_price(problem: &Problem, breach: &Breach) -> f64 {
    let each = match breach.rule.as_str() {
        DAYS_PER_WEEK | MINIMUM_SHIFTS => problem.relaxation_price_per_day(),
        _ => problem.relaxation_price_per_slot(),
    };
    breach.shortfall as f64 * each
}
