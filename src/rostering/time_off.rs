//! Approved time off and unavailable times in the solver's words.

use chrono_tz::Tz;
use crewcast_solver::problem::{Agent as SolverAgent, SlotRange};

use super::inputs::RosterInputs;
use crate::db::Instant;
use crate::organisation::{ActivityCategory, Slots};
use crate::schedules::{Shift, ShiftActivity};
use crate::time_off::ApprovedTimeOff;

/// Days per week of the grid.
const DAYS_PER_WEEK: usize = 7;

/// Whole days become days on which no shift starts, parts of days slots that no shift touches; what is paid counts
/// towards the paid minutes of its week.
pub(super) fn state_time_off(inputs: &RosterInputs, slots: &Slots<'_>, agents: &mut [SolverAgent]) {
    state_away(inputs, &inputs.time_off, slots, agents);
}

/// The same for agents whose shifts stand already: leave that a shift holds binds nobody any more, and its minutes are the
/// shift's.
pub(super) fn state_time_off_beside<'a>(
    inputs: &RosterInputs,
    shifts_of: impl Fn(&str) -> Vec<&'a Shift>,
    slots: &Slots<'_>,
    agents: &mut [SolverAgent],
) {
    state_away(inputs, &left_beside(inputs, shifts_of), slots, agents);
}

/// Only the minutes of it: paid leave that no shift of its agent holds counts towards the paid minutes of its week.
pub(super) fn count_time_off_beside<'a>(
    inputs: &RosterInputs,
    shifts_of: impl Fn(&str) -> Vec<&'a Shift>,
    agents: &mut [SolverAgent],
) {
    for away in left_beside(inputs, shifts_of) {
        let mut all = agents.iter_mut();
        if let Some(agent) = all.find(|agent| agent.id == away.agent_id) {
            count_minutes(inputs, &away, agent);
        }
    }
}

fn left_beside<'a>(
    inputs: &RosterInputs,
    shifts_of: impl Fn(&str) -> Vec<&'a Shift>,
) -> Vec<ApprovedTimeOff> {
    let all = inputs.time_off.iter();
    all.filter_map(|away| not_in_shifts(away, &shifts_of(&away.agent_id), inputs.zone))
        .collect()
}

/// What a day of leave still asks for beside these shifts of its agent.
fn not_in_shifts(away: &ApprovedTimeOff, shifts: &[&Shift], zone: Tz) -> Option<ApprovedTimeOff> {
    let touches = |activity: &&ShiftActivity| {
        away.is_full_day || (activity.start_at < away.end_at && away.start_at < activity.end_at())
    };
    let is_of_day = |shift: &&&Shift| {
        let date = shift.start_at.to_utc().with_timezone(&zone).date_naive();
        !away.is_full_day || date == away.date
    };
    let touched = shifts.iter().filter(is_of_day);
    let touched = touched.flat_map(|shift| shift.activities.iter().filter(touches));
    let (held, worked): (Vec<&ShiftActivity>, Vec<&ShiftActivity>) =
        touched.partition(|activity| activity.category == ActivityCategory::TimeOff);
    if held.is_empty() {
        return Some(away.clone());
    }
    (away.is_full_day || !worked.is_empty()).then(|| ApprovedTimeOff {
        payable_minutes: 0,
        ..away.clone()
    })
}

fn state_away(
    inputs: &RosterInputs,
    time_off: &[ApprovedTimeOff],
    slots: &Slots<'_>,
    agents: &mut [SolverAgent],
) {
    let days = inputs.grid.days();
    let last = days.iter().map(|day| day.intervals).sum::<usize>() * slots.per_interval();
    for away in time_off {
        let mut all = agents.iter_mut();
        let Some(agent) = all.find(|agent| agent.id == away.agent_id) else {
            continue;
        };
        count_minutes(inputs, away, agent);
        let day = days.iter().position(|day| day.date == away.date);
        if away.is_full_day {
            agent
                .days_off
                .extend(day.filter(|day| !agent.days_off.contains(day)));
            agent.days_off.sort_unstable();
            continue;
        }
        agent
            .unavailable
            .extend(range(slots, (away.start_at, away.end_at), last));
    }
    for stretch in &inputs.unavailable {
        let mut all = agents.iter_mut();
        if let Some(agent) = all.find(|agent| agent.id == stretch.agent_id) {
            let within = (stretch.start_at, stretch.end_at);
            agent.unavailable.extend(range(slots, within, last));
        }
    }
}

fn count_minutes(inputs: &RosterInputs, away: &ApprovedTimeOff, agent: &mut SolverAgent) {
    let mut days = inputs.grid.days().iter();
    let Some(day) = days.position(|day| day.date == away.date) else {
        return;
    };
    let week = day / DAYS_PER_WEEK;
    if agent.paid_absence_minutes.len() <= week && away.payable_minutes > 0 {
        agent.paid_absence_minutes.resize(week + 1, 0);
    }
    if let Some(minutes) = agent.paid_absence_minutes.get_mut(week) {
        *minutes += away.payable_minutes;
    }
}

/// The slots that a stretch touches, as far as they are in the weeks.
fn range(slots: &Slots<'_>, (from, to): (Instant, Instant), last: usize) -> Option<SlotRange> {
    let (start, _) = slots.around(from);
    let (_, end) = slots.around(to);
    let within = |slot: i64| usize::try_from(slot.max(0)).unwrap_or(0).min(last);
    let range = SlotRange {
        start: within(start),
        end: within(end),
    };
    (range.start < range.end).then_some(range)
}
