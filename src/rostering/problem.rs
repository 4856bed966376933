//! The inputs as a rostering problem.

use std::collections::{BTreeMap, BTreeSet};

use crewcast_solver::problem::{
    Agent as SolverAgent, DemandGroup, Limits, Problem, SlotRange, WorkPlan as SolverPlan,
};

use super::before::Before;
use super::break_limits::state_break_limits;
use super::fairness::price_by_ledger;
use super::inputs::RosterInputs;
use super::labour_law::{Law, laws_of, tighten_plans};
use super::names::Names;
use super::plans::{MappedPlans, map_plans};
use super::time_off::state_time_off;
use super::wishes::{state_preferences, weigh_by_service};
use crate::documents::hash_of;
use crate::failure::Failure;
use crate::organisation::{Agent, Slots, can_serve};
use crate::schedules::{
    GenerationMessage, MessageArgument, MessageSeverity, OVER_COST_PER_HEAD_HOUR, Shift,
    UNDER_COST_PER_HEAD_HOUR,
};

/// Lines priced before a roster is given up on, an agent and week: generated centres of 300 to 5,000 agents needed about
/// half as many to come within a percent of their bound, where slots were not all scarce.
pub(super) const SEARCH_STEPS_AN_AGENT_AND_WEEK: usize = 400;

/// The problem, and what is needed to read its answer.
pub(super) struct Stated {
    pub problem: Problem,
    /// By position of a work plan: the work plan's shift behind a template's identifier.
    pub shift_names: Vec<BTreeMap<String, String>>,
    /// By position of a work plan: the labour law it names.
    pub laws: Vec<Option<Law>>,
    /// What is known before any search.
    pub messages: Vec<GenerationMessage>,
}

impl Stated {
    /// SHA-256 of the problem's JSON: seed and limits included.
    pub(super) fn input_hash(&self) -> Result<String, Failure> {
        hash_of(&self.problem)
    }
}

/// States the problem. Agents who cannot be rostered are left out, each with a message.
///
/// # Errors
/// Those of [`weigh_by_service`] and [`price_by_ledger`].
pub(super) fn state(inputs: &RosterInputs, seed: u64, gap: Option<f64>) -> Result<Stated, Failure> {
    let interval_minutes = inputs.grid.interval_minutes();
    let days = u32::try_from(inputs.grid.days().len()).unwrap_or(u32::MAX);
    let mut mapped = map_plans(&inputs.plans, interval_minutes, days);
    let slots = Slots::new(&inputs.grid, mapped.grain_minutes);
    let laws = laws_of(inputs);
    let mut messages = tighten_plans(inputs, &laws, &slots.days(), &mut mapped);
    let mut agents = agents_of(inputs, &mapped, &slots, &mut messages);
    messages.extend(state_preferences(inputs, &mapped.shift_names, &mut agents));
    state_time_off(inputs, &slots, &mut agents);
    warn_of_increments(inputs, &mapped, &agents, &mut messages);
    let defaults = Limits::default();
    let hours_per_slot = f64::from(slots.minutes()) / 60.0;
    let groups = inputs
        .demand
        .iter()
        .map(|demand| DemandGroup {
            id: demand.group.id.clone(),
            required: demand
                .required
                .iter()
                .flat_map(|heads| std::iter::repeat_n(f64::from(*heads), slots.per_interval()))
                .collect(),
            under_cost_per_slot: UNDER_COST_PER_HEAD_HOUR * hours_per_slot,
            over_cost_per_slot: OVER_COST_PER_HEAD_HOUR * hours_per_slot,
            ..DemandGroup::default()
        })
        .collect();
    let weeks = inputs.grid.days().len().div_ceil(7);
    let steps = SEARCH_STEPS_AN_AGENT_AND_WEEK * agents.len() * weeks;
    let mut problem = Problem {
        slot_minutes: slots.minutes(),
        days: slots.days(),
        groups,
        shift_demand: Vec::new(),
        break_limits: Vec::new(),
        agents,
        plans: mapped.plans,
        seed,
        limits: Limits {
            target_gap: gap.unwrap_or(defaults.target_gap),
            search_steps: defaults.search_steps.max(steps),
            ..defaults
        },
    };
    problem.break_limits = state_break_limits(inputs, &problem);
    weigh_by_service(inputs, &mut problem)?;
    for &day in &inputs.public_holidays {
        if let Some(day) = problem.days.get_mut(day) {
            day.is_public_holiday = true;
        }
    }
    if let Some(carried) = &inputs.carried {
        let names = Names::of(inputs);
        messages.extend(price_by_ledger(carried, &names, &mut problem)?);
    }
    Ok(Stated {
        problem,
        shift_names: mapped.shift_names,
        laws,
        messages,
    })
}

fn agents_of(
    inputs: &RosterInputs,
    mapped: &MappedPlans,
    slots: &Slots<'_>,
    messages: &mut Vec<GenerationMessage>,
) -> Vec<SolverAgent> {
    let mut agents = Vec::new();
    for agent in &inputs.agents {
        let plan = agent.work_plan_id.as_ref().and_then(|id| {
            let mut plans = inputs.plans.iter().zip(&mapped.plans).enumerate();
            plans.find(|(_, (plan, _))| plan.id == *id && plan.enabled)
        });
        let Some((index, _)) = plan else {
            messages.push(about(
                agent,
                "AgentWithoutWorkPlan",
                "has no work plan that is enabled, so no shifts; give them one",
            ));
            continue;
        };
        let groups: Vec<usize> = inputs
            .demand
            .iter()
            .enumerate()
            .filter(|(_, demand)| can_serve(agent, &demand.group))
            .map(|(index, _)| index)
            .collect();
        if groups.is_empty() {
            messages.push(about(
                agent,
                "AgentWithoutCapability",
                "holds the skills of no route path of the forecast's planning groups, so no shifts; give them skills",
            ));
            continue;
        }
        let stated = agent_of(inputs, (agent, index, mapped), slots);
        agents.push(SolverAgent { groups, ..stated });
    }
    agents
}

/// An agent under the work plan at a position, with what published neighbours say of them; without planning groups.
pub(super) fn agent_of(
    inputs: &RosterInputs,
    (agent, plan, mapped): (&Agent, usize, &MappedPlans),
    slots: &Slots<'_>,
) -> SolverAgent {
    let around: Vec<&Shift> = inputs
        .around
        .iter()
        .filter(|shift| shift.agent_id == agent.id)
        .collect();
    let contract = inputs.plans.get(plan);
    let rotation = contract.and_then(|contract| contract.rules.rotation.as_ref());
    let first = inputs.grid.days().first().map(|day| day.date);
    let names = mapped.shift_names.get(plan);
    SolverAgent {
        id: agent.id.clone(),
        plan,
        unavailable: mapped
            .plans
            .get(plan)
            .map_or_else(Vec::new, |plan| taken(&around, plan, inputs, slots)),
        rotation_offset: rotation.zip(first).map_or(0, |(rotation, first)| {
            rotation.week_at(agent.rotation_position.unwrap_or(0), first)
        }),
        before: names.map_or_else(Default::default, |names| {
            Before::of(&around, inputs).told(names)
        }),
        ..SolverAgent::default()
    }
}

fn about(agent: &Agent, kind: &str, what: &str) -> GenerationMessage {
    GenerationMessage {
        kind: kind.to_owned(),
        severity: MessageSeverity::Warning,
        arguments: vec![MessageArgument {
            kind: "agent".to_owned(),
            value: agent.id.clone(),
        }],
        text: format!("{} {what}.", agent.name),
    }
}

fn warn_of_increments(
    inputs: &RosterInputs,
    mapped: &MappedPlans,
    agents: &[SolverAgent],
    messages: &mut Vec<GenerationMessage>,
) {
    let used: BTreeSet<usize> = agents.iter().map(|agent| agent.plan).collect();
    for index in mapped.loose_increments.iter().filter(|i| used.contains(i)) {
        let Some(plan) = inputs.plans.get(*index) else {
            continue;
        };
        messages.push(GenerationMessage {
            kind: "ActivityIncrementNotKept".to_owned(),
            severity: MessageSeverity::Information,
            arguments: vec![MessageArgument {
                kind: "workPlan".to_owned(),
                value: plan.id.clone(),
            }],
            text: format!(
                "Breaks of work plan {} may start at any {} minutes of their window, although the plan names a \
                 coarser step; give them exact starts where that matters.",
                plan.name, mapped.grain_minutes
            ),
        });
    }
}

/// Slots that published shifts around the weeks forbid: those a shift from before still runs through, its rest
/// included, and those less than the rest before the next published shift.
fn taken(
    around: &[&Shift],
    plan: &SolverPlan,
    inputs: &RosterInputs,
    slots: &Slots<'_>,
) -> Vec<SlotRange> {
    let (start, end) = (inputs.grid.start(), inputs.grid.end());
    let rest = i64::from(plan.minimum_time_between_shifts_minutes);
    let range = |from: i64, to: i64| {
        let from = usize::try_from(from.max(0)).ok()?;
        let to = usize::try_from(to).ok()?;
        (from < to).then_some(SlotRange {
            start: from,
            end: to,
        })
    };
    let ranges = around.iter().filter_map(|shift| {
        if shift.start_at < start && shift.end_at() > start {
            let (_, free) = slots.around(shift.end_at().plus_minutes(rest));
            range(0, free)
        } else if shift.start_at >= end {
            let (busy, _) = slots.around(shift.start_at.plus_minutes(-rest));
            let (_, over) = slots.around(shift.end_at());
            range(busy, over)
        } else {
            None
        }
    });
    ranges.collect()
}
