//! Whether a work plan can be worked at all: every fault with its place and remedy.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday;
use serde::Serialize;

use super::plan::{NewWorkPlan, WorkPlan, find_work_plan};
use super::rules::WorkPlanRules;
use super::spacing::check_spacing;
use super::split::check_split;
use super::terms::{WorkPlanActivity, WorkPlanShift};
use super::week::check_week;
use crate::db::Conn;
use crate::failure::{Failure, Fault, Faults};
use crate::organisation::activity_codes::{ActivityCategory, list_activity_codes};
use crate::organisation::business_units::find_business_unit;
use crate::organisation::management_units::NewManagementUnit;
use crate::organisation::rules::require_found;
use crate::tenancy::Scope;

const MINUTES_PER_DAY: u32 = 1_440;
const MINUTES_PER_WEEK: u32 = 7 * MINUTES_PER_DAY;

/// What a work plan's validation found.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkPlanValidation {
    /// Whether it could be saved as it is.
    pub valid: bool,
    /// Everything that stands against it.
    pub faults: Vec<Fault>,
}

/// Tells everything that stands against a work plan without saving it.
///
/// # Errors
/// [`Failure::NotFound`] when the tenant has no such management unit.
pub fn validate_work_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    plan: &NewWorkPlan,
) -> Result<WorkPlanValidation, Failure> {
    crate::organisation::find_management_unit(conn, scope, &plan.management_unit_id)?;
    let faults = match faults_of(conn, scope, plan)?.into_result() {
        Ok(()) => Vec::new(),
        Err(Failure::Invalid(faults)) => faults,
        Err(other) => return Err(other),
    };
    Ok(WorkPlanValidation {
        valid: faults.is_empty(),
        faults,
    })
}

/// Everything that stands against other further rules of a work plan, at places below `/rules`, and the work plan.
///
/// # Errors
/// [`Failure::NotFound`] when the tenant has no such work plan.
pub fn validate_work_plan_rules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    work_plan_id: &str,
    rules: &WorkPlanRules,
) -> Result<(WorkPlan, Vec<Fault>), Failure> {
    let plan = find_work_plan(conn, scope, work_plan_id)?;
    let unit = crate::organisation::find_management_unit(conn, scope, &plan.management_unit_id)?;
    let business_unit = find_business_unit(conn, scope, &unit.business_unit_id)?;
    let mut faults = Faults::default();
    rules.check(&plan.shifts, business_unit.start_day_of_week, &mut faults);
    match faults.into_result() {
        Ok(()) => Ok((plan, Vec::new())),
        Err(Failure::Invalid(faults)) => Ok((plan, faults)),
        Err(other) => Err(other),
    }
}

/// Everything that stands against a work plan.
pub(super) fn faults_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    plan: &NewWorkPlan,
) -> Result<Faults, Failure> {
    let mut faults = Faults::default();
    let (unit, pointer) = (&plan.management_unit_id, "/managementUnitId");
    let unit = require_found::<NewManagementUnit>(conn, scope, &mut faults, unit, pointer)?;
    let Some(unit) = unit else {
        return Ok(faults);
    };
    let business_unit = find_business_unit(conn, scope, &unit.business_unit_id)?;
    let codes = list_activity_codes(conn, scope, &unit.business_unit_id)?
        .into_iter()
        .map(|code| (code.id.clone(), code.category))
        .collect();
    let calendar = Calendar {
        interval_minutes: business_unit.interval_length_minutes,
        week_starts: business_unit.start_day_of_week,
    };
    check_plan(plan, calendar, &codes, &mut faults);
    Ok(faults)
}

/// The business unit's activity codes by id.
type Codes = BTreeMap<String, ActivityCategory>;

/// How the business unit cuts its time.
#[derive(Clone, Copy)]
struct Calendar {
    interval_minutes: u32,
    week_starts: Weekday,
}

fn check_plan(plan: &NewWorkPlan, calendar: Calendar, codes: &Codes, faults: &mut Faults) {
    faults.require_name(&plan.name, "/name");
    check_limits(plan, faults);
    faults.require(
        !plan.shifts.is_empty(),
        "/shifts",
        "empty",
        "add at least one shift",
    );
    let granularity = plan
        .paid_time_granularity_minutes
        .filter(|minutes| plan.constrain_paid_time_granularity && *minutes > 0);
    let mut names = BTreeSet::new();
    for (index, shift) in plan.shifts.iter().enumerate() {
        let at = format!("/shifts/{index}");
        faults.require(
            names.insert(&shift.name),
            format!("{at}/name"),
            "duplicate",
            format!(
                "{:?} is the name of another shift here; choose another",
                shift.name
            ),
        );
        check_shift(shift, &at, granularity, codes, faults);
    }
    let in_a_row = plan
        .maximum_consecutive_working_days
        .filter(|_| plan.constrain_maximum_consecutive_working_days);
    let least_in_a_row = plan.rules.minimum_consecutive_working_days;
    faults.require(
        in_a_row.is_none_or(|most| least_in_a_row.is_none_or(|least| least.value <= most)),
        "/rules/minimumConsecutiveWorkingDays/value",
        "contradiction",
        "the least is above maximumConsecutiveWorkingDays; lower it or raise the other",
    );
    plan.rules.check(&plan.shifts, calendar.week_starts, faults);
    if let Some(law) = &plan.labour_law {
        law.check(faults);
    }
    check_week(
        plan,
        granularity.unwrap_or(calendar.interval_minutes),
        faults,
    );
}

/// Notes a missing field that a flag asks for, or a value outside its range.
fn require_within(
    faults: &mut Faults,
    asked: bool,
    value: Option<u32>,
    range: std::ops::RangeInclusive<u32>,
    pointer: String,
) {
    match value {
        None => faults.require(
            !asked,
            pointer,
            "missing",
            "the flags beside it ask for it; give it, or clear the flag",
        ),
        Some(value) => faults.require(
            range.contains(&value),
            pointer,
            "out-of-range",
            format!(
                "{value} cannot be; use {} to {}",
                range.start(),
                range.end()
            ),
        ),
    }
}

fn require_order(faults: &mut Faults, least: Option<u32>, most: Option<u32>, pointer: String) {
    if let (Some(least), Some(most)) = (least, most) {
        faults.require(
            least <= most,
            pointer,
            "minimum-above-maximum",
            format!("{least} is above {most}; lower it, or raise the other end"),
        );
    }
}

fn check_limits(plan: &NewWorkPlan, faults: &mut Faults) {
    let (weekly, flexible) = (
        plan.constrain_weekly_paid_time,
        plan.flexible_weekly_paid_time,
    );
    let rest = plan.constrain_minimum_time_between_shifts;
    let row = plan.constrain_maximum_consecutive_working_days;
    let week = || 0..=MINUTES_PER_WEEK;
    for (asked, value, range, name) in [
        (
            weekly && !flexible,
            plan.weekly_exact_paid_minutes,
            week(),
            "weeklyExactPaidMinutes",
        ),
        (
            weekly && flexible,
            plan.weekly_minimum_paid_minutes,
            week(),
            "weeklyMinimumPaidMinutes",
        ),
        (
            weekly && flexible,
            plan.weekly_maximum_paid_minutes,
            week(),
            "weeklyMaximumPaidMinutes",
        ),
        (
            plan.constrain_paid_time_granularity,
            plan.paid_time_granularity_minutes,
            1..=240,
            "paidTimeGranularityMinutes",
        ),
        (
            rest,
            plan.minimum_time_between_shifts_minutes,
            week(),
            "minimumTimeBetweenShiftsMinutes",
        ),
        (false, plan.maximum_days, 1..=7, "maximumDays"),
        (
            false,
            plan.minimum_working_days_per_week,
            0..=7,
            "minimumWorkingDaysPerWeek",
        ),
        (
            row,
            plan.maximum_consecutive_working_days,
            1..=91,
            "maximumConsecutiveWorkingDays",
        ),
        (
            false,
            plan.minimum_days_off_per_planning_period,
            0..=91,
            "minimumDaysOffPerPlanningPeriod",
        ),
    ] {
        require_within(faults, asked, value, range, format!("/{name}"));
    }
    let (least, most) = (
        plan.weekly_minimum_paid_minutes,
        plan.weekly_maximum_paid_minutes,
    );
    if weekly && flexible {
        require_order(faults, least, most, "/weeklyMinimumPaidMinutes".to_owned());
    }
    let (least, most) = (plan.minimum_working_days_per_week, plan.maximum_days);
    require_order(faults, least, most, "/minimumWorkingDaysPerWeek".to_owned());
}

fn check_shift(
    shift: &WorkPlanShift,
    at: &str,
    granularity: Option<u32>,
    codes: &Codes,
    faults: &mut Faults,
) {
    faults.require_name(&shift.name, format!("{at}/name"));
    let distinct: BTreeSet<_> = shift
        .days
        .iter()
        .map(|day| day.num_days_from_monday())
        .collect();
    faults.require(
        !shift.days.is_empty() && distinct.len() == shift.days.len(),
        format!("{at}/days"),
        "invalid-days",
        "name at least one day, and each day once",
    );
    let starts = shift.flexible_start_time;
    let last = MINUTES_PER_DAY - 1;
    let paid = shift.flexible_paid_time;
    for (asked, value, range, name) in [
        (
            !starts,
            shift.exact_start_time_minutes_from_midnight,
            0..=last,
            "exactStartTimeMinutesFromMidnight",
        ),
        (
            starts,
            shift.earliest_start_time_minutes_from_midnight,
            0..=last,
            "earliestStartTimeMinutesFromMidnight",
        ),
        (
            starts,
            shift.latest_start_time_minutes_from_midnight,
            0..=last,
            "latestStartTimeMinutesFromMidnight",
        ),
        (
            false,
            shift.start_increment_minutes,
            1..=MINUTES_PER_DAY,
            "startIncrementMinutes",
        ),
        (
            !paid,
            shift.exact_paid_time_minutes,
            1..=MINUTES_PER_DAY,
            "exactPaidTimeMinutes",
        ),
        (
            paid,
            shift.minimum_paid_time_minutes,
            1..=MINUTES_PER_DAY,
            "minimumPaidTimeMinutes",
        ),
        (
            paid,
            shift.maximum_paid_time_minutes,
            1..=MINUTES_PER_DAY,
            "maximumPaidTimeMinutes",
        ),
        (
            shift.constrain_latest_stop_time,
            shift.latest_stop_time_minutes_from_midnight,
            1..=2 * MINUTES_PER_DAY,
            "latestStopTimeMinutesFromMidnight",
        ),
    ] {
        require_within(faults, asked, value, range, format!("{at}/{name}"));
    }
    if let Some((earliest, latest)) = shift.start_window_minutes() {
        let pointer = format!("{at}/earliestStartTimeMinutesFromMidnight");
        require_order(faults, Some(earliest), Some(latest), pointer);
    }
    if let Some((least, most)) = shift.paid_minutes() {
        let pointer = format!("{at}/minimumPaidTimeMinutes");
        require_order(faults, Some(least), Some(most), pointer);
        check_granularity(shift, (least, most), at, granularity, faults);
    }
    let Some((shortest, longest)) = shift.length_minutes() else {
        return;
    };
    faults.require(
        longest <= MINUTES_PER_DAY,
        at,
        "longer-than-a-day",
        format!("with its unpaid activities it lasts up to {longest} minutes; shorten it to 1440"),
    );
    if let (true, Some(stop), Some((earliest, _))) = (
        shift.constrain_latest_stop_time,
        shift.latest_stop_time_minutes_from_midnight,
        shift.start_window_minutes(),
    ) {
        faults.require(
            earliest.saturating_add(shortest) <= stop,
            format!("{at}/latestStopTimeMinutesFromMidnight"),
            "stop-unreachable",
            format!("starting at minute {earliest} and lasting {shortest} minutes it cannot end by {stop}; end it later or start it earlier"),
        );
    }
    check_activities(shift, at, (shortest, longest), codes, faults);
    check_spacing(shift, at, longest, faults);
    check_split(shift, at, faults);
}

fn check_granularity(
    shift: &WorkPlanShift,
    (least, most): (u32, u32),
    at: &str,
    granularity: Option<u32>,
    faults: &mut Faults,
) {
    let Some(step) = granularity else {
        return;
    };
    let (name, reachable) = if shift.flexible_paid_time {
        (
            "minimumPaidTimeMinutes",
            least.div_ceil(step).saturating_mul(step) <= most,
        )
    } else {
        ("exactPaidTimeMinutes", least.is_multiple_of(step))
    };
    faults.require(
        reachable,
        format!("{at}/{name}"),
        "paid-time-unreachable",
        format!("no multiple of {step} minutes lies in {least} to {most}; change it or paidTimeGranularityMinutes"),
    );
}

fn check_activities(
    shift: &WorkPlanShift,
    at: &str,
    (shortest, longest): (u32, u32),
    codes: &Codes,
    faults: &mut Faults,
) {
    let mut windows: Vec<(usize, u32, u32, u32)> = Vec::new();
    for (index, activity) in shift.activities.iter().enumerate() {
        let at = format!("{at}/activities/{index}");
        check_activity(activity, &at, codes, faults);
        let Some((earliest, latest)) = activity.start_window_minutes() else {
            continue;
        };
        let length = activity.length_minutes;
        let (first_start, last_start) = if activity.flexible_start_time {
            ("earliestStartTimeMinutes", "latestStartTimeMinutes")
        } else {
            ("exactStartTimeMinutes", "exactStartTimeMinutes")
        };
        require_order(
            faults,
            Some(earliest),
            Some(latest),
            format!("{at}/{}", first_start),
        );
        let fits = earliest.saturating_add(length) <= shortest;
        faults.require(
            fits,
            format!("{at}/{}", first_start),
            "outside-shift",
            format!("from minute {earliest} its {length} minutes end after the shift, which may last only {shortest}; start it earlier"),
        );
        faults.require(
            !fits || latest.saturating_add(length) <= longest,
            format!("{at}/{}", last_start),
            "outside-shift",
            format!("from minute {latest} its {length} minutes end after the longest shift of {longest}; end its window earlier"),
        );
        for &(other, first, last, other_length) in &windows {
            let before = first.saturating_add(other_length) <= latest;
            let after = earliest.saturating_add(length) <= last;
            faults.require(
                before || after,
                at.clone(),
                "overlap",
                format!("it cannot but overlap activity {other}; move one of their windows"),
            );
        }
        windows.push((index, earliest, latest, length));
    }
}

fn check_activity(activity: &WorkPlanActivity, at: &str, codes: &Codes, faults: &mut Faults) {
    let category = codes.get(&activity.activity_code_id);
    faults.require(
        category.is_some(),
        format!("{at}/activityCodeId"),
        "unknown-reference",
        format!(
            "the business unit has no activity code {:?}; list them to see the ids there are",
            activity.activity_code_id
        ),
    );
    faults.require(
        category != Some(&ActivityCategory::OnQueueWork),
        format!("{at}/activityCodeId"),
        "on-queue-activity",
        "the time between activities is on the queues already; leave this one out",
    );
    let flexible = activity.flexible_start_time;
    for (asked, value, range, name) in [
        (
            true,
            Some(activity.length_minutes),
            1..=MINUTES_PER_DAY,
            "lengthMinutes",
        ),
        (
            !flexible,
            activity.exact_start_time_minutes,
            0..=MINUTES_PER_DAY,
            "exactStartTimeMinutes",
        ),
        (
            flexible,
            activity.earliest_start_time_minutes,
            0..=MINUTES_PER_DAY,
            "earliestStartTimeMinutes",
        ),
        (
            flexible,
            activity.latest_start_time_minutes,
            0..=MINUTES_PER_DAY,
            "latestStartTimeMinutes",
        ),
        (
            false,
            activity.start_time_increment_minutes,
            1..=MINUTES_PER_DAY,
            "startTimeIncrementMinutes",
        ),
    ] {
        require_within(faults, asked, value, range, format!("{at}/{name}"));
    }
}

#[cfg(test)]
mod tests;
