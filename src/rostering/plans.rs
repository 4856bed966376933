//! Work plans in the solver's words.

use std::collections::BTreeMap;

use crewcast_solver::problem::{
    ActivityTemplate, ShiftTemplate, SplitShift, WorkPlan as SolverPlan, planning_grain_minutes,
};

use super::plan_rules::map_rules;
use crate::organisation::{WorkPlan, WorkPlanActivity, WorkPlanShift, weekday};

/// Minutes of a week: more cannot be paid.
const MINUTES_PER_WEEK: u32 = 7 * 1_440;

/// Work plans as the solver takes them, and the way back.
pub(super) struct MappedPlans {
    /// In the order of the work plans.
    pub plans: Vec<SolverPlan>,
    /// By position of the plan: the work plan's shift behind a template's identifier.
    pub shift_names: Vec<BTreeMap<String, String>>,
    /// Work plans, by position, with an activity whose start increment is coarser than the grain: the solver starts
    /// it at any slot of its window.
    pub loose_increments: Vec<usize>,
    /// The coarsest slot on which everything falls, minutes.
    pub grain_minutes: u32,
}

/// Maps work plans. What a work plan leaves open is not limited.
pub(super) fn map_plans(plans: &[WorkPlan], interval_minutes: u32, days: u32) -> MappedPlans {
    let mut mapped = MappedPlans {
        plans: Vec::new(),
        shift_names: Vec::new(),
        loose_increments: Vec::new(),
        grain_minutes: interval_minutes,
    };
    for plan in plans {
        let (solver_plan, names) = map_plan(plan, interval_minutes, days);
        mapped.plans.push(solver_plan);
        mapped.shift_names.push(names);
    }
    mapped.grain_minutes = plans
        .iter()
        .flat_map(|plan| &plan.shifts)
        .flat_map(|shift| &shift.activities)
        .filter(|activity| !activity.flexible_start_time)
        .filter_map(|activity| activity.exact_start_time_minutes)
        .fold(
            planning_grain_minutes(interval_minutes, &mapped.plans),
            greatest_common_divisor,
        );
    let grain = mapped.grain_minutes;
    let loose = |activity: &WorkPlanActivity| {
        activity.flexible_start_time
            && activity
                .start_time_increment_minutes
                .unwrap_or(interval_minutes)
                > grain
    };
    mapped.loose_increments = plans
        .iter()
        .enumerate()
        .filter(|(_, plan)| plan.shifts.iter().flat_map(|s| &s.activities).any(loose))
        .map(|(index, _)| index)
        .collect();
    mapped
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

fn map_plan(
    plan: &WorkPlan,
    interval_minutes: u32,
    days: u32,
) -> (SolverPlan, BTreeMap<String, String>) {
    let (least_paid, most_paid) = plan.weekly_paid_minutes();
    let kept = |constrained: bool, limit: Option<u32>| limit.filter(|_| constrained);
    let mut names = BTreeMap::new();
    let mut shifts = Vec::new();
    let granularity = kept(
        plan.constrain_paid_time_granularity,
        plan.paid_time_granularity_minutes,
    );
    let step = granularity.unwrap_or(interval_minutes).max(1);
    for shift in &plan.shifts {
        for template in templates_of(shift, step, interval_minutes) {
            names.insert(template.id.clone(), shift.name.clone());
            shifts.push(template);
        }
    }
    let solver_plan = SolverPlan {
        id: plan.id.clone(),
        minimum_paid_minutes_per_week: least_paid.unwrap_or(0),
        maximum_paid_minutes_per_week: most_paid.unwrap_or(MINUTES_PER_WEEK),
        minimum_days_per_week: plan.minimum_working_days_per_week.unwrap_or(0),
        maximum_days_per_week: plan.maximum_days.unwrap_or(7),
        minimum_days_off: plan.minimum_days_off_per_planning_period.unwrap_or(0),
        maximum_consecutive_days: kept(
            plan.constrain_maximum_consecutive_working_days,
            plan.maximum_consecutive_working_days,
        )
        .unwrap_or_else(|| days.max(91)),
        minimum_time_between_shifts_minutes: kept(
            plan.constrain_minimum_time_between_shifts,
            plan.minimum_time_between_shifts_minutes,
        )
        .unwrap_or(0),
        rules: map_rules(&plan.rules, &names),
        shifts,
    };
    (solver_plan, names)
}

/// The templates of a shift: one, or where its end is limited one for each paid time, each starting no later than
/// that end allows.
fn templates_of(shift: &WorkPlanShift, step: u32, interval_minutes: u32) -> Vec<ShiftTemplate> {
    let (Some((earliest, latest)), Some((least, most))) =
        (shift.start_window_minutes(), shift.paid_minutes())
    else {
        return Vec::new();
    };
    let least = if shift.flexible_paid_time {
        least.next_multiple_of(step)
    } else {
        least
    };
    if least > most {
        return Vec::new();
    }
    let template = |id: String, latest: u32, (least, most): (u32, u32)| ShiftTemplate {
        id,
        weekdays: shift.days.iter().copied().map(weekday).collect(),
        earliest_start_minutes: earliest,
        latest_start_minutes: latest,
        start_increment_minutes: shift.start_increment_minutes.unwrap_or(interval_minutes),
        minimum_paid_minutes: least,
        maximum_paid_minutes: most,
        paid_increment_minutes: step,
        activities: activities_of(shift, interval_minutes),
    };
    let stop = shift
        .latest_stop_time_minutes_from_midnight
        .filter(|_| shift.constrain_latest_stop_time);
    let Some(stop) = stop else {
        return vec![template(shift.name.clone(), latest, (least, most))];
    };
    let unpaid = shift.unpaid_minutes();
    (least..=most)
        .step_by(step as usize)
        .filter_map(|paid| {
            let last_start = stop.checked_sub(paid.saturating_add(unpaid))?.min(latest);
            let id = if least == most {
                shift.name.clone()
            } else {
                format!("{} ({paid} min)", shift.name)
            };
            (last_start >= earliest).then(|| template(id, last_start, (paid, paid)))
        })
        .collect()
}

/// The shortest second piece behind the gap of a split shift.
fn second_piece(activity: &WorkPlanActivity) -> Option<u32> {
    let split = activity.split.as_ref()?;
    split.minimum_second_piece_minutes
}

/// Activities in the order in which they are taken: by the middle of their windows.
fn activities_of(shift: &WorkPlanShift, interval_minutes: u32) -> Vec<ActivityTemplate> {
    let mut activities: Vec<ActivityTemplate> = shift
        .activities
        .iter()
        .filter_map(|activity| {
            let (earliest, latest) = activity.start_window_minutes()?;
            Some(ActivityTemplate {
                id: activity.activity_code_id.clone(),
                length_minutes: activity.length_minutes,
                earliest_start_minutes: earliest,
                latest_start_minutes: latest,
                paid: activity.counts_as_paid_time,
                minimum_distance_minutes: activity.minimum_distance_minutes.unwrap_or(0),
                minimum_before_end_minutes: activity
                    .minimum_length_from_shift_end_minutes
                    .max(second_piece(activity))
                    .unwrap_or(0),
                split: activity.split.as_ref().map(|split| SplitShift {
                    longest_gap_minutes: split.longest_gap(activity),
                    gap_increment_minutes: split.gap_increment_minutes.unwrap_or(interval_minutes),
                    longest_second_piece_minutes: split.maximum_second_piece_minutes,
                    maximum_spread_minutes: split.maximum_spread_minutes,
                }),
            })
        })
        .collect();
    activities.sort_by_key(|activity| {
        (
            activity.earliest_start_minutes + activity.latest_start_minutes,
            activity.earliest_start_minutes,
        )
    });
    activities
}
