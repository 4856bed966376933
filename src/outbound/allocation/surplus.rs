//! What a schedule leaves over.

use super::allocations::{Allocation, AllocationRequest, Surplus, SurplusGroup, allocate};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{WeekGrid, find_planning_group};
use crate::schedules::{GroupHeadcount, find_schedule, headcount_forecast};
use crate::tenancy::Scope;

/// The agent-minutes of a schedule that inbound work leaves over, by planning group and interval:
/// `max(0, scheduled × (1 − shrinkage) − required net) × interval length`.
///
/// Scheduled heads are a roster's, of whom shrinkage keeps its share away; only those at work can dial. A head that
/// serves several groups is split between them in the schedule and so is counted once.
///
/// # Errors
/// `not-found`; `no-requirement` when the schedule was made without a forecast; `grid-changed`.
pub fn surplus_of_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    schedule_id: &str,
) -> Result<Surplus, Failure> {
    let schedule = find_schedule(conn, scope, schedule_id)?;
    if schedule.business_unit_id != business_unit_id {
        return Err(Failure::not_found("schedule", schedule_id));
    }
    let heads = headcount_forecast(conn, scope, schedule_id)?;
    if heads.planning_groups.is_empty() {
        return Err(Failure::conflict(
            "no-requirement",
            "the schedule was made without a forecast, so nothing says what inbound work needs; generate one from a \
             forecast",
        ));
    }
    let days = schedule.week_count * 7;
    let minutes = heads.interval_length_minutes;
    let grid = WeekGrid::of_days(schedule.week_date, days, heads.time_zone, minutes)
        .ok_or_else(|| Failure::Internal(format!("schedule {schedule_id} has no grid")))?;
    let mut groups = Vec::new();
    for group in heads.planning_groups {
        let id = &group.planning_group_id;
        let shrinkage = find_planning_group(conn, scope, business_unit_id, id)?.shrinkage_percent;
        let shrinkage: f64 = shrinkage.to_string().parse().map_err(|error| {
            Failure::Internal(format!("shrinkage of planning group {id}: {error}"))
        })?;
        groups.push(surplus_of(&group, 1.0 - shrinkage / 100.0, minutes));
    }
    Ok(Surplus { grid, groups })
}

/// Hands the surplus of a schedule to campaigns, and keeps the result.
///
/// # Errors
/// Those of [`surplus_of_schedule`] and [`allocate`].
pub fn allocate_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &AllocationRequest,
) -> Result<Allocation, Failure> {
    let surplus =
        surplus_of_schedule(conn, scope, &request.business_unit_id, &request.schedule_id)?;
    allocate(conn, scope, request, &surplus)
}

fn surplus_of(group: &GroupHeadcount, at_work: f64, interval_minutes: u32) -> SurplusGroup {
    let minutes_per_interval = group
        .scheduled
        .iter()
        .zip(&group.required_without_shrinkage)
        .map(|(scheduled, required)| {
            (scheduled * at_work - f64::from(*required)).max(0.0) * f64::from(interval_minutes)
        })
        .collect();
    SurplusGroup {
        planning_group_id: group.planning_group_id.clone(),
        minutes_per_interval,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shrinkage_takes_its_share_before_inbound_and_a_lack_is_no_negative_surplus() {
        let group = GroupHeadcount {
            planning_group_id: "g".to_owned(),
            planning_group_name: "g".to_owned(),
            required: vec![10, 10],
            required_without_shrinkage: vec![7, 7],
            scheduled: vec![20.0, 9.0],
            service_level_per_interval: vec![None; 2],
            average_speed_of_answer_seconds_per_interval: vec![None; 2],
            mean_wait_seconds_per_interval: vec![None; 2],
            abandon_rate_per_interval: vec![None; 2],
            occupancy_per_interval: vec![None; 2],
            probability_of_meeting_goal_per_interval: vec![None; 2],
            days: Vec::new(),
        };
        let surplus = surplus_of(&group, 0.7, 30);
        assert_eq!(surplus.minutes_per_interval, [210.0, 0.0]);
    }
}
