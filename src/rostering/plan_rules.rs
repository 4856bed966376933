//! Further rules of a work plan in the solver's words.

use std::collections::BTreeMap;

use crewcast_solver::problem::{
    DayWindow, ForbiddenSuccession, Limit, PlanRules, Price, RotationDay, RotationWeek, Strictness,
    TemplateCount,
};

use crate::organisation::{RuleLimit, ShiftCount, WorkPlanRules, weekday};

/// Minutes of one agent too many that cost 1: an hour, the unit of a roster's objective.
const HEAD_MINUTES_PER_UNIT: f64 = 60.0;

/// Maps further rules; `names` has the work plan's shift behind each template.
pub(super) fn map_rules(rules: &WorkPlanRules, names: &BTreeMap<String, String>) -> PlanRules {
    let templates = |shift: &String| -> Vec<String> {
        let behind = names.iter().filter(|(_, name)| *name == shift);
        behind.map(|(template, _)| template.clone()).collect()
    };
    let forbidden_successions = rules.forbidden_successions.iter().flat_map(|succession| {
        let next_day: Vec<String> = succession.next_day.iter().flat_map(templates).collect();
        let worked = templates(&succession.shift).into_iter();
        worked.map(move |template| ForbiddenSuccession {
            template,
            next_day: next_day.clone(),
        })
    });
    let day_windows = rules.day_windows.iter().map(|window| DayWindow {
        weekdays: window.days.iter().copied().map(weekday).collect(),
        earliest_start_minutes: window.earliest_start_minutes_from_midnight,
        latest_end_minutes: window.latest_end_minutes_from_midnight,
    });
    // A shift that is counted has one template: a work plan that counts another cannot be saved.
    let counts = |counts: &[ShiftCount]| -> Vec<TemplateCount> {
        let of = |count: &ShiftCount| {
            let behind = templates(&count.shift).into_iter();
            let count = count.count;
            behind.map(move |template| TemplateCount {
                template,
                shifts: count,
            })
        };
        counts.iter().flat_map(of).collect()
    };
    let rotation = rules.rotation.iter().flat_map(|rotation| &rotation.weeks);
    let rotation = rotation.map(|week| RotationWeek {
        days: week
            .days
            .iter()
            .map(|day| RotationDay {
                weekdays: day.days.iter().copied().map(weekday).collect(),
                templates: day.shifts.iter().flat_map(templates).collect(),
            })
            .collect(),
    });
    PlanRules {
        minimum_paid_minutes_in_period: rules.minimum_paid_minutes_per_planning_period,
        maximum_paid_minutes_in_period: rules.maximum_paid_minutes_per_planning_period,
        maximum_paid_minutes_per_day: rules.maximum_paid_minutes_per_day,
        minimum_consecutive_days: rules.minimum_consecutive_working_days.map(limit),
        preferred_maximum_consecutive_days: rules
            .preferred_maximum_consecutive_working_days
            .map(limit),
        minimum_consecutive_days_off: rules.minimum_consecutive_days_off.map(limit),
        maximum_consecutive_days_off: rules.maximum_consecutive_days_off.map(limit),
        maximum_worked_weekends: rules.maximum_working_weekends.map(limit),
        maximum_consecutive_worked_weekends: rules.maximum_consecutive_working_weekends.map(limit),
        whole_weekends: rules
            .whole_weekends
            .map(|wanted| strictness(wanted.price_head_minutes)),
        forbidden_successions: forbidden_successions.collect(),
        start_consistency_minutes: rules.maximum_start_difference_minutes.map(limit),
        day_windows: day_windows.collect(),
        maximum_public_holidays_worked: rules.maximum_public_holidays_worked.map(limit),
        maximum_shifts: counts(&rules.maximum_shifts),
        minimum_shifts: counts(&rules.minimum_shifts),
        rotation: rotation.collect(),
    }
}

fn limit(limit: RuleLimit) -> Limit {
    Limit {
        value: limit.value,
        strictness: strictness(limit.price_head_minutes),
    }
}

fn strictness(price_head_minutes: Option<u32>) -> Strictness {
    price_head_minutes.map_or(Strictness::Hard, |minutes| Strictness::Soft(price(minutes)))
}

/// What minutes of one agent too many cost in a roster.
pub(super) fn price(head_minutes: u32) -> Price {
    // A whole number of minutes is always a price.
    Price::new(f64::from(head_minutes) / HEAD_MINUTES_PER_UNIT).unwrap_or(Price::ZERO)
}
