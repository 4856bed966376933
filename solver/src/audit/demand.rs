use std::collections::{BTreeMap, BTreeSet};

use super::certificate::{COUNTED_ONCE, Costs, REPORTED_FIGURES, general};
use super::step_cost::StepCost;
use super::transport::{GroupNeed, transport};
use crate::problem::{BreakLimit, DemandGroup, Problem, ShiftDemand, Slot};
use crate::rules::Breach;
use crate::search::Solution;

/// Reported and recounted heads or costs may differ by so much, relative to their size.
pub const TOLERANCE: f64 = 1e-6;

/// Whether two figures are the same but for rounding.
pub fn agree(reported: f64, recounted: f64) -> bool {
    (reported - recounted).abs() <= TOLERANCE * (1.0 + recounted.abs())
}

/// What demand is met, and what that costs.
pub struct Demand {
    /// Heads missing by group and slot.
    pub under: Vec<Vec<f64>>,
    /// Heads too many by group and slot.
    pub over: Vec<Vec<f64>>,
    /// Agents by entry of the shift demand.
    pub shifts_staffed: Vec<u32>,
    /// Agents on a break by limit and slot.
    pub on_break: Vec<Vec<u32>>,
}

fn need(group: &DemandGroup, slot: Slot) -> GroupNeed<'_> {
    GroupNeed {
        required: group.required[slot],
        under: StepCost {
            base: group.under_cost_per_slot,
            steps: &group.under_steps,
        },
        over: StepCost {
            base: group.over_cost_per_slot,
            steps: &group.over_steps,
        },
    }
}

/// Counts heads and shifts anew, adds what they cost, and says where the solution reports something else.
pub fn judge_demand(
    problem: &Problem,
    solution: &Solution,
    costs: &mut Costs,
    breaches: &mut Vec<Breach>,
) -> Demand {
    let slots = problem.horizon_slots();
    let heads = heads_by_kind(problem, solution);
    let empty = || vec![vec![0.0; slots]; problem.groups.len()];
    let (mut under, mut over) = (empty(), empty());
    let is_complete = reports_every_slot(problem, solution, breaches);
    for slot in 0..slots {
        let needs: Vec<GroupNeed<'_>> = problem
            .groups
            .iter()
            .map(|group| need(group, slot))
            .collect();
        let kinds: Vec<(Vec<usize>, f64)> = heads
            .iter()
            .map(|(kind, counts)| (kind.clone(), counts[slot]))
            .collect();
        let staffed = transport(&needs, &kinds);
        for (group, need) in needs.iter().enumerate() {
            let (missing, idle) = need.costs(staffed[group]);
            costs.under += missing;
            costs.over += idle;
            under[group][slot] = (need.required - staffed[group]).max(0.0);
            over[group][slot] = (staffed[group] - need.required).max(0.0);
        }
        if is_complete {
            judge_report(solution, &needs, &kinds, slot, breaches);
        }
    }
    let shifts_staffed = shifts_on(problem, solution);
    for (demand, &agents) in problem.shift_demand.iter().zip(&shifts_staffed) {
        let missing = f64::from(demand.required) - f64::from(agents);
        costs.shift_under += missing.max(0.0) * demand.under_cost;
        costs.shift_over += (-missing).max(0.0) * demand.over_cost;
    }
    if solution.shifts_staffed != shifts_staffed {
        let place = |(entry, (demand, &agents)): (usize, (&ShiftDemand, &u32))| {
            let reported = solution.shifts_staffed.get(entry).copied();
            (reported != Some(agents)).then(|| {
                let reported = reported.map_or("nothing".into(), |reported| reported.to_string());
                format!(
                    "{reported} reported for {:?} on day {}, {agents} in the lines",
                    demand.template, demand.day
                )
            })
        };
        let mut entries = problem.shift_demand.iter().zip(&shifts_staffed).enumerate();
        let detail = entries
            .find_map(place)
            .unwrap_or_else(|| "more entries of shift demand reported than asked for".into());
        breaches.push(general(0, REPORTED_FIGURES, None, detail));
    }
    let on_break: Vec<Vec<u32>> = problem
        .break_limits
        .iter()
        .map(|limit| on_break(problem, solution, limit))
        .collect();
    for (limit, counts) in problem.break_limits.iter().zip(&on_break) {
        let beyond = counts
            .iter()
            .map(|&agents| agents.saturating_sub(limit.most_at_once));
        costs.breaks += f64::from(beyond.sum::<u32>()) * limit.over_cost_per_slot;
    }
    Demand {
        under,
        over,
        shifts_staffed,
        on_break,
    }
}

/// Agents on a break that a limit counts, by slot of the horizon.
fn on_break(problem: &Problem, solution: &Solution, limit: &BreakLimit) -> Vec<u32> {
    let mut counts = vec![0; problem.horizon_slots()];
    for line in &solution.lines {
        let Some(agent) = problem.agents.get(line.agent) else {
            continue;
        };
        let serves = agent
            .groups
            .iter()
            .any(|group| limit.groups.is_empty() || limit.groups.contains(group));
        if !serves {
            continue;
        }
        let templates = problem.plans.get(agent.plan).map(|plan| &plan.shifts);
        for shift in &line.shifts {
            let template = templates
                .into_iter()
                .flatten()
                .find(|one| one.id == shift.template);
            for (rank, activity) in shift.activities.iter().enumerate() {
                let is_gap = template
                    .and_then(|template| template.activities.get(rank))
                    .is_some_and(|asked| asked.split.is_some());
                let counted = match limit.activities.as_slice() {
                    [] => !is_gap,
                    codes => codes.contains(&activity.kind),
                };
                let slots = activity.start_slot..activity.start_slot + activity.slots;
                for slot in slots.filter(|_| counted) {
                    if let Some(count) = counts.get_mut(slot) {
                        *count += 1;
                    }
                }
            }
        }
    }
    counts
}

/// Whether the solution gives heads, missing and idle ones for every group and slot.
fn reports_every_slot(problem: &Problem, solution: &Solution, breaches: &mut Vec<Breach>) -> bool {
    let (groups, slots) = (problem.groups.len(), problem.horizon_slots());
    let mut is_complete = true;
    for (name, figures) in [
        ("staffed", &solution.staffed),
        ("under", &solution.under),
        ("over", &solution.over),
    ] {
        if figures.len() != groups || figures.iter().any(|figures| figures.len() != slots) {
            let detail =
                format!("{name} has not one figure for each of {groups} groups and {slots} slots");
            breaches.push(general(0, REPORTED_FIGURES, None, detail));
            is_complete = false;
        }
    }
    is_complete
}

/// Holds the reported heads of a slot against those at work.
fn judge_report(
    solution: &Solution,
    needs: &[GroupNeed<'_>],
    kinds: &[(Vec<usize>, f64)],
    slot: Slot,
    breaches: &mut Vec<Breach>,
) {
    let serving = kinds.iter().filter(|(kind, _)| !kind.is_empty());
    let working: f64 = serving.map(|(_, heads)| heads).sum();
    let reported: Vec<f64> = solution
        .staffed
        .iter()
        .map(|staffed| staffed[slot])
        .collect();
    let total: f64 = reported.iter().sum();
    if !agree(total, working) {
        let detail = format!("{total} heads reported, {working} at work");
        breaches.push(general(0, COUNTED_ONCE, Some(slot), detail));
    } else if needs.len() > 1 {
        // The reported split as the demand: whoever can be split so leaves nothing missing.
        let unit = StepCost {
            base: 1.0,
            steps: &[],
        };
        let as_needs: Vec<GroupNeed<'_>> = reported
            .iter()
            .map(|&required| GroupNeed {
                required,
                under: unit,
                over: unit,
            })
            .collect();
        let possible = transport(&as_needs, kinds);
        if let Some(group) =
            (0..needs.len()).find(|&group| !agree(reported[group], possible[group]))
        {
            let detail = format!(
                "{} heads reported for group {group}, those with the skill allow {}",
                reported[group], possible[group]
            );
            breaches.push(general(0, COUNTED_ONCE, Some(slot), detail));
        }
    }
    for (group, need) in needs.iter().enumerate() {
        let missing = (need.required - reported[group]).max(0.0);
        let idle = (reported[group] - need.required).max(0.0);
        let told = (solution.under[group][slot], solution.over[group][slot]);
        if !agree(told.0, missing) || !agree(told.1, idle) {
            let detail = format!(
                "group {group}: {} missing and {} idle reported, {missing} and {idle} by its heads",
                told.0, told.1
            );
            breaches.push(general(0, REPORTED_FIGURES, Some(slot), detail));
        }
    }
}

/// Heads on queue by set of skills and slot.
fn heads_by_kind(problem: &Problem, solution: &Solution) -> BTreeMap<Vec<usize>, Vec<f64>> {
    let mut heads: BTreeMap<Vec<usize>, Vec<f64>> = BTreeMap::new();
    for line in &solution.lines {
        let Some(agent) = problem.agents.get(line.agent) else {
            continue;
        };
        let groups: BTreeSet<usize> = agent.groups.iter().copied().collect();
        let counts = heads
            .entry(groups.into_iter().collect())
            .or_insert_with(|| vec![0.0; problem.horizon_slots()]);
        for slot in line.shifts.iter().flat_map(|shift| shift.on_queue_slots()) {
            if let Some(count) = counts.get_mut(slot) {
                *count += 1.0;
            }
        }
    }
    heads
}

/// Shifts in the lines, by entry of the shift demand.
fn shifts_on(problem: &Problem, solution: &Solution) -> Vec<u32> {
    let of = |demand: &ShiftDemand| {
        let shifts = solution.lines.iter().flat_map(|line| &line.shifts);
        let wanted =
            shifts.filter(|shift| (shift.day, &shift.template) == (demand.day, &demand.template));
        u32::try_from(wanted.count()).unwrap_or(u32::MAX)
    };
    problem.shift_demand.iter().map(of).collect()
}
