//! The solver's lines as shifts again.

use crewcast_solver::problem::{Line, Shift as SolverShift};

use super::asked::Replan;
use super::stated::Given;
use crate::failure::Failure;
use crate::organisation::{ActivityCategory, ActivityCode, Slots};
use crate::rostering::RosterInputs;
use crate::schedules::{Shift, ShiftActivity};
use crate::tenancy::{Scope, new_id};

/// All shifts with the lines found: what did not change stays to the letter, what changed keeps its id.
///
/// # Errors
/// [`Failure::Conflict`] `no-on-queue-activity-code`; [`Failure::Internal`] for an activity that is none.
pub(super) fn shifts_of(
    scope: &Scope,
    asked: &Replan<'_>,
    given: &Given,
    lines: &[Line],
) -> Result<Vec<Shift>, Failure> {
    let inputs = asked.rules.inputs();
    let slots = Slots::new(&inputs.grid, given.stated.problem.slot_minutes);
    let mut shifts: Vec<Shift> = asked.shifts.to_vec();
    for (before, after) in given.lines.iter().zip(lines) {
        for day in 0..given.stated.problem.days.len() {
            let on = |line: &Line| line.shifts.iter().find(|one| one.day == day).cloned();
            let (old, new) = (on(before), on(after));
            if old == new {
                continue;
            }
            let behind = given.behind.get(&(before.agent, day));
            if let Some(behind) = behind {
                shifts.retain(|shift| shift.id != behind.id);
            }
            if let Some(new) = new {
                let id = behind.map_or_else(|| new_id(scope.now), |shift| shift.id.clone());
                shifts.push(shift_of(
                    (inputs, given),
                    (before.agent, &new),
                    &slots,
                    id,
                    asked,
                )?);
            }
        }
    }
    shifts.sort_by(|a, b| (a.start_at, &a.agent_id, &a.id).cmp(&(b.start_at, &b.agent_id, &b.id)));
    Ok(shifts)
}

fn shift_of(
    (inputs, given): (&RosterInputs, &Given),
    (position, shift): (usize, &SolverShift),
    slots: &Slots<'_>,
    id: String,
    asked: &Replan<'_>,
) -> Result<Shift, Failure> {
    let on_queue = inputs
        .codes
        .iter()
        .find(|code| code.active && code.category == ActivityCategory::OnQueueWork)
        .ok_or_else(|| {
            let detail =
                "the business unit has no active activity code for on-queue work; make one";
            Failure::conflict("no-on-queue-activity-code", detail)
        })?;
    let minutes = |slots_long: usize| {
        u32::try_from(slots_long)
            .unwrap_or(u32::MAX)
            .saturating_mul(slots.minutes())
    };
    let mut activities = Vec::new();
    let mut push = |code: &ActivityCode, from: usize, to: usize, paid: bool| {
        if from < to {
            activities.push(ShiftActivity {
                activity_code_id: code.id.clone(),
                start_at: slots.start(from),
                length_minutes: minutes(to - from),
                paid,
                category: code.category,
                description: None,
                time_off_request_id: None,
            });
        }
    };
    let mut at = shift.start_slot;
    for placed in &shift.activities {
        let code = inputs.codes.iter().find(|code| code.id == placed.kind);
        let code = code.ok_or_else(|| {
            let kind = &placed.kind;
            Failure::Internal(format!(
                "a shift holds activity code {kind:?}, which is none"
            ))
        })?;
        push(on_queue, at, placed.start_slot, true);
        at = placed.start_slot + placed.slots;
        push(code, placed.start_slot, at, placed.paid);
    }
    push(on_queue, at, shift.end_slot, true);
    let agent = given.stated.problem.agents.get(position);
    let agent_id = agent.map(|agent| agent.id.clone()).unwrap_or_default();
    let names = agent.and_then(|agent| given.stated.shift_names.get(agent.plan));
    let schedule_id = asked.shifts.first().map(|shift| shift.schedule_id.clone());
    Ok(Shift {
        id,
        schedule_id: schedule_id.unwrap_or_default(),
        start_at: slots.start(shift.start_slot),
        length_minutes: minutes(shift.end_slot.saturating_sub(shift.start_slot)),
        activities,
        manually_edited: false,
        work_plan_id: asked.rules.work_plan_of(&agent_id).map(str::to_owned),
        work_plan_shift_id: names.and_then(|names| names.get(&shift.template)).cloned(),
        agent_id,
    })
}
