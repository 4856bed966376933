use serde::{Deserialize, Serialize};

use super::{
    Availability, BreakPlacement, DaysOff, DaysPerWeek, MaximumConsecutiveDays, MinimumRest,
    OneShiftADay, PaidMinutesPerWeek, ShiftConformity,
};
use crate::problem::{AgentIndex, DayIndex, Line, Problem, Slot};

/// A rule that a line breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Breach {
    /// Whose line.
    pub agent: AgentIndex,
    /// The rule's name.
    pub rule: String,
    /// The day, or the first day of the week or run concerned.
    pub day: Option<DayIndex>,
    /// The slot, where one can be named.
    pub slot: Option<Slot>,
    /// For a weekly minimum: how many slots or days are missing; 0 for every other breach.
    pub shortfall: usize,
    /// What is and what should be.
    pub detail: String,
}

impl Breach {
    pub(super) fn on_day(line: &Line, rule: &str, day: DayIndex, detail: String) -> Self {
        Breach {
            agent: line.agent,
            rule: rule.to_owned(),
            day: Some(day),
            slot: None,
            shortfall: 0,
            detail,
        }
    }

    pub(super) fn at_slot(
        line: &Line,
        rule: &str,
        day: DayIndex,
        slot: Slot,
        detail: String,
    ) -> Self {
        Breach {
            slot: Some(slot),
            ..Self::on_day(line, rule, day, detail)
        }
    }
}

/// A rule as one agent is bound by it.
pub trait Rule {
    /// Its stable name.
    fn name(&self) -> &'static str;
    /// Where the line breaks it; empty when it holds.
    fn breaches(&self, line: &Line) -> Vec<Breach>;
}

/// All rules that bind an agent; none for an agent the problem does not have.
#[must_use]
pub fn rules_of<'a>(problem: &'a Problem, agent: AgentIndex) -> Vec<Box<dyn Rule + 'a>> {
    let Some(who) = problem.agents.get(agent) else {
        return Vec::new();
    };
    let Some(plan) = problem.plans.get(who.plan) else {
        return Vec::new();
    };
    vec![
        Box::new(OneShiftADay { problem }),
        Box::new(ShiftConformity { problem, plan }),
        Box::new(BreakPlacement { problem, plan }),
        Box::new(Availability {
            unavailable: &who.unavailable,
        }),
        Box::new(MinimumRest {
            slot_minutes: problem.slot_minutes,
            rest_minutes: plan.minimum_time_between_shifts_minutes,
            minutes_since_last_shift: who.before.minutes_since_last_shift,
        }),
        Box::new(MaximumConsecutiveDays {
            most: plan.maximum_consecutive_days,
            before: who.before.consecutive_days,
        }),
        Box::new(DaysPerWeek {
            problem,
            least: plan.minimum_days_per_week,
            most: plan.maximum_days_per_week,
        }),
        Box::new(DaysOff {
            days: problem.days.len(),
            least: plan.minimum_days_off,
        }),
        Box::new(PaidMinutesPerWeek {
            problem,
            least: plan.minimum_paid_minutes_per_week,
            most: plan.maximum_paid_minutes_per_week,
            absence: &who.paid_absence_minutes,
        }),
    ]
}
