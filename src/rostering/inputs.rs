//! Everything a roster follows from, read in one go.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::fairness::CarriedBefore;
use super::request::GenerateSchedule;
use super::wishes::WishWeights;
use crate::availability::{UnavailableStretch, unavailable_stretches};
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::{Forecast, find_forecast};
use crate::organisation::{
    ActivityCode, Agent, AgentPreferences, BusinessUnit, PlanningGroup, WeekGrid, WorkPlan,
    agents_of_business_unit, find_business_unit, list_activity_codes, list_management_units,
    list_planning_groups, preferences_of_agents, public_holidays, work_plans_of_business_unit,
};
use crate::schedules::{Shift, carried_before, published_shifts};
use crate::staffing::heads_of_forecast;
use crate::tenancy::Scope;
use crate::time_off::{ApprovedTimeOff, approved_time_off};

/// Published shifts this far before the weeks still count for rest and days in a row; no rule looks further.
const DAYS_BEFORE: i64 = 28;

/// Weeks before that labour law counts: the longest reference period of an average week.
pub(super) const WEEKS_OF_LAW: u64 = 17;

/// Published shifts this far after the weeks still count for rest.
const DAYS_AFTER: i64 = 7;

/// A planning group and the agents to roster for it, one value an interval of the grid.
#[derive(Clone, Debug)]
pub struct GroupDemand {
    /// The planning group.
    pub group: PlanningGroup,
    /// Gross agents.
    pub required: Vec<u32>,
}

/// Everything a roster follows from but seed and limits.
#[derive(Clone, Debug)]
pub struct RosterInputs {
    /// The weeks.
    pub grid: WeekGrid,
    /// The zone of their days.
    pub zone: Tz,
    /// Demand, in the order of the planning groups' ids.
    pub demand: Vec<GroupDemand>,
    /// Active agents, in the order of their ids.
    pub agents: Vec<Agent>,
    /// Work plans, in the order of their ids, each with the labour law of its management unit where it names none.
    pub plans: Vec<WorkPlan>,
    /// Activity codes.
    pub codes: Vec<ActivityCode>,
    /// Published shifts of these agents around the weeks, not in them.
    pub around: Vec<Shift>,
    /// Days of the weeks that are public holidays, by position; read only where a work plan limits how many are worked.
    pub public_holidays: Vec<usize>,
    /// Approved time off of these agents in the weeks.
    pub time_off: Vec<ApprovedTimeOff>,
    /// Other stretches in which these agents cannot work.
    pub unavailable: Vec<UnavailableStretch>,
    /// Days off and wishes of those agents who have any.
    pub preferences: BTreeMap<String, AgentPreferences>,
    /// How wishes weigh by years of service.
    pub wish_weights: Option<WishWeights>,
    /// What they carried before, where that is to weigh in.
    pub carried: Option<CarriedBefore>,
}

/// Reads what a roster follows from.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Invalid`] for weeks that are none, [`Failure::Conflict`] when the forecast does
/// not fit them or cannot be staffed.
pub fn read_inputs(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &GenerateSchedule,
) -> Result<RosterInputs, Failure> {
    let unit = find_business_unit(conn, scope, &request.business_unit_id)?;
    let Weeks {
        grid,
        forecast,
        first,
    } = find_weeks(conn, scope, &unit, request)?;
    let demand = read_demand(conn, scope, &forecast, (first, &grid))?;
    let carried = request.fairness.as_ref().map(|weights| {
        let months = weights.months();
        let (ledger, public_holidays) = carried_before(conn, scope, &unit.id, &grid, months)?;
        Ok::<_, Failure>(CarriedBefore {
            ledger,
            public_holidays,
            weights: weights.clone(),
        })
    });
    let carried = carried.transpose()?;
    let supply = read_supply(conn, scope, &unit, grid)?;
    Ok(RosterInputs {
        demand,
        wish_weights: request.wish_weights,
        carried,
        ..supply
    })
}

/// Reads the same without what the forecast asks for, which takes time to compute, and the forecast it would be asked of:
/// enough to check what is to be changed, and for a demand that is staffed otherwise.
///
/// # Errors
/// Those of [`read_inputs`] but `cannot-be-staffed`.
pub fn read_unstaffed_inputs(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &GenerateSchedule,
) -> Result<(Forecast, RosterInputs), Failure> {
    let unit = find_business_unit(conn, scope, &request.business_unit_id)?;
    let Weeks { grid, forecast, .. } = find_weeks(conn, scope, &unit, request)?;
    Ok((forecast, read_supply(conn, scope, &unit, grid)?))
}

/// What a forecast asks for from its interval `first` on.
///
/// # Errors
/// Those of [`heads_of_forecast`].
pub(super) fn read_demand(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
    (first, grid): (usize, &WeekGrid),
) -> Result<Vec<GroupDemand>, Failure> {
    let groups = list_planning_groups(conn, scope, &forecast.business_unit_id)?;
    let weeks = first..first + grid.intervals();
    let mut demand: Vec<GroupDemand> = heads_of_forecast(conn, scope, forecast, weeks)?
        .into_iter()
        .filter_map(|heads| {
            let mut groups = groups.iter();
            let group = groups.find(|group| group.id == heads.planning_group_id)?;
            Some(GroupDemand {
                group: group.clone(),
                required: heads.on_roster(),
            })
        })
        .collect();
    demand.sort_by(|a, b| a.group.id.cmp(&b.group.id));
    Ok(demand)
}

/// Reads who may work in the weeks and under what; nobody asks for anything yet.
///
/// # Errors
/// Only the database's.
pub(super) fn read_supply(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit: &BusinessUnit,
    grid: WeekGrid,
) -> Result<RosterInputs, Failure> {
    let mut agents: Vec<Agent> = agents_of_business_unit(conn, scope, &unit.id)?
        .into_iter()
        .filter(|agent| agent.active)
        .collect();
    agents.sort_by(|a, b| a.id.cmp(&b.id));
    read_supply_of(conn, scope, unit, grid, agents)
}

/// The same of these agents alone, who are active and in the order of their ids.
///
/// # Errors
/// Only the database's.
pub(super) fn read_supply_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit: &BusinessUnit,
    grid: WeekGrid,
    agents: Vec<Agent>,
) -> Result<RosterInputs, Failure> {
    let mut plans = work_plans_of_business_unit(conn, scope, &unit.id)?;
    plans.sort_by(|a, b| a.id.cmp(&b.id));
    let sites = list_management_units(conn, scope, &unit.id)?;
    for plan in plans.iter_mut().filter(|plan| plan.labour_law.is_none()) {
        let mut sites = sites.iter();
        let site = sites.find(|site| site.id == plan.management_unit_id);
        plan.values.labour_law = site.and_then(|site| site.labour_law.clone());
    }
    let ids: Vec<String> = agents.iter().map(|agent| agent.id.clone()).collect();
    let of_law = plans.iter().any(|plan| plan.labour_law.is_some());
    let days_before = if of_law {
        DAYS_BEFORE.max(7 * WEEKS_OF_LAW.cast_signed())
    } else {
        DAYS_BEFORE
    };
    let counts_holidays = plans
        .iter()
        .any(|plan| plan.rules.maximum_public_holidays_worked.is_some());
    Ok(RosterInputs {
        public_holidays: if counts_holidays {
            public_holidays(conn, scope, &unit.id, &grid)?
        } else {
            Vec::new()
        },
        time_off: time_off_in(conn, scope, &ids, &grid)?,
        unavailable: unavailable_in(conn, scope, &ids, &grid)?,
        preferences: preferences_of_agents(conn, scope, &ids)?,
        wish_weights: None,
        carried: None,
        codes: list_activity_codes(conn, scope, &unit.id)?,
        around: shifts_around(conn, scope, &ids, days_before, &grid)?,
        zone: unit.time_zone,
        grid,
        demand: Vec::new(),
        agents,
        plans,
    })
}

/// Approved time off in the weeks; a part that began the evening before may run into them.
fn time_off_in(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    grid: &WeekGrid,
) -> Result<Vec<ApprovedTimeOff>, Failure> {
    let (Some(first), Some(last)) = (grid.days().first(), grid.days().last()) else {
        return Ok(Vec::new());
    };
    let before = first.date.pred_opt().unwrap_or(first.date);
    approved_time_off(conn, scope, agent_ids, (before, last.date))
}

/// Approved unavailable times in the weeks.
fn unavailable_in(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    grid: &WeekGrid,
) -> Result<Vec<UnavailableStretch>, Failure> {
    let within = (grid.start(), grid.end());
    unavailable_stretches(conn, scope, agent_ids, grid.zone(), within)
}

/// Published shifts that start before the weeks or after them: what stands in the weeks now would be replaced.
fn shifts_around(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    days_before: i64,
    grid: &WeekGrid,
) -> Result<Vec<Shift>, Failure> {
    let (start, end) = (grid.start(), grid.end());
    let from = start.plus_minutes(-days_before * 1_440);
    let to = end.plus_minutes(DAYS_AFTER * 1_440);
    let mut shifts = published_shifts(conn, scope, agent_ids, from, to)?;
    // A shift that became time off is neither worked nor in the way of rest.
    shifts.retain(|shift| shift.is_worked() && (shift.start_at < start || shift.start_at >= end));
    Ok(shifts)
}

/// The weeks of a roster, and the forecast that holds them.
pub(super) struct Weeks {
    pub grid: WeekGrid,
    pub forecast: Forecast,
    /// Position of the weeks' first interval in the forecast.
    pub first: usize,
}

/// Finds the weeks and the forecast that a request names.
///
/// # Errors
/// [`Failure::NotFound`] for the forecast, also another business unit's; [`Failure::Invalid`] for weeks that are none;
/// [`Failure::Conflict`] `forecast-does-not-fit` when it does not hold all the weeks, or the business unit's zone or
/// interval changed since.
pub(super) fn find_weeks(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit: &BusinessUnit,
    request: &GenerateSchedule,
) -> Result<Weeks, Failure> {
    let grid = WeekGrid::new(
        request.week_date,
        request.week_count,
        unit.start_day_of_week,
        unit.time_zone,
        unit.interval_length_minutes,
    )?;
    let forecast = find_forecast(conn, scope, &request.short_term_forecast_id)?;
    let first = first_interval(&forecast, unit, &grid)?;
    Ok(Weeks {
        grid,
        forecast,
        first,
    })
}

/// The forecast's interval at which the weeks start.
///
/// # Errors
/// [`Failure::NotFound`] for another business unit's forecast; [`Failure::Conflict`] `forecast-does-not-fit` when it
/// does not hold all the weeks, or the business unit's zone or interval changed since.
fn first_interval(
    forecast: &Forecast,
    unit: &BusinessUnit,
    grid: &WeekGrid,
) -> Result<usize, Failure> {
    if forecast.business_unit_id != unit.id {
        return Err(Failure::not_found("forecast", &forecast.id));
    }
    let held = forecast.grid()?;
    let same_grid =
        held.zone() == grid.zone() && held.interval_minutes() == grid.interval_minutes();
    match held.interval_at(grid.start()) {
        Some(first) if same_grid && first + grid.intervals() <= held.intervals() => Ok(first),
        _ => Err(Failure::conflict(
            "forecast-does-not-fit",
            format!(
                "forecast {} holds {} week(s) from {} in {} by {} minutes; generate one for the weeks to roster",
                forecast.id,
                forecast.week_count,
                forecast.week_date,
                forecast.time_zone,
                forecast.interval_length_minutes
            ),
        )),
    }
}
