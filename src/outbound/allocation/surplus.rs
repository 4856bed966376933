//! What a schedule leaves over.

use crewcast_forecasts::units::Share;
use crewcast_solver::allocation as lp;
use serde::{Deserialize, Serialize};

use super::allocations::allocate_supplies;
use super::answer::Allocation;
use super::request::AllocationRequest;
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::WeekGrid;
use crate::schedules::{ScheduledGroup, find_schedule, groups_of_schedule};
use crate::tenancy::Scope;

/// Agent-minutes that inbound work leaves over, on a grid of intervals.
#[derive(Clone, Debug)]
pub struct Surplus {
    /// The intervals.
    pub grid: WeekGrid,
    /// Minutes by planning group; every group has one value an interval.
    pub groups: Vec<SurplusGroup>,
}

/// One planning group's surplus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SurplusGroup {
    /// The planning group.
    pub planning_group_id: String,
    /// Agent-minutes left over, per interval.
    pub minutes_per_interval: Vec<f64>,
}

/// What planning groups have for campaigns, on a grid of intervals.
pub(super) struct Supplies {
    /// The intervals.
    pub grid: WeekGrid,
    /// By planning group.
    pub groups: Vec<GroupSupply>,
}

/// What one planning group has for campaigns.
pub(super) struct GroupSupply {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name; its id where that is all that is known.
    pub name: String,
    /// Its heads at work and those that inbound work keeps, or what is left of them.
    pub supply: lp::Supply,
}

impl From<&Surplus> for Supplies {
    fn from(surplus: &Surplus) -> Self {
        let groups = surplus.groups.iter().map(|group| GroupSupply {
            planning_group_id: group.planning_group_id.clone(),
            name: group.planning_group_id.clone(),
            supply: lp::Supply::Surplus {
                minutes: group.minutes_per_interval.clone(),
            },
        });
        Self {
            groups: groups.collect(),
            grid: surplus.grid.clone(),
        }
    }
}

/// The heads of a schedule and those that inbound work keeps, by planning group and interval. What is left for campaigns is
/// `max(0, scheduled × (1 − shrinkage) − required net) × interval length`.
///
/// Scheduled heads are a roster's, of whom shrinkage keeps its share away; only those at work can dial. A head that
/// serves several groups is split between them in the schedule and so is counted once. With a probability the heads are those
/// required by the volume that is not exceeded with it, as the forecast's percentiles tell.
///
/// # Errors
/// `not-found`; `no-requirement` when the schedule was made without a forecast; `grid-changed`; `cannot-be-staffed`.
pub(super) fn supplies_of_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, schedule_id): (&str, &str),
    protection: Option<f64>,
) -> Result<Supplies, Failure> {
    let schedule = find_schedule(conn, scope, schedule_id)?;
    if schedule.business_unit_id != business_unit_id {
        return Err(Failure::not_found("schedule", schedule_id));
    }
    let probability = protection
        .map(Share::from_f64)
        .transpose()
        .map_err(|error| Failure::invalid("/protection", "out-of-range", error.to_string()))?;
    let Some((grid, groups)) = groups_of_schedule(conn, scope, &schedule)? else {
        return Err(Failure::conflict(
            "no-requirement",
            "the schedule was made without a forecast, so nothing says what inbound work needs; generate one from a \
             forecast",
        ));
    };
    let groups = groups
        .into_iter()
        .map(|group| supply_of(group, probability))
        .collect::<Result<_, _>>()?;
    Ok(Supplies { grid, groups })
}

/// Hands the surplus of a schedule to campaigns, and keeps the result.
///
/// # Errors
/// `not-found`, `no-requirement`, and those of [`super::allocations::allocate`].
pub fn allocate_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &AllocationRequest,
) -> Result<Allocation, Failure> {
    let place = (
        request.business_unit_id.as_str(),
        request.schedule_id.as_str(),
    );
    // What is out of range is refused with everything else that is, once it is known who takes part.
    let protection = request
        .protection
        .filter(|share| (0.5..=0.99).contains(share));
    let supplies = supplies_of_schedule(conn, scope, place, protection)?;
    allocate_supplies(conn, scope, request, &supplies)
}

fn supply_of(mut one: ScheduledGroup, probability: Option<Share>) -> Result<GroupSupply, Failure> {
    if probability.is_some() {
        one.group.goals.probability = probability;
    }
    let required = one.group.required_heads(one.intervals())?;
    let at_work = one.group.goals.shrinkage.complement_as_f64();
    let required: Vec<u32> = required.iter().map(|heads| heads.at_work).collect();
    Ok(GroupSupply {
        supply: supply(&one.scheduled, at_work, &required),
        planning_group_id: one.group.id().to_owned(),
        name: one.group.name,
    })
}

fn supply(scheduled: &[f64], at_work: f64, required: &[u32]) -> lp::Supply {
    let inbound = required.iter().map(|heads| f64::from(*heads));
    lp::Supply::AtWork {
        heads: scheduled.iter().map(|heads| heads * at_work).collect(),
        inbound: inbound.map(lp::Requirement::Certain).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shrinkage_takes_its_share_before_inbound() {
        let lp::Supply::AtWork { heads, inbound } = supply(&[20.0, 9.0], 0.7, &[7, 7]) else {
            panic!("a schedule's heads are known");
        };
        assert_eq!(heads[0], 14.0);
        assert_eq!(
            inbound,
            [lp::Requirement::Certain(7.0), lp::Requirement::Certain(7.0)]
        );
    }
}
