//! The solver's answers in dates, instants, identifiers and hours.

use std::collections::BTreeMap;

use crewcast_solver::audit::audit;
use crewcast_solver::problem::{PlacedActivity, Problem, Shift};
use crewcast_solver::search::Solution;
use crewcast_solver::shift_design::{Design, DesignProblem, DesignedShift as SolverShift};

use super::design::{
    DesignedActivity, DesignedGroup, DesignedShift, DesignedShiftKind, DesignedTeam,
};
use crate::organisation::Slots;
use crate::rostering::inputs::RosterInputs;
use crate::rostering::problem::Stated;

/// A team's costs in the solver's unit, and what they cannot be below, where the agents' cost is known.
pub(super) struct TeamCost {
    pub agents: Option<f64>,
    pub staffing: f64,
    /// Of all of it.
    pub bound: Option<f64>,
}

/// Heads missing and too many, by group and slot.
type Heads<'a> = (&'a [Vec<f64>], &'a [Vec<f64>]);

/// Speaks of the problem that a design was stated over.
pub(super) struct Told<'a> {
    pub inputs: &'a RosterInputs,
    pub stated: &'a Stated,
    /// What a unit of the solver's costs is in those of the request.
    pub unit: f64,
}

impl Told<'_> {
    fn slots(&self) -> Slots<'_> {
        Slots::new(&self.inputs.grid, self.stated.problem.slot_minutes)
    }

    fn minutes(&self, slots: usize) -> u32 {
        let slots = u32::try_from(slots).unwrap_or(u32::MAX);
        slots.saturating_mul(self.stated.problem.slot_minutes)
    }

    fn hours(&self, slots: f64) -> f64 {
        slots * f64::from(self.stated.problem.slot_minutes) / 60.0
    }

    /// The design as counted.
    pub fn design(&self, design: &Design) -> DesignedTeam {
        let shifts = design.shifts.iter();
        let paid = shifts.clone().map(|shift| {
            let unpaid = shift.activities.iter().filter(|one| !one.paid);
            let unpaid: usize = unpaid.map(|one| one.slots).sum();
            let paid = (shift.end_slot - shift.start_slot).saturating_sub(unpaid);
            paid * shift.agents as usize
        });
        let cost = TeamCost {
            agents: Some(design.agent_cost),
            staffing: design.staffing_cost,
            bound: Some(design.bound),
        };
        self.team(
            design.agents.iter().sum(),
            (shifts.map(|shift| shift.agents).sum(), paid.sum()),
            &cost,
            (&design.under, &design.over),
        )
    }

    /// A rostered team, whose agents cost so much in the solver's unit, with the judge's word.
    pub fn rostered(
        &self,
        problem: &Problem,
        roster: &Solution,
        agent_cost: Option<f64>,
    ) -> DesignedTeam {
        let shifts = || roster.lines.iter().flat_map(|line| &line.shifts);
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let cost = TeamCost {
            agents: agent_cost,
            staffing: roster.objective,
            bound: agent_cost.map(|cost| cost + roster.bound),
        };
        let certificate = audit(problem, roster);
        if !certificate.is_clean() {
            tracing::error!(
                breaches = certificate.breaches.len(),
                "the judge found faults in a team's roster; the shift design says so"
            );
        }
        let team = self.team(
            count(problem.agents.len()),
            (
                count(shifts().count()),
                shifts().map(Shift::paid_slots).sum(),
            ),
            &cost,
            (&roster.under, &roster.over),
        );
        DesignedTeam {
            audit_clean: Some(certificate.is_clean()),
            ..team
        }
    }

    fn team(
        &self,
        agent_count: u32,
        (shift_count, paid_slots): (u32, usize),
        cost: &TeamCost,
        (under, over): Heads<'_>,
    ) -> DesignedTeam {
        let sum = |heads: &[Vec<f64>]| self.hours(heads.iter().flatten().sum());
        let whole = cost.agents.map(|agents| agents + cost.staffing);
        let in_units = |cost: f64| cost * self.unit;
        let gap = whole.zip(cost.bound).map(|(whole, bound)| {
            let open = (whole - bound).max(0.0);
            if whole > 0.0 { open / whole } else { 0.0 }
        });
        DesignedTeam {
            agent_count,
            shift_count,
            paid_hours: self.hours(paid_slots as f64),
            short_hours: sum(under),
            idle_hours: sum(over),
            agent_cost: cost.agents.map(in_units),
            staffing_cost: in_units(cost.staffing),
            cost: whole.map(in_units),
            bound: cost.bound.map(in_units),
            gap,
            audit_clean: None,
            planning_groups: self.groups((under, over)),
        }
    }

    fn groups(&self, (under, over): Heads<'_>) -> Vec<DesignedGroup> {
        let of = |by_group: &[Vec<f64>], group: usize| {
            let heads = by_group.get(group);
            self.hours(heads.map_or(0.0, |heads| heads.iter().sum()))
        };
        let groups = self.stated.problem.groups.iter().enumerate();
        groups
            .map(|(index, group)| DesignedGroup {
                planning_group_id: group.id.clone(),
                required_hours: self.hours(group.required.iter().sum()),
                short_hours: of(under, index),
                idle_hours: of(over, index),
            })
            .collect()
    }

    /// Shifts by contract, day and start.
    pub fn shifts(&self, problem: &DesignProblem, design: &Design) -> Vec<DesignedShift> {
        let shifts = design.shifts.iter();
        shifts.map(|shift| self.shift(problem, shift)).collect()
    }

    fn shift(&self, problem: &DesignProblem, shift: &SolverShift) -> DesignedShift {
        let slots = self.slots();
        let plan = problem.contracts.get(shift.contract);
        let names = plan.and_then(|contract| self.stated.shift_names.get(contract.plan));
        let name = names.and_then(|names| names.get(&shift.template));
        let day = self.inputs.grid.days().get(shift.day);
        let activity = |placed: &PlacedActivity| DesignedActivity {
            activity_code_id: placed.kind.clone(),
            start_date: slots.start(placed.start_slot),
            length_minutes: self.minutes(placed.slots),
            paid: placed.paid,
        };
        DesignedShift {
            contract_index: u32::try_from(shift.contract).unwrap_or(u32::MAX),
            date: day.map(|day| day.date).unwrap_or_default(),
            start_date: slots.start(shift.start_slot),
            length_minutes: self.minutes(shift.end_slot.saturating_sub(shift.start_slot)),
            work_plan_shift: name.unwrap_or(&shift.template).clone(),
            agent_count: shift.agents,
            activities: shift.activities.iter().map(activity).collect(),
        }
    }

    /// Kinds of shift, by start and length.
    pub fn kinds(design: &Design) -> Vec<DesignedShiftKind> {
        let mut counted: BTreeMap<_, u32> = BTreeMap::new();
        for shift in &design.shifts {
            *counted.entry(shift.kind).or_default() += shift.agents;
        }
        let kind = |(kind, shift_count): (crewcast_solver::shift_design::ShiftKind, u32)| {
            DesignedShiftKind {
                start_minutes_from_midnight: kind.start_minutes,
                length_minutes: kind.present_minutes,
                shift_count,
            }
        };
        counted.into_iter().map(kind).collect()
    }
}
