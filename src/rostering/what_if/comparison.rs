//! Two rosters side by side: as the problem was, and changed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use crewcast_solver::audit::audit;
use crewcast_solver::problem::{Line, Problem, Shift};
use crewcast_solver::search::Solution;
use serde::{Deserialize, Serialize};

use super::change::RosterChange;
use crate::db::Instant;
use crate::rostering::LineShift;
use crate::rostering::explanations::Terms;

/// What changes would mean for a roster. All but `lines`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RosterWhatIfSummary {
    /// Its id, which is that of the run that found it.
    pub id: String,
    /// The roster run.
    pub run_id: String,
    /// When the run began.
    pub created_at: Instant,
    /// What was changed.
    pub changes: Vec<RosterChange>,
    /// SHA-256 of problem, roster and changes: equal hashes and seeds mean equal answers unless the time limit ended a search.
    pub input_hash: String,
    /// The roster run's seed.
    pub seed: u64,
    /// The program that answered.
    pub program_version: String,
    /// How long it took.
    pub wall_seconds: f64,
    /// Whether the time was up before both searches ended by themselves; what differs may then be due to how far each got.
    pub stopped: bool,
    /// The roster searched on from as it stands, without the changes.
    pub before: RosterTally,
    /// The same with the changes.
    pub after: RosterTally,
    /// `after` less `before`.
    pub difference: RosterDifference,
    /// By planning group.
    pub planning_groups: Vec<RosterGroupComparison>,
}

/// What changes would mean for a roster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RosterWhatIf {
    /// The comparison.
    #[serde(flatten)]
    pub summary: RosterWhatIfSummary,
    /// Agents who come, go or have other shifts; those whose breaks alone move are left out.
    pub lines: Vec<ChangedLine>,
}

/// A roster in figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RosterTally {
    /// What it costs, hours of one agent too many.
    pub objective: f64,
    /// No roster costs less.
    pub bound: f64,
    /// Share of the objective that might still be saved.
    pub gap: f64,
    /// Agents rostered.
    pub agent_count: u32,
    /// Their shifts.
    pub shift_count: u32,
    /// Their paid hours.
    pub paid_hours: f64,
    /// Agent-hours missing.
    pub short_hours: f64,
    /// Agent-hours idle.
    pub idle_hours: f64,
    /// Price of wishes, soft rules and minima given up, part of the objective.
    pub line_cost: f64,
    /// Whether the independent judge found nothing.
    pub audit_clean: bool,
}

/// What differs between two rosters in figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RosterDifference {
    /// Above 0 the changed roster is dearer.
    pub objective: f64,
    /// Of the bounds.
    pub bound: f64,
    /// Agents more.
    pub agent_count: i64,
    /// Shifts more.
    pub shift_count: i64,
    /// Paid hours more.
    pub paid_hours: f64,
    /// Agent-hours more missing.
    pub short_hours: f64,
    /// Agent-hours more idle.
    pub idle_hours: f64,
}

/// A planning group before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RosterGroupComparison {
    /// The planning group.
    pub planning_group_id: String,
    /// Agent-hours required before.
    pub required_hours_before: f64,
    /// And after.
    pub required_hours_after: f64,
    /// Agent-hours missing before.
    pub short_hours_before: f64,
    /// And after.
    pub short_hours_after: f64,
    /// Agent-hours idle before.
    pub idle_hours_before: f64,
    /// And after.
    pub idle_hours_after: f64,
}

/// Why a line is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum LineChangeKind {
    /// The agent is not in the roster.
    AgentAdded,
    /// The agent is in the roster and not in the changed one.
    AgentRemoved,
    /// The agent has other shifts.
    ShiftsChanged,
}

/// An agent's shifts before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedLine {
    /// Why it is listed.
    pub kind: LineChangeKind,
    /// The agent; of those added `added-…` with the position of the change and a number.
    pub agent_id: String,
    /// Their name when the roster was made.
    pub agent_name: String,
    /// Dates that differ.
    pub changed_dates: Vec<NaiveDate>,
    /// Shifts before.
    pub before: Vec<LineShift>,
    /// Shifts after.
    pub after: Vec<LineShift>,
}

/// Hours of heads by slot.
fn hours(problem: &Problem, heads: &[f64]) -> f64 {
    heads.iter().sum::<f64>() * f64::from(problem.slot_minutes) / 60.0
}

fn hours_of_all(problem: &Problem, groups: &[Vec<f64>]) -> f64 {
    groups.iter().map(|heads| hours(problem, heads)).sum()
}

impl RosterTally {
    /// Counts a roster and has it judged.
    pub(super) fn of(problem: &Problem, solution: &Solution) -> Self {
        let shifts = || solution.lines.iter().flat_map(|line| &line.shifts);
        let paid: usize = shifts().map(Shift::paid_slots).sum();
        let certificate = audit(problem, solution);
        if !certificate.is_clean() {
            tracing::error!(
                breaches = certificate.breaches.len(),
                "the judge found faults in a what-if's roster; the answer says so"
            );
        }
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Self {
            objective: solution.objective,
            bound: solution.bound,
            gap: solution.gap,
            agent_count: count(problem.agents.len()),
            shift_count: count(shifts().count()),
            paid_hours: paid as f64 * f64::from(problem.slot_minutes) / 60.0,
            short_hours: hours_of_all(problem, &solution.under),
            idle_hours: hours_of_all(problem, &solution.over),
            line_cost: solution.line_cost,
            audit_clean: certificate.is_clean(),
        }
    }
}

impl RosterDifference {
    pub(super) fn between(before: &RosterTally, after: &RosterTally) -> Self {
        Self {
            objective: after.objective - before.objective,
            bound: after.bound - before.bound,
            agent_count: i64::from(after.agent_count) - i64::from(before.agent_count),
            shift_count: i64::from(after.shift_count) - i64::from(before.shift_count),
            paid_hours: after.paid_hours - before.paid_hours,
            short_hours: after.short_hours - before.short_hours,
            idle_hours: after.idle_hours - before.idle_hours,
        }
    }
}

/// Planning groups before and after; both problems have the same ones.
pub(super) fn groups_compared(
    (before, old): (&Problem, &Solution),
    (after, new): (&Problem, &Solution),
) -> Vec<RosterGroupComparison> {
    let of = |problem: &Problem, by_group: &[Vec<f64>], group: usize| {
        let heads = by_group.get(group);
        heads.map_or(0.0, |heads| hours(problem, heads))
    };
    let groups = before.groups.iter().zip(&after.groups).enumerate();
    groups
        .map(|(index, (was, is))| RosterGroupComparison {
            planning_group_id: was.id.clone(),
            required_hours_before: hours(before, &was.required),
            required_hours_after: hours(after, &is.required),
            short_hours_before: of(before, &old.under, index),
            short_hours_after: of(after, &new.under, index),
            idle_hours_before: of(before, &old.over, index),
            idle_hours_after: of(after, &new.over, index),
        })
        .collect()
}

/// Agents who come, go or have other shifts: those who go first, then in the order of the changed problem.
pub(super) fn lines_compared(
    (before, old): (&Terms<'_>, &[Line]),
    (after, new): (&Terms<'_>, &[Line]),
) -> Vec<ChangedLine> {
    let by_agent = |terms: &Terms<'_>, lines: &[Line]| -> BTreeMap<String, Vec<LineShift>> {
        let line = |line: &Line| (terms.agent_id(line.agent), terms.shifts(line));
        lines.iter().map(line).collect()
    };
    let (old, new) = (by_agent(before, old), by_agent(after, new));
    let line = |kind, id: &String, was: &[LineShift], is: &[LineShift]| ChangedLine {
        kind,
        agent_name: before.name(id).to_owned(),
        agent_id: id.clone(),
        changed_dates: dates_that_differ(was, is),
        before: was.to_vec(),
        after: is.to_vec(),
    };
    let gone = old.iter().filter(|(id, _)| !new.contains_key(*id));
    let gone = gone.map(|(id, was)| line(LineChangeKind::AgentRemoved, id, was, &[]));
    let agents = after.problem.agents.iter().map(|agent| &agent.id);
    let others = agents.filter_map(|id| {
        let is = new.get(id)?;
        match old.get(id) {
            None => Some(line(LineChangeKind::AgentAdded, id, &[], is)),
            Some(was) if was != is => Some(line(LineChangeKind::ShiftsChanged, id, was, is)),
            Some(_) => None,
        }
    });
    gone.chain(others).collect()
}

fn dates_that_differ(before: &[LineShift], after: &[LineShift]) -> Vec<NaiveDate> {
    let only = |some: &[LineShift], others: &[LineShift]| -> Vec<NaiveDate> {
        let missing = some.iter().filter(|shift| !others.contains(shift));
        missing.map(|shift| shift.date).collect()
    };
    let mut dates = only(before, after);
    dates.extend(only(after, before));
    dates.sort_unstable();
    dates.dedup();
    dates
}
