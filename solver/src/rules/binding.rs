use super::{
    Availability, BreakPlacement, DayWindows, DaysOff, DaysPerWeek, FixedDaysOff,
    ForbiddenSuccessions, LockedShifts, MaximumConsecutiveDays, MaximumConsecutiveDaysOff,
    MaximumConsecutiveWorkedWeekends, MaximumPublicHolidaysWorked, MaximumShifts,
    MaximumWorkedWeekends, MinimumConsecutiveDays, MinimumConsecutiveDaysOff, MinimumRest,
    MinimumShifts, OneShiftADay, PaidMinutesInPeriod, PaidMinutesPerDay, PaidMinutesPerWeek,
    PreferredMaximumConsecutiveDays, Requests, Rotation, Rule, ShiftConformity, SplitShifts,
    StartConsistency, WholeWeekends,
};
use crate::problem::{Agent, AgentIndex, Problem, WorkPlan};

type Rules<'a> = Vec<Box<dyn Rule + 'a>>;

/// All rules that bind an agent; none for an agent the problem does not have. Rules that the plan does not ask for are
/// left out.
#[must_use]
pub fn rules_of<'a>(problem: &'a Problem, agent: AgentIndex) -> Vec<Box<dyn Rule + 'a>> {
    let Some(who) = problem.agents.get(agent) else {
        return Vec::new();
    };
    let Some(plan) = problem.plans.get(who.plan) else {
        return Vec::new();
    };
    let mut rules = of_every_plan(problem, plan, who);
    rules.extend(of_counts(problem, plan, who));
    rules.extend(of_runs_and_weekends(problem, plan, who));
    rules.extend(of_the_agent(problem, plan, who));
    rules
}

fn of_every_plan<'a>(problem: &'a Problem, plan: &'a WorkPlan, who: &'a Agent) -> Rules<'a> {
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

fn of_counts<'a>(problem: &'a Problem, plan: &'a WorkPlan, who: &'a Agent) -> Rules<'a> {
    let rules = &plan.rules;
    let mut found: Rules<'a> = Vec::new();
    if plan.shifts.iter().any(|shift| shift.gap().is_some()) {
        found.push(Box::new(SplitShifts { problem, plan }));
    }
    let (least, most) = (
        rules.minimum_paid_minutes_in_period,
        rules.maximum_paid_minutes_in_period,
    );
    if least.is_some() || most.is_some() {
        found.push(Box::new(PaidMinutesInPeriod {
            problem,
            least,
            most,
            absence: &who.paid_absence_minutes,
        }));
    }
    if let Some(most) = rules.maximum_paid_minutes_per_day {
        found.push(Box::new(PaidMinutesPerDay {
            slot_minutes: problem.slot_minutes,
            most,
        }));
    }
    if !rules.maximum_shifts.is_empty() {
        found.push(Box::new(MaximumShifts {
            most: &rules.maximum_shifts,
        }));
    }
    if !rules.minimum_shifts.is_empty() {
        found.push(Box::new(MinimumShifts {
            least: &rules.minimum_shifts,
        }));
    }
    if !rules.day_windows.is_empty() {
        found.push(Box::new(DayWindows {
            problem,
            windows: &rules.day_windows,
        }));
    }
    found
}

fn of_runs_and_weekends<'a>(problem: &'a Problem, plan: &'a WorkPlan, who: &'a Agent) -> Rules<'a> {
    let (rules, before, days) = (&plan.rules, &who.before, problem.days.len());
    let mut found: Rules<'a> = Vec::new();
    if let Some(least) = rules.minimum_consecutive_days {
        found.push(Box::new(MinimumConsecutiveDays {
            days,
            least,
            before,
        }));
    }
    if let Some(most) = rules.preferred_maximum_consecutive_days {
        found.push(Box::new(PreferredMaximumConsecutiveDays {
            days,
            most,
            before,
        }));
    }
    if let Some(least) = rules.minimum_consecutive_days_off {
        found.push(Box::new(MinimumConsecutiveDaysOff {
            days,
            least,
            before,
        }));
    }
    if let Some(most) = rules.maximum_consecutive_days_off {
        found.push(Box::new(MaximumConsecutiveDaysOff { days, most, before }));
    }
    if let Some(most) = rules.maximum_worked_weekends {
        found.push(Box::new(MaximumWorkedWeekends { problem, most }));
    }
    if let Some(most) = rules.maximum_consecutive_worked_weekends {
        found.push(Box::new(MaximumConsecutiveWorkedWeekends {
            problem,
            most,
            before,
        }));
    }
    if let Some(most) = rules.maximum_public_holidays_worked {
        found.push(Box::new(MaximumPublicHolidaysWorked { problem, most }));
    }
    if let Some(strictness) = rules.whole_weekends {
        found.push(Box::new(WholeWeekends {
            problem,
            strictness,
            before,
        }));
    }
    if let Some(most) = rules.start_consistency_minutes {
        found.push(Box::new(StartConsistency {
            problem,
            most,
            before,
        }));
    }
    if !rules.forbidden_successions.is_empty() {
        found.push(Box::new(ForbiddenSuccessions {
            forbidden: &rules.forbidden_successions,
            before,
        }));
    }
    found
}

fn of_the_agent<'a>(problem: &'a Problem, plan: &'a WorkPlan, who: &'a Agent) -> Rules<'a> {
    let mut found: Rules<'a> = Vec::new();
    if !plan.rules.rotation.is_empty() {
        found.push(Box::new(Rotation {
            problem,
            weeks: &plan.rules.rotation,
            offset: who.rotation_offset,
        }));
    }
    if !who.days_off.is_empty() {
        found.push(Box::new(FixedDaysOff {
            days: &who.days_off,
        }));
    }
    if !who.locked.is_empty() {
        found.push(Box::new(LockedShifts {
            locked: &who.locked,
        }));
    }
    if !who.requests.is_empty() {
        found.push(Box::new(Requests {
            requests: &who.requests,
        }));
    }
    found
}
