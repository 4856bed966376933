//! The inputs as a design problem, and the teams as rostering problems.

use std::collections::BTreeSet;

use crewcast_solver::problem::{Agent, DemandGroup, GroupIndex, Limits, Problem};
use crewcast_solver::shift_design::{Contract, Design, DesignEffort, DesignProblem};

use super::request::{DesignShifts, ShiftContract};
use crate::failure::Failure;
use crate::rostering::problem::SEARCH_STEPS_AN_AGENT_AND_WEEK;

/// What is to be designed, and the team there is.
pub(super) struct StatedDesign {
    pub design: DesignProblem,
    /// Agents as they are, at the design's costs.
    pub present: Problem,
    /// What an hour of one agent too many, the unit of a roster's objective, costs in the unit of the request: rules and limits
    /// with a price have it in minutes of one agent too many.
    pub unit: f64,
}

/// The unit where idle hours cost nothing: an hour with one agent too few is worth so many, as in a roster.
const UNITS_OF_A_SHORT_HOUR: f64 = 5.0;

/// States the design over the problem of a roster: its slots, demand, work plans and agents.
///
/// # Errors
/// [`Failure::Conflict`] `forecast-without-planning-group`, `work-plan-gone`.
pub(super) fn state_design(
    request: &DesignShifts,
    roster: &Problem,
) -> Result<StatedDesign, Failure> {
    let (short, idle) = request.hour_costs();
    let unit = if idle > 0.0 {
        idle
    } else {
        short / UNITS_OF_A_SHORT_HOUR
    };
    let hours = f64::from(roster.slot_minutes) / 60.0;
    let priced = |group: &DemandGroup| DemandGroup {
        under_cost_per_slot: short / unit * hours,
        over_cost_per_slot: idle / unit * hours,
        ..group.clone()
    };
    let groups: Vec<DemandGroup> = roster.groups.iter().map(priced).collect();
    let contracts = request.contracts.iter().enumerate();
    let contracts = contracts.map(|(index, contract)| Contract {
        id: format!("contract {}", index + 1),
        plan: 0,
        groups: Vec::new(),
        cost_per_agent: contract.cost_per_week * f64::from(request.week_count) / unit,
        minimum_agents: contract.minimum_agents,
        maximum_agents: contract.maximum_agents,
    });
    let mut contracts: Vec<Contract> = contracts.collect();
    for (stated, asked) in contracts.iter_mut().zip(&request.contracts) {
        (stated.plan, stated.groups) = places(roster, asked)?;
    }
    // Agents who are only counted have no wishes: those of the others would be charged to one side alone.
    let without_wishes = |agent: &Agent| Agent {
        requests: Vec::new(),
        colleagues: Vec::new(),
        ..agent.clone()
    };
    let present = Problem {
        groups: groups.clone(),
        agents: roster.agents.iter().map(without_wishes).collect(),
        ..roster.clone()
    };
    Ok(StatedDesign {
        design: DesignProblem {
            slot_minutes: roster.slot_minutes,
            days: roster.days.clone(),
            groups,
            plans: roster.plans.clone(),
            contracts,
            most_shift_kinds: request.maximum_shift_kinds.map(|kinds| kinds as usize),
            seed: roster.seed,
            effort: DesignEffort::default(),
        },
        present,
        unit,
    })
}

/// Positions of a contract's work plan and planning groups.
fn places(roster: &Problem, contract: &ShiftContract) -> Result<(usize, Vec<usize>), Failure> {
    let plan = roster
        .plans
        .iter()
        .position(|plan| plan.id == contract.work_plan_id);
    let plan = plan.ok_or_else(|| {
        let detail = format!(
            "work plan {} was deleted since the design was asked for; ask again without it",
            contract.work_plan_id
        );
        Failure::conflict("work-plan-gone", detail)
    })?;
    let group = |id: &String| {
        let place = roster.groups.iter().position(|group| group.id == *id);
        place.ok_or_else(|| {
            let detail = format!(
                "the forecast holds no planning group {id}; generate one that does, or leave the planning group out of the \
                 contracts"
            );
            Failure::conflict("forecast-without-planning-group", detail)
        })
    };
    let groups = contract.planning_group_ids.iter().map(group);
    Ok((plan, groups.collect::<Result<_, _>>()?))
}

/// The designed team as a rostering problem with all that is asked of the present one, and as much work as a roster of its
/// size gets. Agents of a work plan in rotation take its places in turn.
pub(super) fn designed_team(stated: &StatedDesign, design: &Design, weeks: u32) -> Problem {
    let mut team = design.roster_problem(&stated.design);
    for (number, agent) in team.agents.iter_mut().enumerate() {
        let plan = team.plans.get(agent.plan);
        let places = plan.map_or(0, |plan| plan.rules.rotation.len());
        agent.rotation_offset = number.checked_rem(places).unwrap_or(0);
    }
    let defaults = Limits::default();
    let steps = SEARCH_STEPS_AN_AGENT_AND_WEEK * team.agents.len() * weeks as usize;
    Problem {
        shift_demand: stated.present.shift_demand.clone(),
        break_limits: stated.present.break_limits.clone(),
        limits: Limits {
            search_steps: defaults.search_steps.max(steps),
            ..defaults
        },
        ..team
    }
}

/// What is known of what agents cost.
pub(super) struct PresentCost {
    /// By contract: agents of its work plan with the skills for just its planning groups.
    pub by_contract: Vec<u32>,
    /// Cost of all whose cost is known.
    pub known: f64,
    /// Agents whose work plan is none of the contracts'.
    pub without: u32,
}

/// What the agents there are cost: as the contract of their work plan and planning groups does, otherwise as the dearest
/// contract of their work plan.
pub(super) fn present_cost(design: &DesignProblem, agents: &[Agent]) -> PresentCost {
    let mut found = PresentCost {
        by_contract: vec![0; design.contracts.len()],
        known: 0.0,
        without: 0,
    };
    let set = |groups: &[GroupIndex]| groups.iter().copied().collect::<BTreeSet<_>>();
    for agent in agents {
        let served = set(&agent.groups);
        let of_plan = || {
            let contracts = design.contracts.iter().enumerate();
            contracts.filter(|(_, contract)| contract.plan == agent.plan)
        };
        let same = of_plan().find(|(_, contract)| set(&contract.groups) == served);
        let cost = match same {
            Some((index, contract)) => {
                if let Some(count) = found.by_contract.get_mut(index) {
                    *count += 1;
                }
                Some(contract.cost_per_agent)
            }
            None => {
                let costs = of_plan().map(|(_, contract)| contract.cost_per_agent);
                costs.max_by(f64::total_cmp)
            }
        };
        match cost {
            Some(cost) => found.known += cost,
            None => found.without += 1,
        }
    }
    found
}
