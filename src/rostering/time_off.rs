//! Approved time off and unavailable times in the solver's words.

use crewcast_solver::problem::{Agent as SolverAgent, SlotRange};

use super::inputs::RosterInputs;
use crate::db::Instant;
use crate::organisation::Slots;

/// Days per week of the grid.
const DAYS_PER_WEEK: usize = 7;

/// Whole days become days on which no shift starts, parts of days slots that no shift touches; what is paid counts
/// towards the paid minutes of its week.
pub(super) fn state_time_off(inputs: &RosterInputs, slots: &Slots<'_>, agents: &mut [SolverAgent]) {
    let days = inputs.grid.days();
    let last = days.iter().map(|day| day.intervals).sum::<usize>() * slots.per_interval();
    for away in &inputs.time_off {
        let mut all = agents.iter_mut();
        let Some(agent) = all.find(|agent| agent.id == away.agent_id) else {
            continue;
        };
        let day = days.iter().position(|day| day.date == away.date);
        if let Some(day) = day {
            let week = day / DAYS_PER_WEEK;
            if agent.paid_absence_minutes.len() <= week && away.payable_minutes > 0 {
                agent.paid_absence_minutes.resize(week + 1, 0);
            }
            if let Some(minutes) = agent.paid_absence_minutes.get_mut(week) {
                *minutes += away.payable_minutes;
            }
        }
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
