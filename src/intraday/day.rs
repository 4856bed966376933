//! The running day of a business unit, read in one go.

use std::collections::BTreeMap;

use super::actual::actuals;
use super::group::{GroupFacts, GroupOfDay, Series};
use super::messages::IntradayMessage;
use super::outbound_work::{self, OutboundWork};
use super::people::{self, AgentOfDay};
use crate::db::{Conn, Database, Instant};
use crate::failure::Failure;
use crate::forecasting::{
    Forecast, GroupReforecast, NotReforecast, Reforecast, find_forecast, reforecast_day,
};
use crate::history::intervals;
use crate::organisation::{BusinessUnit, WeekGrid, find_business_unit};
use crate::schedules::{Schedule, published_schedule_of_day};
use crate::simulation::{GroupToSimulate, groups_to_simulate};
use crate::staffing::StaffingGoals;
use crate::tenancy::Scope;

/// What is known of a business unit's local day at some moment of it.
#[derive(Clone, Debug)]
pub(super) struct RunningDay {
    pub unit: BusinessUnit,
    pub schedule: Schedule,
    pub forecast: Forecast,
    /// The day's intervals.
    pub grid: WeekGrid,
    pub as_of: Instant,
    /// In the order of the planning groups' ids.
    pub groups: Vec<GroupOfDay>,
    /// In the order of their ids.
    pub agents: Vec<AgentOfDay>,
    /// Agent-minutes of the rest of the day that were given to campaigns which are on.
    pub outbound: Vec<OutboundWork>,
    /// Planning groups whose rest of the day cannot be told again, so that the forecast stands, each with the reason.
    pub not_reforecast: Vec<NotReforecast>,
    /// What the day is told without.
    pub messages: Vec<IntradayMessage>,
}

/// What is expected of the rest of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// What is told again from what has come: half a year of history is read for it.
    ToldAgain,
    /// What was forecast: enough for who looks at what has come alone.
    AsForecast,
}

/// There is no published schedule that holds the day.
pub(super) const NO_PUBLISHED_SCHEDULE: &str = "no-published-schedule";
/// The day's published schedule was made without a forecast.
pub(super) const NO_FORECAST: &str = "no-forecast";

impl RunningDay {
    /// Reads the local day of `as_of`.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for the business unit; [`Failure::Conflict`] `no-published-schedule`, `no-forecast`,
    /// `grid-changed`, `no-staffing-goal`, `cannot-be-staffed`.
    pub fn read(
        db: &Database,
        scope: &Scope,
        unit_id: &str,
        as_of: Instant,
        rest: Rest,
    ) -> Result<Self, Failure> {
        let (unit, schedule, forecast) = db.read(|conn| plans(conn, scope, unit_id, as_of))?;
        let date = as_of
            .to_utc()
            .with_timezone(&forecast.time_zone)
            .date_naive();
        let minutes = forecast.interval_length_minutes;
        let grid = WeekGrid::of_days(date, 1, forecast.time_zone, minutes)
            .ok_or_else(|| Failure::Internal(format!("{date} has no intervals")))?;
        let (mut told, not_reforecast) = match rest {
            Rest::ToldAgain => told_again(db, scope, &forecast, as_of)?,
            Rest::AsForecast => ToldAgain::default(),
        };
        db.read(|conn| {
            let mut groups = Vec::new();
            for one in groups_to_simulate(conn, scope, &forecast, &grid)? {
                let told = told.remove(&one.group.id);
                let facts = facts(conn, scope, (&grid, as_of), one, told)?;
                groups.push(GroupOfDay::new(facts, minutes)?);
            }
            let agents = people::read(conn, scope, unit_id, (&grid, as_of), &groups)?;
            let (outbound, messages) =
                outbound_work::read(conn, scope, &schedule, (&grid, as_of), &groups)?;
            Ok(Self {
                unit,
                schedule,
                forecast,
                grid,
                as_of,
                groups,
                agents,
                outbound,
                not_reforecast,
                messages,
            })
        })
    }

    /// The interval that is running; the number of intervals once the day is over.
    pub fn now(&self) -> usize {
        let at = self.grid.interval_at(self.as_of);
        at.unwrap_or(self.grid.intervals())
    }

    /// The planning group of an id.
    pub fn position_of(&self, planning_group_id: &str) -> Option<usize> {
        let mut groups = self.groups.iter();
        groups.position(|one| one.group.id == planning_group_id)
    }
}

/// The published schedule of the day, and the forecast it was made for.
fn plans(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit_id: &str,
    as_of: Instant,
) -> Result<(BusinessUnit, Schedule, Forecast), Failure> {
    let unit = find_business_unit(conn, scope, unit_id)?;
    let date = as_of.to_utc().with_timezone(&unit.time_zone).date_naive();
    let schedule = published_schedule_of_day(conn, scope, &unit.id, date)?;
    let schedule = schedule.ok_or_else(|| {
        let detail = format!("no schedule that holds {date} is published; publish one first");
        Failure::conflict(NO_PUBLISHED_SCHEDULE, detail)
    })?;
    let forecast = schedule.short_term_forecast_id.as_deref();
    let forecast = forecast.ok_or_else(|| {
        let detail = "the published schedule was made without a forecast, so nothing says which contacts come; publish one \
                      that was made for a forecast";
        Failure::conflict(NO_FORECAST, detail)
    })?;
    let forecast = find_forecast(conn, scope, forecast)?;
    Ok((unit, schedule, forecast))
}

type ToldAgain = (BTreeMap<String, GroupReforecast>, Vec<NotReforecast>);

/// The rest of the day by planning group. Where none can be told, before the first contact has come, that is no failure:
/// the forecast stands.
fn told_again(
    db: &Database,
    scope: &Scope,
    forecast: &Forecast,
    as_of: Instant,
) -> Result<ToldAgain, Failure> {
    match reforecast_day(db, scope, forecast, Some(as_of)) {
        Ok(Reforecast {
            planning_groups,
            not_reforecast,
            ..
        }) => {
            let told = planning_groups.into_iter();
            let told = told.map(|one| (one.planning_group_id.clone(), one));
            Ok((told.collect(), not_reforecast))
        }
        Err(Failure::Conflict { code, detail })
            if matches!(code, "nothing-observed" | "cannot-be-reforecast") =>
        {
            let none = NotReforecast {
                planning_group_id: String::new(),
                planning_group_name: String::new(),
                code: code.to_owned(),
                detail,
            };
            Ok((BTreeMap::new(), vec![none]))
        }
        Err(failure) => Err(failure),
    }
}

/// What a planning group's day follows from.
fn facts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (grid, as_of): (&WeekGrid, Instant),
    one: GroupToSimulate,
    told: Option<GroupReforecast>,
) -> Result<GroupFacts, Failure> {
    let paths = one.group.route_paths.iter();
    let queues: Vec<String> = paths.map(|path| path.queue_id.clone()).collect();
    let seen = intervals(conn, scope, &queues, grid.start(), grid.end())?;
    Ok(GroupFacts {
        goals: StaffingGoals::of(&one.group, &one.template)?,
        planned: Series {
            offered: one.demand.offered_per_interval,
            handle_seconds: one.demand.average_handle_time_seconds_per_interval,
        },
        actual: actuals(grid, as_of, &seen),
        told,
        planned_spread: one.path_spread,
        group: one.group,
    })
}
