//! The shifts and the demand in the solver's words.

use std::collections::{BTreeMap, BTreeSet};

use crewcast_solver::problem::{Line, Problem, Shift as SolverShift};
use crewcast_solver::rules::rules_of;

use super::asked::Replan;
use crate::failure::Failure;
use crate::organisation::{ActivityCategory, Slots};
use crate::rostering::judging::{as_line_shift, is_absence};
use crate::rostering::problem::{Stated, state};
use crate::rostering::time_off::count_time_off_beside;
use crate::schedules::{Shift, ShiftActivity};

/// A problem, and the lines the search begins with.
pub(super) struct Given {
    pub stated: Stated,
    /// One line an agent, in their order.
    pub lines: Vec<Line>,
    /// By position of the agent and day: the shift behind.
    pub behind: BTreeMap<(usize, usize), Shift>,
    /// Agents whose shifts cannot be planned, with the reason.
    pub left_out: BTreeMap<String, String>,
}

/// States everybody whose shifts are lines of their work plan, and asks for what the others leave.
///
/// # Errors
/// Those of [`state`].
pub(super) fn given(asked: &Replan<'_>) -> Result<Given, Failure> {
    let mut inputs = asked.rules.inputs().clone();
    let first = state(&inputs, asked.seed, None)?;
    let known: BTreeSet<&str> = first.problem.agents.iter().map(|a| a.id.as_str()).collect();
    let mut left_out: BTreeMap<String, String> = asked
        .shifts
        .iter()
        .filter(|shift| !known.contains(shift.agent_id.as_str()))
        .map(|shift| {
            let why = "has no work plan or no skills that are asked for";
            (shift.agent_id.clone(), why.to_owned())
        })
        .collect();
    let (_, unfit) = lines_of(asked, first)?;
    left_out.extend(unfit);
    inputs
        .agents
        .retain(|agent| !left_out.contains_key(&agent.id));
    let stated = state(&inputs, asked.seed, None)?;
    let (mut found, unfit) = lines_of(asked, stated)?;
    debug_assert!(unfit.is_empty(), "what did not fit is left out");
    found.left_out = left_out;
    ask_for_the_rest(asked, &mut found);
    Ok(found)
}

/// Lines of a problem's agents; of those whose shifts break strict rules the first that does.
fn lines_of(
    asked: &Replan<'_>,
    mut stated: Stated,
) -> Result<(Given, BTreeMap<String, String>), Failure> {
    let grid = asked.rules.grid();
    let slots = Slots::new(grid, stated.problem.slot_minutes);
    let mut by_agent: BTreeMap<&str, Vec<&Shift>> = BTreeMap::new();
    for shift in asked.shifts {
        by_agent.entry(&shift.agent_id).or_default().push(shift);
    }
    let weeks = stated.problem.days.last().map_or(0, |day| day.week + 1);
    let mut lines = Vec::new();
    let mut behind = BTreeMap::new();
    let mut unfit = BTreeMap::new();
    let agents = &mut stated.problem.agents;
    for agent in agents.iter_mut() {
        agent.paid_absence_minutes = vec![0; weeks];
    }
    let own = |agent: &str| by_agent.get(agent).cloned().unwrap_or_default();
    count_time_off_beside(asked.rules.inputs(), own, agents);
    for position in 0..stated.problem.agents.len() {
        let problem = &stated.problem;
        let agent = &problem.agents[position];
        let Some(plan) = problem.plans.get(agent.plan) else {
            continue;
        };
        let names = stated.shift_names.get(agent.plan);
        let mut absence = agent.paid_absence_minutes.clone();
        let mut shifts: Vec<SolverShift> = Vec::new();
        let mut why = None;
        for &shift in by_agent.get(agent.id.as_str()).into_iter().flatten() {
            let named = shift.work_plan_shift_id.as_ref();
            let is_named = |template: &str| {
                named.is_some() && names.and_then(|names| names.get(template)) == named
            };
            let told = as_line_shift(shift, (problem, plan), &slots, is_named);
            let told = told.filter(|_| on_slots(shift, &slots));
            let Some(told) = told else {
                why = Some("has shifts beside the steps of the work plans".to_owned());
                continue;
            };
            if is_absence(shift) {
                let week = problem.days.get(told.day).map_or(0, |day| day.week);
                if let Some(minutes) = absence.get_mut(week) {
                    *minutes += shift.paid_minutes();
                }
                continue;
            }
            behind.insert((position, told.day), shift.clone());
            shifts.push(told);
        }
        shifts.sort_by_key(|shift| shift.start_slot);
        let id = agent.id.clone();
        stated.problem.agents[position].paid_absence_minutes = absence;
        let line = Line {
            agent: position,
            shifts,
        };
        let why = why.or_else(|| {
            let rules = rules_of(&stated.problem, position);
            let mut breaches = rules.iter().flat_map(|rule| rule.breaches(&line));
            // Minima that are missed are given up as far as they are.
            let broken = breaches.find(|breach| breach.shortfall == 0);
            broken.map(|breach| format!("has shifts that break {}", breach.rule))
        });
        if let Some(why) = why {
            unfit.insert(id, why);
        }
        lines.push(line);
    }
    let given = Given {
        stated,
        lines,
        behind,
        left_out: BTreeMap::new(),
    };
    Ok((given, unfit))
}

fn on_slots(shift: &Shift, slots: &Slots<'_>) -> bool {
    let starts = shift.activities.iter().map(|activity| activity.start_at);
    starts.chain([shift.end_at()]).all(|at| {
        let (before, after) = slots.around(at);
        before == after
    })
}

/// Whether the solver takes an activity for time on the queue that it is not.
pub(super) fn is_hidden(activity: &ShiftActivity, told: &SolverShift) -> bool {
    let is_told = told
        .activities
        .iter()
        .any(|placed| placed.kind == activity.activity_code_id);
    activity.category != ActivityCategory::OnQueueWork && !is_told
}

/// What is asked for is less by the heads of agents who are left out, and more by those the solver sees on the queue while
/// they are at something else.
fn ask_for_the_rest(asked: &Replan<'_>, given: &mut Given) {
    let is_out = |shift: &&Shift| given.left_out.contains_key(&shift.agent_id);
    let (out, planned): (Vec<Shift>, Vec<Shift>) = asked
        .shifts
        .iter()
        .cloned()
        .partition(|shift| is_out(&shift));
    let on_queue = asked
        .rules
        .activity_codes()
        .iter()
        .find(|code| code.active && code.category == ActivityCategory::OnQueueWork);
    let places: BTreeMap<&str, (usize, usize)> = given
        .behind
        .iter()
        .map(|(place, behind)| (behind.id.as_str(), *place))
        .collect();
    let as_seen = planned.iter().map(|shift| {
        let told = places.get(shift.id.as_str()).and_then(|(position, day)| {
            let line = given.lines.get(*position)?;
            line.shifts.iter().find(|told| told.day == *day)
        });
        let mut seen = shift.clone();
        if let (Some(told), Some(code)) = (told, on_queue) {
            for activity in &mut seen.activities {
                if is_hidden(activity, told) {
                    activity.activity_code_id.clone_from(&code.id);
                    activity.category = ActivityCategory::OnQueueWork;
                }
            }
        }
        seen
    });
    let as_seen: Vec<Shift> = as_seen.collect();
    if out.is_empty() && as_seen == planned {
        return;
    }
    let heads = |shifts: &[Shift]| asked.rules.heads(shifts).unwrap_or_default();
    let (away, seen, real) = (heads(&out), heads(&as_seen), heads(&planned));
    let per_interval = Slots::new(asked.rules.grid(), given.stated.problem.slot_minutes);
    let per_interval = per_interval.per_interval();
    let problem: &mut Problem = &mut given.stated.problem;
    for (index, group) in problem.groups.iter_mut().enumerate() {
        for (slot, required) in group.required.iter_mut().enumerate() {
            let at = |heads: &[crate::schedules::ScheduledHeads]| {
                let heads = heads.get(index).map(|of| &of.heads_per_interval);
                let heads = heads.and_then(|heads| heads.get(slot / per_interval));
                heads.copied().unwrap_or(0.0)
            };
            *required = (*required - at(&away) + at(&seen) - at(&real)).max(0.0);
        }
    }
}
