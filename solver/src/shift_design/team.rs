//! The shifts of a designed team, found by rostering it.

use std::collections::{BTreeMap, BTreeSet};

use super::ShiftDesignError;
use super::design::{Design, DesignedShift, ROSTERING_PERCENT, proved_so_far};
use super::specification::{DesignProblem, ShiftKind};
use crate::problem::{Agent, Problem, ShiftTemplate, WorkPlan};
use crate::search::{Progress, solve};

/// Names of narrowed templates, each with the name it had, by plan.
type OldNames = Vec<BTreeMap<String, String>>;

/// The rostering problem of so many agents of each contract.
pub(super) fn team(problem: &DesignProblem, counts: &[u32]) -> Problem {
    let contracts = problem.contracts.iter().zip(counts);
    let agents = contracts.flat_map(|(contract, &count)| {
        (1..=count).map(|number| Agent {
            id: format!("{} {number}", contract.id),
            groups: contract.groups.clone(),
            plan: contract.plan,
            ..Agent::default()
        })
    });
    Problem {
        agents: agents.collect(),
        seed: problem.seed,
        limits: problem.effort.roster,
        ..problem.base()
    }
}

/// Rosters the team and counts its shifts; with `kinds`, on shifts of these kinds only.
pub(super) fn by_rostering(
    problem: &DesignProblem,
    counts: &[u32],
    kinds: Option<&BTreeSet<ShiftKind>>,
    bound: f64,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Design, ShiftDesignError> {
    let mut team = team(problem, counts);
    let mut old_names = vec![BTreeMap::new(); team.plans.len()];
    if let Some(kinds) = kinds {
        old_names = narrow(&mut team, kinds);
    }
    let costs = problem.contracts.iter().zip(counts);
    let agent_cost: f64 = costs
        .map(|(contract, &agents)| contract.cost_per_agent * f64::from(agents))
        .sum();
    let share = (100.0 - ROSTERING_PERCENT) / 100.0;
    let mut of_team = |of_roster: Progress| {
        progress(Progress {
            objective: of_roster.objective.map(|cost| agent_cost + cost),
            percent: ROSTERING_PERCENT + share * of_roster.percent,
            ..proved_so_far(of_roster.phase, bound, 0.0)
        });
    };
    let roster = solve(&team, stop, &mut of_team)?;
    // Agents stand in the order of contracts.
    let contracts = counts.iter().enumerate();
    let contract_of: Vec<usize> = contracts
        .flat_map(|(contract, &count)| (0..count).map(move |_| contract))
        .collect();
    let mut counted: BTreeMap<_, u32> = BTreeMap::new();
    for line in &roster.lines {
        for shift in &line.shifts {
            let place = (contract_of[line.agent], shift.day, shift.start_slot);
            *counted.entry((place, shift)).or_default() += 1;
        }
    }
    let shifts: Vec<DesignedShift> = counted
        .into_iter()
        .map(|(((contract, day, start), shift), agents)| {
            let names = &old_names[problem.contracts[contract].plan];
            DesignedShift {
                contract,
                day,
                template: names
                    .get(&shift.template)
                    .unwrap_or(&shift.template)
                    .clone(),
                kind: ShiftKind::of(&team, day, start, shift.end_slot - start),
                start_slot: start,
                end_slot: shift.end_slot,
                activities: shift.activities.clone(),
                agents,
            }
        })
        .collect();
    let objective = agent_cost + roster.objective;
    Ok(Design::new(
        counts.to_vec(),
        shifts,
        (agent_cost, objective, bound),
        (roster.under, roster.over),
    ))
}

/// Replaces every shift template by one for each of the kinds that it allows.
fn narrow(team: &mut Problem, kinds: &BTreeSet<ShiftKind>) -> OldNames {
    let slot_minutes = team.slot_minutes;
    let narrow_plan = |plan: &mut WorkPlan| {
        let mut old_names = BTreeMap::new();
        let mut narrowed = Vec::new();
        for template in plan.shifts.iter().flat_map(ShiftTemplate::with_each_gap) {
            let gap = template.gap().map(|(gap, _)| gap.length_minutes);
            let gap = gap.map_or(String::new(), |gap| format!(", a gap of {gap}"));
            for kind in kinds
                .iter()
                .filter(|kind| allows(&template, kind, slot_minutes))
            {
                let (start, present) = (kind.start_minutes, kind.present_minutes);
                let id = format!("{} from {start} for {present} minutes{gap}", template.id);
                old_names.insert(id.clone(), template.id.clone());
                let paid = present - unpaid_minutes(&template, slot_minutes);
                narrowed.push(ShiftTemplate {
                    id,
                    earliest_start_minutes: start,
                    latest_start_minutes: start,
                    minimum_paid_minutes: paid,
                    maximum_paid_minutes: paid,
                    ..template.clone()
                });
            }
        }
        plan.shifts = narrowed;
        old_names
    };
    team.plans.iter_mut().map(narrow_plan).collect()
}

fn allows(template: &ShiftTemplate, kind: &ShiftKind, slot_minutes: u32) -> bool {
    let mut starts = (template.earliest_start_minutes..=template.latest_start_minutes)
        .step_by(template.start_increment_minutes.max(1) as usize);
    let mut lengths = (template.minimum_paid_minutes..=template.maximum_paid_minutes)
        .step_by(template.paid_increment_minutes.max(1) as usize);
    let unpaid = unpaid_minutes(template, slot_minutes);
    starts.any(|start| start == kind.start_minutes)
        && lengths.any(|paid| paid + unpaid == kind.present_minutes)
}

fn unpaid_minutes(template: &ShiftTemplate, slot_minutes: u32) -> u32 {
    let unpaid = template.activities.iter().filter(|activity| !activity.paid);
    unpaid
        .map(|activity| activity.length_minutes.next_multiple_of(slot_minutes))
        .sum()
}
