//! The contacts both sides are measured by, and the agents they require.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;
use crewcast_forecasts::units::IntervalMinutes;

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::forecasting::GroupForecast;
use crate::organisation::{PlanningGroup, WeekGrid, find_service_goal_template};
use crate::performance::facts::{Actual, Demand, StaffedGroup, actuals_of_group, groups_on_roster};
use crate::performance::unit_ground::UnitGround;
use crate::schedules::Schedule;
use crate::staffing::{GroupToStaff, RequiredHeads, StaffingGoals};
use crate::tenancy::Scope;

/// Days that a queue is followed through at once where a planning group is staffed with carry-over.
const DAYS_AT_ONCE: u32 = 7;

/// An interval's contacts and the agents they require.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequiredInterval {
    pub demand: Demand,
    pub required: RequiredHeads,
}

/// One planning group's intervals, all of one length.
#[derive(Debug)]
pub(super) struct GroupDemand {
    /// Its goals, for what too few agents lose.
    pub group: StaffedGroup,
    /// By their start.
    pub intervals: BTreeMap<Instant, RequiredInterval>,
}

/// What is forecast for some planning groups in a range by the forecasts of these schedules, and the agents required by
/// the planning groups' own methods and probabilities as they stand now. A schedule's intervals have the length of its
/// forecast's, whatever the business unit's is now.
///
/// # Errors
/// [`Failure::Conflict`] `no-staffing-goal`, `cannot-be-staffed`.
pub(super) fn forecast_demand(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedules: &[Schedule],
    groups: &[&PlanningGroup],
    range: (Instant, Instant),
) -> Result<Vec<GroupDemand>, Failure> {
    let wanted: BTreeSet<&str> = groups.iter().map(|group| group.id.as_str()).collect();
    let mut found: BTreeMap<(String, u32), GroupDemand> = BTreeMap::new();
    for schedule in schedules {
        for group in groups_on_roster(conn, scope, schedule, |id| wanted.contains(id))? {
            let intervals = group.intervals(range)?.into_iter();
            let required = group.required(range)?;
            let key = (group.staffed.id.clone(), group.grid.interval_minutes());
            let own = found.entry(key).or_insert_with(|| GroupDemand {
                group: group.staffed,
                intervals: BTreeMap::new(),
            });
            own.intervals
                .extend(intervals.zip(required).map(|(interval, required)| {
                    let demand = interval.demand;
                    (demand.start, RequiredInterval { demand, required })
                }));
        }
    }
    Ok(found.into_values().collect())
}

/// What came for a planning group, on the business unit's intervals, and the agents required for it by the planning group's
/// own method as it stands now. What came is certain: no probability is staffed for.
///
/// # Errors
/// [`Failure::Conflict`] `no-staffing-goal`, `cannot-be-staffed`, `unsupported-interval-length`.
pub(super) fn actual_demand(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &UnitGround,
    group: &PlanningGroup,
) -> Result<GroupDemand, Failure> {
    let unit = &ground.unit;
    let template = &group.service_goal_template_id;
    let template = find_service_goal_template(conn, scope, &unit.id, template)?;
    let interval = IntervalMinutes::new(unit.interval_length_minutes).map_err(|error| {
        let detail = format!("{error}; change the business unit's interval length");
        Failure::conflict("unsupported-interval-length", detail)
    })?;
    let mut found = GroupDemand {
        group: StaffedGroup {
            id: group.id.clone(),
            name: group.name.clone(),
            goals: StaffingGoals::of(group, &template)?,
            interval,
        },
        intervals: BTreeMap::new(),
    };
    for grid in grids(ground)? {
        let actuals = actuals_of_group(conn, scope, group, &grid, (ground.from, ground.to))?;
        let known = measured(group, actuals);
        if known.is_empty() {
            continue;
        }
        let numbers = numbers_of(group, &known, grid.intervals());
        let mut to_staff = GroupToStaff::new(numbers, group, &template, grid.clone())?;
        to_staff.goals.probability = None;
        let required = to_staff.required_heads(0..grid.intervals())?;
        for index in known.into_keys() {
            let (volume, aht) = to_staff.demand(index)?;
            let start = grid.interval_start(index);
            let demand = Demand { start, volume, aht };
            if let Some(required) = required.get(index).copied() {
                let interval = RequiredInterval { demand, required };
                found.intervals.insert(start, interval);
            }
        }
    }
    Ok(found)
}

/// The local days of the range, some at a time.
fn grids(ground: &UnitGround) -> Result<Vec<WeekGrid>, Failure> {
    let local = ground.local;
    let last = local.date(Instant::from_epoch_millis(ground.to.epoch_millis() - 1));
    let mut date = local.date(ground.from);
    let mut grids = Vec::new();
    while date <= last {
        let left = (last - date).num_days() + 1;
        let days = u32::try_from(left)
            .unwrap_or(DAYS_AT_ONCE)
            .min(DAYS_AT_ONCE);
        let grid = WeekGrid::of_days(date, days, local.zone, local.interval_minutes);
        let next = date.checked_add_days(Days::new(u64::from(days)));
        let (grid, next) = grid.zip(next).ok_or_else(|| {
            Failure::invalid("/interval", "out-of-range", "use dates of this century")
        })?;
        grids.push(grid);
        date = next;
    }
    Ok(grids)
}

/// Contacts and their mean handle time, by interval: without a contact no handle time is needed; with contacts, one that is
/// unknown is the planning group's default, and without a default the interval is left out.
fn measured(
    group: &PlanningGroup,
    actuals: BTreeMap<usize, Actual>,
) -> BTreeMap<usize, (f64, f64)> {
    let stand_in = group.default_average_handle_time_seconds;
    let known = actuals.into_iter().filter_map(|(index, actual)| {
        let aht = actual.average_handle_time_seconds().or(stand_in);
        let aht = aht.or((actual.offered == 0.0).then_some(0.0))?;
        Some((index, (actual.offered, aht)))
    });
    known.collect()
}

/// What came in the shape of a forecast that is sure; where it is unknown nobody is taken to have come.
fn numbers_of(
    group: &PlanningGroup,
    known: &BTreeMap<usize, (f64, f64)>,
    intervals: usize,
) -> GroupForecast {
    let series = |figure: fn(&(f64, f64)) -> f64| -> Vec<f64> {
        let at = |index: usize| known.get(&index).map_or(0.0, figure);
        (0..intervals).map(at).collect()
    };
    let offered = series(|known| known.0);
    GroupForecast {
        planning_group_id: group.id.clone(),
        offered_per_interval_p10: offered.clone(),
        offered_per_interval_p50: offered.clone(),
        offered_per_interval_p90: offered.clone(),
        offered_per_interval: offered,
        average_handle_time_seconds_per_interval: series(|known| known.1),
    }
}
