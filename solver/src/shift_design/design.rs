use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::ShiftDesignError;
use super::class::{Catalogue, PlacedShift, StaffClass};
use super::generate::{Relaxed, price};
use super::program::{Answer, Program};
use super::settle::{pick_kinds, settle_agents};
use super::specification::{DesignEffort, DesignProblem, ShiftKind};
use super::team::{by_rostering, team};
use crate::problem::{DayIndex, PlacedActivity, Problem, Slot};
use crate::search::Progress;
use crate::shifts::placed_shift;

/// Candidates by contract, day, start and length up to which integer programs are solved; with some thousand they took
/// minutes.
const SMALL_CATALOGUE: usize = 500;

/// Rounds of generating shifts that are made whatever `stop` says: without shifts there would be no agents.
const LEAST_ROUNDS: usize = 5;

/// Rough shares of the work at which shifts are generated, agents are settled, and the team is rostered.
const GENERATING_PERCENT: f64 = 5.0;
const SETTLING_PERCENT: f64 = 25.0;
pub(super) const ROSTERING_PERCENT: f64 = 40.0;

/// So many agents of a contract on one shift of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DesignedShift {
    /// Position in [`DesignProblem::contracts`].
    pub contract: usize,
    /// The day it starts on.
    pub day: DayIndex,
    /// The plan's template.
    pub template: String,
    /// Its kind.
    pub kind: ShiftKind,
    /// First slot present.
    pub start_slot: Slot,
    /// The slot after the last present.
    pub end_slot: Slot,
    /// Meals and breaks.
    pub activities: Vec<PlacedActivity>,
    /// Agents on it.
    pub agents: u32,
}

/// Agents and shifts that fit a demand, with a proof of how good they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Design {
    /// Agents by contract.
    pub agents: Vec<u32>,
    /// Shifts by contract, day and start.
    pub shifts: Vec<DesignedShift>,
    /// Kinds of shift used, ascending.
    pub kinds: Vec<ShiftKind>,
    /// Cost of the agents.
    pub agent_cost: f64,
    /// Cost of missing and idle heads, and of weekly minima that were missed.
    pub staffing_cost: f64,
    /// Both.
    pub objective: f64,
    /// No choice of agents and shifts costs less, however many kinds it uses; nor does any roster of named agents.
    pub bound: f64,
    /// `(objective − bound) / objective`, 0 when both are 0.
    pub gap: f64,
    /// Heads missing by group and slot.
    pub under: Vec<Vec<f64>>,
    /// Heads too many by group and slot.
    pub over: Vec<Vec<f64>>,
}

/// Finds cheap agents and shifts for a demand: the linear program over all shifts, whose optimum is the bound, then whole
/// numbers near it. In a small catalogue integer programs over all shifts that can still matter find the cheapest. In a
/// large one the program's numbers of agents are rounded one after the other, of the kinds of shift those that most
/// agents use are kept, and the team is rostered: its shifts are those of a roster that keeps every agent's rules. `stop`
/// ends the generation of shifts and that search early, as in [`crate::search::solve`]; what was proved by then stays a
/// bound. `progress` is told it in the phases `shifts` and `agents`, then in those of the search for a roster, with the
/// roster's objective and the cost of its agents together.
///
/// # Errors
/// [`ShiftDesignError`] where the problem is wrong or a program fails.
pub fn design(
    problem: &DesignProblem,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Design, ShiftDesignError> {
    problem.validate()?;
    let base = problem.base();
    let days = base.days.len();
    let classes = problem
        .contracts
        .iter()
        .map(|contract| StaffClass::of_contract(contract, days))
        .collect();
    let catalogue = Catalogue::new(&base, classes);
    let effort = problem.effort;
    let mut proved = 0.0_f64;
    let mut rounds = 0;
    let mut ends = |bound: f64| {
        (proved, rounds) = (proved.max(bound), rounds + 1);
        progress(proved_so_far("shifts", proved, GENERATING_PERCENT));
        rounds > LEAST_ROUNDS && stop()
    };
    let relaxed = Relaxed::watched(&catalogue, Vec::new(), None, effort.rounds, &mut ends)?;
    let bound = relaxed.bound;
    let most = problem.most_shift_kinds;
    progress(proved_so_far("agents", bound, SETTLING_PERCENT));
    if catalogue.candidates() <= SMALL_CATALOGUE {
        let (answer, shifts) = by_integer_programs(&catalogue, &relaxed, most, effort)?;
        return Ok(told(problem, &catalogue, &answer, &shifts, bound));
    }
    let (relaxed, kinds) = match most {
        None => (relaxed, None),
        Some(most) => {
            let kinds = pick_kinds(&catalogue, relaxed, most, effort.rounds, stop)?;
            let mut rounds = 0;
            let mut ends = |_: f64| {
                rounds += 1;
                rounds > LEAST_ROUNDS && stop()
            };
            let relaxed = Relaxed::watched(
                &catalogue,
                Vec::new(),
                Some(&kinds),
                effort.rounds,
                &mut ends,
            )?;
            (relaxed, Some(kinds))
        }
    };
    let agents = settle_agents(&catalogue, relaxed, kinds.as_ref(), stop)?;
    by_rostering(problem, &agents, kinds.as_ref(), bound, stop, progress)
}

/// A report of a bound before there is a design.
pub(super) fn proved_so_far(phase: &'static str, bound: f64, percent: f64) -> Progress {
    Progress {
        phase,
        objective: None,
        bound,
        gap: None,
        percent,
    }
}

fn by_integer_programs(
    catalogue: &Catalogue<'_>,
    relaxed: &Relaxed<'_>,
    most_kinds: Option<usize>,
    effort: DesignEffort,
) -> Result<(Answer, Vec<PlacedShift>), ShiftDesignError> {
    let mut best: Option<(Answer, Vec<PlacedShift>)> = None;
    improve(
        catalogue,
        relaxed,
        None,
        most_kinds,
        effort.nodes,
        &mut best,
    )?;
    if let (Some(_), Some((answer, shifts))) = (most_kinds, &best) {
        let kinds = kinds_used(catalogue, answer, shifts);
        let relaxed = Relaxed::new(catalogue, Some(&kinds), effort.rounds)?;
        improve(
            catalogue,
            &relaxed,
            Some(&kinds),
            None,
            effort.nodes,
            &mut best,
        )?;
    }
    best.ok_or_else(|| ShiftDesignError::Engine {
        phase: "integer program",
        status: "no solution within the nodes allowed".to_owned(),
    })
}

/// Rounds a linear program: an integer program over its shifts, then one over all that can be part of something better.
fn improve(
    catalogue: &Catalogue<'_>,
    relaxed: &Relaxed<'_>,
    kinds: Option<&BTreeSet<ShiftKind>>,
    most_kinds: Option<usize>,
    nodes: usize,
    best: &mut Option<(Answer, Vec<PlacedShift>)>,
) -> Result<(), ShiftDesignError> {
    let keep =
        |best: &mut Option<(Answer, Vec<PlacedShift>)>, answer: Answer, shifts: &[PlacedShift]| {
            if best
                .as_ref()
                .is_none_or(|(known, _)| answer.objective < known.objective)
            {
                *best = Some((answer, shifts.to_vec()));
            }
        };
    let mut shifts = relaxed.shifts.clone();
    if let Some(answer) = whole(catalogue, &shifts, most_kinds, nodes)? {
        keep(best, answer, &shifts);
    }
    let room = best.as_ref().map_or(f64::INFINITY, |(answer, _)| {
        answer.objective - relaxed.bound
    });
    let mut further = price(catalogue, &relaxed.program, &relaxed.answer, kinds);
    // A shift whose price alone is more than what is left to win is in nothing better.
    further.retain(|priced| priced.change <= room);
    further.retain(|priced| !shifts.contains(&priced.shift));
    if further.is_empty() {
        return Ok(());
    }
    shifts.extend(further.into_iter().map(|priced| priced.shift));
    if let Some(answer) = whole(catalogue, &shifts, most_kinds, nodes)? {
        keep(best, answer, &shifts);
    }
    Ok(())
}

fn whole(
    catalogue: &Catalogue<'_>,
    shifts: &[PlacedShift],
    most_kinds: Option<usize>,
    nodes: usize,
) -> Result<Option<Answer>, ShiftDesignError> {
    let mut program = Program::new(catalogue, true)?;
    for shift in shifts {
        program.add(shift)?;
    }
    if let Some(most) = most_kinds {
        program.limit_kinds(shifts, most)?;
    }
    program.solve_integer(nodes)
}

fn kinds_used(
    catalogue: &Catalogue<'_>,
    answer: &Answer,
    shifts: &[PlacedShift],
) -> BTreeSet<ShiftKind> {
    let worked = shifts
        .iter()
        .zip(&answer.shifts)
        .filter(|(_, count)| **count > 0.5);
    worked
        .map(|(shift, _)| catalogue.kind(shift.day, &shift.option))
        .collect()
}

fn told(
    problem: &DesignProblem,
    catalogue: &Catalogue<'_>,
    answer: &Answer,
    shifts: &[PlacedShift],
    bound: f64,
) -> Design {
    // An integer program's numbers are whole but for its tolerance.
    let count = |value: f64| value.round().max(0.0) as u32;
    let agents: Vec<u32> = answer.agents.iter().map(|&value| count(value)).collect();
    let agent_cost = problem
        .contracts
        .iter()
        .zip(&agents)
        .map(|(contract, &agents)| contract.cost_per_agent * f64::from(agents))
        .sum();
    let mut counted: BTreeMap<_, (&PlacedShift, u32)> = BTreeMap::new();
    for (shift, &value) in shifts.iter().zip(&answer.shifts) {
        let agents = count(value);
        if agents > 0 {
            let option = &shift.option;
            let place = (shift.class, shift.day, option.start, option.slots);
            let key = (place, option.pattern, shift.starts.clone());
            counted.entry(key).or_insert((shift, 0)).1 += agents;
        }
    }
    let shifts: Vec<DesignedShift> = counted
        .into_values()
        .map(|(shift, agents)| named(catalogue, shift, agents))
        .collect();
    Design::new(
        agents,
        shifts,
        (agent_cost, answer.objective, bound),
        (answer.under.clone(), answer.over.clone()),
    )
}

fn named(catalogue: &Catalogue<'_>, shift: &PlacedShift, agents: u32) -> DesignedShift {
    let place = catalogue.classes[shift.class].plan;
    let pattern = &catalogue.patterns[place][shift.option.pattern];
    let plan = &catalogue.problem.plans[place];
    let placed = placed_shift(plan, pattern, shift.day, shift.option, &shift.starts);
    DesignedShift {
        contract: shift.class,
        day: shift.day,
        template: placed.template,
        kind: catalogue.kind(shift.day, &shift.option),
        start_slot: placed.start_slot,
        end_slot: placed.end_slot,
        activities: placed.activities,
        agents,
    }
}

impl Design {
    pub(super) fn new(
        agents: Vec<u32>,
        shifts: Vec<DesignedShift>,
        (agent_cost, objective, bound): (f64, f64, f64),
        (under, over): (Vec<Vec<f64>>, Vec<Vec<f64>>),
    ) -> Self {
        let kinds: BTreeSet<ShiftKind> = shifts.iter().map(|shift| shift.kind).collect();
        let bound = bound.min(objective).max(0.0);
        let gap = if objective <= 1e-6 {
            0.0
        } else {
            (objective - bound) / objective
        };
        Design {
            agents,
            shifts,
            kinds: kinds.into_iter().collect(),
            agent_cost,
            staffing_cost: objective - agent_cost,
            objective,
            bound,
            gap,
            under,
            over,
        }
    }

    /// The rostering problem of the designed team: so many named agents of each contract, all shifts of their plans and
    /// all of their rules. Of a design by integer programs, its roster shows what the rules of single agents cost beyond
    /// [`Design::staffing_cost`].
    #[must_use]
    pub fn roster_problem(&self, problem: &DesignProblem) -> Problem {
        Problem {
            plans: problem.plans.clone(),
            ..team(problem, &self.agents)
        }
    }
}
