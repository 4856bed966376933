//! Entries of a schedule.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use crewcast_solver::fairness::{Burden, BurdenRules, burdens_of};
use crewcast_solver::problem::{Problem, Shift as SolverShift};

use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{
    NewWorkPlan, Slots, WeekGrid, WorkPlan, agents_of_business_unit, public_holidays,
    work_plans_of_business_unit,
};
use crate::schedules::grid::grid_of_schedule;
use crate::schedules::schedule::Schedule;
use crate::schedules::store::{self, FairnessRow};
use crate::schedules::{Shift, shifts_of_schedule};
use crate::tenancy::Scope;

/// Paid minutes of a full-time week: who works fewer owes fewer burdens.
const FULL_TIME_WEEK_MINUTES: f64 = 2_400.0;

/// Shifts may start at any minute.
const SLOT_MINUTES: u32 = 1;

/// What an agent carries in a month of a schedule.
#[derive(Clone, Copy, Default)]
struct Month {
    days: f64,
    weekend_days: i32,
    nights: i32,
    unpopular_starts: i32,
    public_holidays: i32,
}

/// Enters a schedule that is now published: all active agents with a work plan, for the days they are under it, and the
/// burdens of all its shifts.
pub(in crate::schedules) fn enter(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
) -> Result<(), Failure> {
    let grid = grid_of_schedule(conn, scope, schedule)?;
    let unit = &schedule.business_unit_id;
    let plans = work_plans_of_business_unit(conn, scope, unit)?;
    let mut months: BTreeMap<(String, String), Month> = BTreeMap::new();
    for agent in agents_of_business_unit(conn, scope, unit)? {
        let plan = plans
            .iter()
            .find(|plan| agent.active && Some(&plan.id) == agent.work_plan_id.as_ref());
        let Some(share) = plan.map(share_of_full_time) else {
            continue;
        };
        for day in grid.days() {
            let key = (agent.id.clone(), month_of(day.date));
            months.entry(key).or_default().days += share;
        }
    }
    let holidays = public_holidays(conn, scope, unit, &grid)?;
    let shifts = shifts_of_schedule(conn, scope, &schedule.id)?;
    count(&shifts, &holidays, &grid, &mut months);
    let rows = months.into_iter();
    let rows: Vec<FairnessRow> = rows
        .map(|((agent_id, month), carried)| FairnessRow {
            tenant_id: scope.tenant().to_owned(),
            schedule_id: schedule.id.clone(),
            agent_id,
            month,
            business_unit_id: unit.clone(),
            end_date: schedule.end_date().to_string(),
            days: carried.days,
            weekend_days: carried.weekend_days,
            nights: carried.nights,
            unpopular_starts: carried.unpopular_starts,
            public_holidays: carried.public_holidays,
        })
        .collect();
    Ok(store::insert_fairness(conn, &rows)?)
}

/// Takes the entries of a schedule back, which agents do not work by any more.
pub(in crate::schedules) fn take_back(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule_id: &str,
) -> Result<(), Failure> {
    Ok(store::delete_fairness(conn, scope.tenant(), schedule_id)?)
}

fn count(
    shifts: &[Shift],
    holidays: &[usize],
    grid: &WeekGrid,
    months: &mut BTreeMap<(String, String), Month>,
) {
    each_burden(shifts, holidays, grid, |shift, date, burdens| {
        let carried = months
            .entry((shift.agent_id.clone(), month_of(date)))
            .or_default();
        for burden in burdens {
            *match burden {
                Burden::WeekendDay => &mut carried.weekend_days,
                Burden::Night => &mut carried.nights,
                Burden::UnpopularStart => &mut carried.unpopular_starts,
                Burden::PublicHoliday => &mut carried.public_holidays,
            } += 1;
        }
    });
}

/// Tells of each shift that is worked on which day it counts and which burdens it is.
pub(super) fn each_burden(
    shifts: &[Shift],
    holidays: &[usize],
    grid: &WeekGrid,
    mut tell: impl FnMut(&Shift, NaiveDate, &[Burden]),
) {
    let slots = Slots::new(grid, SLOT_MINUTES);
    let mut horizon = Problem {
        slot_minutes: SLOT_MINUTES,
        days: slots.days(),
        ..Problem::default()
    };
    for (index, day) in horizon.days.iter_mut().enumerate() {
        day.is_public_holiday = holidays.contains(&index);
    }
    let rules = BurdenRules::default();
    for shift in shifts.iter().filter(|shift| shift.is_worked()) {
        let (start, _) = slots.around(shift.start_at);
        let Ok(start_slot) = usize::try_from(start) else {
            continue;
        };
        let day = horizon
            .days
            .partition_point(|day| day.end_slot() <= start_slot);
        let Some(date) = grid.days().get(day).map(|day| day.date) else {
            continue;
        };
        let solver_shift = SolverShift {
            day,
            start_slot,
            end_slot: start_slot + shift.length_minutes as usize,
            template: String::new(),
            activities: Vec::new(),
        };
        tell(shift, date, &burdens_of(&rules, &horizon, &solver_shift));
    }
}

/// How much of full time a work plan asks for at most, above 0 and at most 1.
pub(super) fn share_of_full_time(plan: &WorkPlan) -> f64 {
    let shifts = plan.shifts.iter().filter_map(|shift| shift.paid_minutes());
    let longest = shifts.map(|(_, most)| most).max().unwrap_or(0);
    let by_days = plan.maximum_days.unwrap_or(7).saturating_mul(longest);
    let (_, by_week) = NewWorkPlan::weekly_paid_minutes(plan);
    let most = by_week.map_or(by_days, |week| week.min(by_days));
    (f64::from(most.max(1)) / FULL_TIME_WEEK_MINUTES).min(1.0)
}

/// `yyyy-MM`.
pub(super) fn month_of(date: NaiveDate) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}
