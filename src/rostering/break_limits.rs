//! Limits on breaks at once in the solver's words, and what a roster makes of them.

use std::collections::BTreeSet;

use crewcast_solver::problem::{BreakLimit, Problem};
use serde_json::{Value, json};

use super::inputs::RosterInputs;
use super::plan_rules::price;
use crate::organisation::{PlanningGroup, Slots};

/// The limits of all planning groups of the roster, in their order; what no shift contains is not counted, and a limit on
/// nothing else is left out.
pub(super) fn state_break_limits(inputs: &RosterInputs, problem: &Problem) -> Vec<BreakLimit> {
    let used: BTreeSet<&str> = problem
        .plans
        .iter()
        .flat_map(|plan| &plan.shifts)
        .flat_map(|shift| &shift.activities)
        .map(|activity| activity.id.as_str())
        .collect();
    let hours_per_slot = f64::from(problem.slot_minutes) / 60.0;
    let mut limits = Vec::new();
    for (position, demand) in inputs.demand.iter().enumerate() {
        for limit in &demand.group.break_limits {
            let counted = limit.activity_code_ids.iter();
            let activities: Vec<String> = counted
                .filter(|code| used.contains(code.as_str()))
                .cloned()
                .collect();
            if activities.is_empty() && !limit.activity_code_ids.is_empty() {
                continue;
            }
            limits.push(BreakLimit {
                id: demand.group.id.clone(),
                groups: vec![position],
                activities,
                most_at_once: limit.most_at_once,
                over_cost_per_slot: price(limit.price_head_minutes_per_hour).value()
                    * hours_per_slot,
            });
        }
    }
    limits
}

/// What became of one limit.
pub(super) struct BreaksAtOnce<'a> {
    group: &'a PlanningGroup,
    most: u32,
    /// Most agents at once.
    peak: u32,
    /// Agents beyond, summed over slots.
    beyond_slots: u32,
    /// First slot with an agent beyond.
    first: Option<usize>,
}

/// What became of the limits, given the agents on their breaks by limit and slot.
pub(super) fn breaks_at_once<'a>(
    inputs: &'a RosterInputs,
    problem: &'a Problem,
    on_break: &'a [Vec<u32>],
) -> impl Iterator<Item = BreaksAtOnce<'a>> {
    let limits = problem.break_limits.iter().zip(on_break);
    limits.filter_map(|(limit, agents)| {
        let position = limit.groups.first()?;
        let beyond = |agents: &u32| agents.saturating_sub(limit.most_at_once);
        Some(BreaksAtOnce {
            group: &inputs.demand.get(*position)?.group,
            most: limit.most_at_once,
            peak: agents.iter().copied().max().unwrap_or(0),
            beyond_slots: agents.iter().map(beyond).sum(),
            first: agents.iter().position(|agents| beyond(agents) > 0),
        })
    })
}

impl BreaksAtOnce<'_> {
    /// As the certificate has it; the solver's messages tell of limits that are not kept.
    pub(super) fn document(&self, slots: &Slots<'_>) -> Value {
        json!({
            "planningGroupId": self.group.id,
            "mostAtOnce": self.most,
            "peak": self.peak,
            "beyondHeadMinutes": self.beyond_slots.saturating_mul(slots.minutes()),
            "firstBeyond": self.first.map(|slot| slots.start(slot)),
        })
    }
}
