//! Other rules of a work plan, laid over those a roster was made under.

use std::collections::BTreeSet;

use crewcast_solver::problem::{PlanRules, WorkPlan};
use crewcast_solver::repair::Change;
use serde_json::Value;

use super::change::{ChangedWorkPlan, require_known};
use crate::db::Conn;
use crate::failure::{Failure, Fault, Faults};
use crate::organisation::validate_work_plan_rules;
use crate::rostering::explanations::Terms;
use crate::rostering::plan_rules::map_rules;
use crate::tenancy::Scope;

const MINUTES_PER_WEEK: u32 = 7 * 1_440;

/// The solver takes no longer runs of working days.
const LONGEST_RUN_DAYS: u32 = 91;

/// The change in the solver's words; none where a fault was noted that leaves none.
///
/// # Errors
/// [`Failure::Internal`] when rules cannot be written as JSON.
pub(super) fn stated(
    terms: &Terms<'_>,
    changed: &ChangedWorkPlan,
    at: &str,
    faults: &mut Faults,
) -> Result<Option<Change>, Failure> {
    let place = terms.plan_index(&changed.work_plan_id);
    require_known(faults, place, format!("{at}/workPlanId"), "work plan");
    check_ranges(terms, changed, at, faults);
    faults.require(
        *changed
            != ChangedWorkPlan {
                work_plan_id: changed.work_plan_id.clone(),
                ..ChangedWorkPlan::default()
            },
        at,
        "empty",
        "give at least one limit or rule that is to be another",
    );
    let Some((place, plan)) = place.and_then(|at| Some((at, terms.problem.plans.get(at)?))) else {
        return Ok(None);
    };
    let mut to = with_limits(plan, changed);
    if let Some(rules) = &changed.rules {
        let given = map_rules(rules, terms.shift_names(place));
        to.rules = laid_over(&plan.rules, &given)?;
    }
    require_order(&to, at, faults);
    Ok(Some(Change::Plan { plan: place, to }))
}

fn with_limits(plan: &WorkPlan, changed: &ChangedWorkPlan) -> WorkPlan {
    let or = |given: Option<u32>, now: u32| given.unwrap_or(now);
    WorkPlan {
        minimum_paid_minutes_per_week: or(
            changed.weekly_minimum_paid_minutes,
            plan.minimum_paid_minutes_per_week,
        ),
        maximum_paid_minutes_per_week: or(
            changed.weekly_maximum_paid_minutes,
            plan.maximum_paid_minutes_per_week,
        ),
        minimum_days_per_week: or(
            changed.minimum_working_days_per_week,
            plan.minimum_days_per_week,
        ),
        maximum_days_per_week: or(changed.maximum_days, plan.maximum_days_per_week),
        minimum_days_off: or(
            changed.minimum_days_off_per_planning_period,
            plan.minimum_days_off,
        ),
        maximum_consecutive_days: or(
            changed.maximum_consecutive_working_days,
            plan.maximum_consecutive_days,
        ),
        minimum_time_between_shifts_minutes: or(
            changed.minimum_time_between_shifts_minutes,
            plan.minimum_time_between_shifts_minutes,
        ),
        ..plan.clone()
    }
}

fn check_ranges(terms: &Terms<'_>, changed: &ChangedWorkPlan, at: &str, faults: &mut Faults) {
    let days = u32::try_from(terms.dates().len()).unwrap_or(u32::MAX);
    let week = 0..=MINUTES_PER_WEEK;
    let limits = [
        (
            "weeklyMinimumPaidMinutes",
            changed.weekly_minimum_paid_minutes,
            week.clone(),
        ),
        (
            "weeklyMaximumPaidMinutes",
            changed.weekly_maximum_paid_minutes,
            week.clone(),
        ),
        (
            "minimumTimeBetweenShiftsMinutes",
            changed.minimum_time_between_shifts_minutes,
            week,
        ),
        ("maximumDays", changed.maximum_days, 1..=7),
        (
            "minimumWorkingDaysPerWeek",
            changed.minimum_working_days_per_week,
            0..=7,
        ),
        (
            "maximumConsecutiveWorkingDays",
            changed.maximum_consecutive_working_days,
            1..=LONGEST_RUN_DAYS,
        ),
        (
            "minimumDaysOffPerPlanningPeriod",
            changed.minimum_days_off_per_planning_period,
            0..=days,
        ),
    ];
    for (field, value, range) in limits {
        let (least, most) = range.clone().into_inner();
        faults.require(
            value.is_none_or(|value| range.contains(&value)),
            format!("{at}/{field}"),
            "out-of-range",
            format!("use {least} to {most}, or leave it out"),
        );
    }
}

/// Least above most, of which one may be the plan's own.
fn require_order(plan: &WorkPlan, at: &str, faults: &mut Faults) {
    let pairs = [
        (
            "weeklyMinimumPaidMinutes",
            plan.minimum_paid_minutes_per_week,
            plan.maximum_paid_minutes_per_week,
        ),
        (
            "minimumWorkingDaysPerWeek",
            plan.minimum_days_per_week,
            plan.maximum_days_per_week,
        ),
    ];
    for (field, least, most) in pairs {
        faults.require(
            least <= most,
            format!("{at}/{field}"),
            "contradiction",
            format!("the least is {least} and the most {most} then; change both"),
        );
    }
}

/// Notes what cannot be of further rules, at their place in the request.
///
/// # Errors
/// Only the database's.
pub(super) fn check_rules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    terms: &Terms<'_>,
    (changed, at): (&ChangedWorkPlan, &str),
    faults: &mut Faults,
) -> Result<(), Failure> {
    let place = terms.plan_index(&changed.work_plan_id);
    let (Some(place), Some(rules)) = (place, &changed.rules) else {
        return Ok(());
    };
    let checked = validate_work_plan_rules(conn, scope, &changed.work_plan_id, rules);
    let changed_since = match checked {
        Err(Failure::NotFound { .. }) => true,
        Err(other) => return Err(other),
        Ok((plan, found)) => {
            for fault in found {
                faults.push(Fault {
                    pointer: format!("{at}{}", fault.pointer),
                    ..fault
                });
            }
            let known: BTreeSet<&String> = terms.shift_names(place).values().collect();
            plan.shifts.iter().any(|shift| !known.contains(&shift.name))
        }
    };
    faults.require(
        !changed_since,
        format!("{at}/rules"),
        "shifts-changed",
        "the work plan has other shifts than the roster was made of, or is gone; generate another roster to try rules out",
    );
    Ok(())
}

/// Rules with those of `given` that ask for something in the place of those of the same name.
fn laid_over(rules: &PlanRules, given: &PlanRules) -> Result<PlanRules, Failure> {
    let written = |rules: &PlanRules| {
        let document = serde_json::to_value(rules);
        match document {
            Ok(Value::Object(fields)) => Ok(fields),
            Ok(other) => Err(Failure::Internal(format!("rules are {other}"))),
            Err(error) => Err(Failure::Internal(error.to_string())),
        }
    };
    let (mut all, none) = (written(rules)?, written(&PlanRules::default())?);
    let given = written(given)?.into_iter();
    all.extend(given.filter(|(name, value)| none.get(name) != Some(value)));
    serde_json::from_value(Value::Object(all)).map_err(|error| Failure::Internal(error.to_string()))
}
