//! A schedule's lines over a problem stated anew, and what of them must stay.

use crewcast_solver::problem::{Line, PlacedActivity, Price, Problem, Shift, SlotRange};
use crewcast_solver::repair::{ChangePrices, Locks, RepairOptions};

use super::request::RepairSchedule;
use crate::failure::Failure;
use crate::organisation::Slots;
use crate::rostering::inputs::RosterInputs;
use crate::rostering::record::RosterRecord;

/// Minutes of one agent too many that cost 1: an hour, the unit of a roster's objective.
const HEAD_MINUTES_PER_UNIT: f64 = 60.0;

/// Moved breaks must save this share of what a changed day must.
const BREAKS_SHARE: f64 = 0.1;

/// The lines of a record's roster by the positions of another problem's agents; those of agents it does not have are
/// left out.
///
/// # Errors
/// [`Failure::Conflict`] `grid-changed` where the weeks start at another instant, or the planning grain does not hold
/// the shifts any more.
pub(super) fn given_lines(
    record: &RosterRecord,
    inputs: &RosterInputs,
    problem: &Problem,
) -> Result<Vec<Line>, Failure> {
    let changed = || {
        let detail = "the business unit's zone, interval or the grain of its work plans changed since the schedule was \
                      made, so its shifts do not fit any more; generate a new one";
        Failure::conflict("grid-changed", detail)
    };
    if record.setting.start != inputs.grid.start() {
        return Err(changed());
    }
    let (from, to) = (record.problem.slot_minutes, problem.slot_minutes);
    let slot = |slot: usize| {
        let minutes = slot * from as usize;
        let to = to as usize;
        minutes.is_multiple_of(to).then_some(minutes / to)
    };
    let mut lines = Vec::new();
    for line in &record.found()?.lines {
        let who = record.problem.agents.get(line.agent);
        let agent = who.and_then(|who| problem.agents.iter().position(|a| a.id == who.id));
        let Some(agent) = agent else { continue };
        let shifts = line.shifts.iter().map(|shift| {
            let placed = |activity: &PlacedActivity| {
                Some(PlacedActivity {
                    start_slot: slot(activity.start_slot)?,
                    slots: slot(activity.slots)?,
                    ..activity.clone()
                })
            };
            let activities = shift.activities.iter().map(placed);
            Some(Shift {
                start_slot: slot(shift.start_slot)?,
                end_slot: slot(shift.end_slot)?,
                activities: activities.collect::<Option<_>>()?,
                ..shift.clone()
            })
        });
        let shifts = shifts.collect::<Option<Vec<Shift>>>().ok_or_else(changed)?;
        lines.push(Line { agent, shifts });
    }
    Ok(lines)
}

/// Puts the absences of a request into a problem.
pub(super) fn add_absences(request: &RepairSchedule, slots: &Slots<'_>, problem: &mut Problem) {
    let last = problem.horizon_slots();
    for absence in &request.absences {
        let mut agents = problem.agents.iter_mut();
        let Some(agent) = agents.find(|agent| agent.id == absence.agent_id) else {
            continue;
        };
        let (start, _) = slots.around(absence.start_date);
        let (_, end) = slots.around(absence.end_date);
        let within = |slot: i64| usize::try_from(slot.max(0)).unwrap_or(0).min(last);
        let range = SlotRange {
            start: within(start),
            end: within(end),
        };
        if range.start < range.end {
            agent.unavailable.push(range);
        }
    }
}

/// What must stay, and what changes cost.
pub(super) fn options(
    request: &RepairSchedule,
    inputs: &RosterInputs,
    problem: &Problem,
) -> RepairOptions {
    let position = |id: &String| problem.agents.iter().position(|agent| agent.id == *id);
    let days = inputs.grid.days().iter().enumerate();
    let is_locked = |date| {
        request.locked_dates.contains(&date) || request.change_from.is_some_and(|from| date < from)
    };
    RepairOptions {
        prices: change_prices(request.changed_day_head_minutes, problem),
        locks: Locks {
            agents: request
                .locked_agent_ids
                .iter()
                .filter_map(position)
                .collect(),
            days: days
                .filter(|(_, day)| is_locked(day.date))
                .map(|(index, _)| index)
                .collect(),
            ..Locks::default()
        },
    }
}

/// What changes cost: minutes of one agent too many that a changed day must save, the solver's default when left out.
pub(super) fn change_prices(head_minutes: Option<u32>, problem: &Problem) -> ChangePrices {
    let default = ChangePrices::of(problem);
    let prices = head_minutes.map(|minutes| {
        let day = f64::from(minutes) / HEAD_MINUTES_PER_UNIT;
        // A whole number of minutes is always a price.
        ChangePrices {
            day: Price::new(day).unwrap_or(default.day),
            breaks: Price::new(day * BREAKS_SHARE).unwrap_or(default.breaks),
        }
    });
    prices.unwrap_or(default)
}
