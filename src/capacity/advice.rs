//! When to hire how many: the plan's gap put to the hiring program.

use chrono::{Datelike, Days, NaiveDate};
use crewcast_forecasts::capacity::{Staff, SupplyWeek, error_not_exceeded};
use crewcast_solver::hiring::{HiringProblem, advise};

use super::demand::TeamDemand;
use super::inputs::PlanInputs;
use super::requirement::{CapacityGap, HiringClass, HiringPlan};
use crate::failure::Failure;

/// Without a price of its own, a full-time equivalent missing for a week costs so many times its wage: dearer than any hire
/// that could close it, and no more so than the program's arithmetic bears.
const WAGES_OF_A_SHORT_WEEK: f64 = 100.0;

/// Advice, and the team that follows it.
pub(super) struct Advised {
    pub plan: HiringPlan,
    pub staff: Staff,
}

/// Finds the cheapest hires for what is missing of a team.
///
/// # Errors
/// [`Failure::Internal`] when the engine fails.
pub(super) fn advise_hires(
    inputs: &PlanInputs,
    staff: &Staff,
    weeks: &[SupplyWeek],
    demand: &TeamDemand,
) -> Result<Advised, Failure> {
    let problem = problem(inputs, staff, weeks, demand);
    let advice = advise(&problem).map_err(|error| Failure::Internal(error.to_string()))?;
    let lead = u64::from(inputs.plan.hiring.lead_time_weeks) * 7;
    let class = |(date, hires): (&NaiveDate, &u32)| {
        (*hires > 0).then(|| HiringClass {
            week_date: *date,
            decide_by: date.checked_sub_days(Days::new(lead)).unwrap_or(*date),
            full_time_equivalent_count: *hires,
        })
    };
    let classes: Vec<HiringClass> = inputs
        .weeks
        .iter()
        .zip(&advice.hires)
        .filter_map(class)
        .collect();
    let more: Vec<f64> = advice.hires.iter().map(|hires| f64::from(*hires)).collect();
    let mut followed = staff.with_hires(&more);
    let extra = followed.extra_time.iter_mut().zip(&advice.priced.overtime);
    extra.for_each(|(extra, overtime)| *extra += overtime);
    Ok(Advised {
        plan: HiringPlan {
            classes,
            hires: advice.hires.iter().sum(),
            objective: advice.objective,
            bound: advice.bound,
            relative_gap: advice.gap(),
            cost_of_short_week: problem.cost_per_short_week,
            overtime_full_time_equivalent_count: advice.priced.overtime,
            shortage_full_time_equivalent_count: advice.priced.shortage,
            staffing_over_under_full_time_equivalent_count: Vec::new(),
            gap: CapacityGap::default(),
        },
        staff: followed,
    })
}

fn problem(
    inputs: &PlanInputs,
    staff: &Staff,
    weeks: &[SupplyWeek],
    demand: &TeamDemand,
) -> HiringProblem {
    let (limits, money) = (&inputs.plan.hiring, inputs.money());
    let sure = limits.staffing_probability_percent;
    let error = sure.map(|percent| error_not_exceeded(percent / 100.0));
    let needed = demand.required.iter().zip(&demand.curves);
    let needed = needed.map(|(expected, curve)| error.map_or(*expected, |error| curve.at(error)));
    let gap = needed
        .zip(weeks)
        .map(|(needed, week)| needed - week.planned())
        .collect();
    let count = weeks.len();
    let there: Vec<Vec<f64>> = (0..count)
        .map(|start| staff.attrition.survival_of_class(start, count))
        .collect();
    let training = staff.ramp_up.training_weeks;
    let effective = |there: &Vec<f64>| -> Vec<f64> {
        let by_tenure = there.iter().zip(0..);
        by_tenure
            .map(|(there, tenure)| there * staff.ramp_up.productivity_at(tenure))
            .collect()
    };
    let overtime = limits.maximum_overtime_percent / 100.0;
    // Overtime that is planned already is part of the most there can be.
    let overtime_left = |week: &SupplyWeek| {
        let planned = week.extra_time.max(0.0);
        ((week.planned() - planned) * overtime - planned).max(0.0)
    };
    let month = |date: &NaiveDate| date.year().unsigned_abs() * 12 + date.month0();
    HiringProblem {
        gap,
        effective: there.iter().map(effective).collect(),
        cost_per_hire: there
            .iter()
            .map(|there| money.cost_of_one_hire(there, training))
            .collect(),
        cost_per_class: money.cost_of_class,
        planned_hires: weeks.iter().map(|week| week.new_hires.max(0.0)).collect(),
        may_begin: (0..count)
            .map(|week| week >= limits.lead_time_weeks as usize)
            .collect(),
        month: inputs.weeks.iter().map(month).collect(),
        maximum_per_month: limits.maximum_hires_per_month,
        minimum_class_size: limits.minimum_class_size,
        maximum_class_size: limits.maximum_class_size,
        maximum_overtime: weeks.iter().map(overtime_left).collect(),
        cost_per_overtime_week: money.overtime_of_week(),
        cost_per_short_week: limits
            .cost_of_short_week
            .unwrap_or((money.wage_of_week() * WAGES_OF_A_SHORT_WEEK).max(1.0)),
    }
}
