//! Whether a week's paid minutes can be reached with the shifts a work plan allows.

use std::collections::BTreeSet;

use chrono::Weekday;

use super::plan::NewWorkPlan;
use super::rotation::RotationWeek;
use crate::failure::Faults;

const MINUTES_PER_WEEK: usize = 7 * 1_440;

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// Notes weekly limits no choice of shifts can keep: one shift a day at most, on the days shifts allow, between the
/// least and most working days.
pub(super) fn check_week(plan: &NewWorkPlan, step_minutes: u32, faults: &mut Faults) {
    let days = plan.shifts.iter().flat_map(|shift| &shift.days);
    let days: BTreeSet<_> = days.map(Weekday::num_days_from_monday).collect();
    if let Some(least) = plan.minimum_working_days_per_week {
        faults.require(
            days.len() >= least as usize || days.is_empty(),
            "/minimumWorkingDaysPerWeek",
            "too-few-days",
            format!(
                "the shifts are on {} days of the week only; lower it or add days",
                days.len()
            ),
        );
    }
    if let Some(least) = plan.minimum_working_days_per_week {
        let rotation = plan.rules.rotation.iter();
        for (index, week) in rotation.flat_map(|rotation| rotation.weeks.iter().enumerate()) {
            let allowed =
                |day: &&Weekday| !paid_lengths(plan, **day, step_minutes, Some(week)).is_empty();
            let count = WEEK.iter().filter(allowed).count();
            faults.require(
                count >= least as usize,
                format!("/rules/rotation/weeks/{index}"),
                "too-few-days",
                format!("it has shifts on {count} days only where minimumWorkingDaysPerWeek asks for {least}; lower that or add days"),
            );
        }
    }
    let (Some(least), Some(most)) = plan.weekly_paid_minutes() else {
        return;
    };
    if least > most {
        return;
    }
    let rotation = plan.rules.rotation.iter();
    for (index, week) in rotation.flat_map(|rotation| rotation.weeks.iter().enumerate()) {
        let totals = reachable_weekly_minutes(plan, step_minutes, Some(week));
        faults.require(
            totals.is_empty() || totals.range(least..=most).next().is_some(),
            format!("/rules/rotation/weeks/{index}"),
            "weekly-paid-time-unreachable",
            format!("no choice of this week's shifts pays {least} to {most} minutes; change it, or make the weekly paid time flexible"),
        );
    }
    let totals = reachable_weekly_minutes(plan, step_minutes, None);
    if totals.is_empty() || totals.range(least..=most).next().is_some() {
        return;
    }
    let name = match (plan.flexible_weekly_paid_time, totals.last()) {
        (false, _) => "/weeklyExactPaidMinutes",
        (true, Some(highest)) if *highest < least => "/weeklyMinimumPaidMinutes",
        (true, _) => "/weeklyMaximumPaidMinutes",
    };
    let below = totals.range(..least).next_back();
    let above = totals.range(most..).next();
    let nearest: Vec<_> = below.into_iter().chain(above).map(u32::to_string).collect();
    faults.require(
        false,
        name,
        "weekly-paid-time-unreachable",
        format!(
            "no choice of these shifts pays {least} to {most} minutes in a week; the nearest is {}: change it, the shifts or maximumDays",
            nearest.join(" or ")
        ),
    );
}

/// All sums of paid minutes a week can have, under an entry of the rotation where one is given; empty when the plan's shifts
/// or days cannot be read yet.
fn reachable_weekly_minutes(
    plan: &NewWorkPlan,
    step_minutes: u32,
    week: Option<&RotationWeek>,
) -> BTreeSet<u32> {
    let most_days = plan.maximum_days.unwrap_or(7).min(7) as usize;
    let least_days = plan.minimum_working_days_per_week.unwrap_or(0) as usize;
    // Which sums of minutes are reached, for each count of days worked so far.
    let mut reached = vec![vec![false; MINUTES_PER_WEEK + 1]; most_days + 1];
    if let Some(nothing) = reached.first_mut().and_then(|sums| sums.first_mut()) {
        *nothing = true;
    }
    for day in WEEK {
        let lengths = paid_lengths(plan, day, step_minutes, week);
        for worked in (0..most_days).rev() {
            let (before, after) = reached.split_at_mut(worked + 1);
            let (Some(before), Some(after)) = (before.last(), after.first_mut()) else {
                continue;
            };
            for length in &lengths {
                let longer = after.iter_mut().skip(*length as usize);
                longer.zip(before).for_each(|(sum, from)| *sum |= from);
            }
        }
    }
    let sums = reached
        .into_iter()
        .skip(least_days)
        .flat_map(|sums| (0..).zip(sums));
    sums.filter_map(|(minutes, is_reached)| is_reached.then_some(minutes))
        .collect()
}

/// The paid minutes a shift of that day can have.
fn paid_lengths(
    plan: &NewWorkPlan,
    day: Weekday,
    step_minutes: u32,
    week: Option<&RotationWeek>,
) -> BTreeSet<u32> {
    let step = step_minutes.max(1);
    let shifts = plan.shifts.iter().filter(|shift| {
        shift.days.contains(&day) && week.is_none_or(|week| week.allows(day, &shift.name))
    });
    shifts
        .filter_map(|shift| Some((shift.flexible_paid_time, shift.paid_minutes()?)))
        .filter(|(_, (least, most))| least <= most && *most <= 1_440)
        .flat_map(|(flexible, (least, most))| {
            let first = if flexible {
                least.next_multiple_of(step)
            } else {
                least
            };
            (first..=most).step_by(step as usize)
        })
        .collect()
}
