//! The contacts both sides are measured by, and the agents they require.

use std::collections::BTreeMap;

use crewcast_forecasts::requirement::{gross, require};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes};

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{PlanningGroup, find_service_goal_template};
use crate::performance::facts::{Actual, ScheduledGroup, actuals_of_group};
use crate::performance::ground::UnitGround;
use crate::staffing::StaffingGoals;
use crate::tenancy::Scope;

/// An interval's contacts and the agents they require.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequiredInterval {
    pub volume: ContactsPerInterval,
    pub aht: AhtSeconds,
    pub at_work: u32,
    pub on_roster: u32,
}

/// One planning group's intervals.
pub(super) struct GroupDemand {
    /// Its goals, for what too few agents lose.
    pub group: ScheduledGroup,
    pub intervals: BTreeMap<Instant, RequiredInterval>,
}

/// Volume and handle time by interval.
pub(super) type Volumes = BTreeMap<Instant, (ContactsPerInterval, AhtSeconds)>;

/// What came for a planning group.
///
/// # Errors
/// Only the database's.
pub(super) fn actual_volumes(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &UnitGround,
    group: &PlanningGroup,
) -> Result<Volumes, Failure> {
    let minutes = ground.unit.interval_length_minutes;
    let range = (ground.from, ground.to);
    let actuals = actuals_of_group(conn, scope, group, range, minutes)?;
    let stand_in = group.default_average_handle_time_seconds;
    let known = actuals
        .into_iter()
        .filter_map(|(at, actual)| Some((at, measured(&actual, stand_in)?)));
    Ok(known.collect())
}

/// Without a contact no handle time is needed; with contacts, one that is unknown is the planning group's default.
fn measured(actual: &Actual, stand_in: Option<f64>) -> Option<(ContactsPerInterval, AhtSeconds)> {
    let aht = actual.average_handle_time_seconds().or(stand_in);
    let aht = aht.or((actual.offered == 0.0).then_some(0.0))?;
    Some((
        ContactsPerInterval::new(actual.offered).ok()?,
        AhtSeconds::new(aht).ok()?,
    ))
}

/// The agents a planning group's volumes require, every interval by itself, under the goals as they stand now.
///
/// # Errors
/// [`Failure::Conflict`] `no-staffing-goal`, `cannot-be-staffed`.
pub(super) fn required_of_volumes(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &UnitGround,
    group: &PlanningGroup,
    volumes: Volumes,
) -> Result<GroupDemand, Failure> {
    let unit = &ground.unit;
    let template = &group.service_goal_template_id;
    let template = find_service_goal_template(conn, scope, &unit.id, template)?;
    let goals = StaffingGoals::of(group, &template)?;
    let interval = IntervalMinutes::new(unit.interval_length_minutes).map_err(|error| {
        let detail = format!("{error}; change the business unit's interval length");
        Failure::conflict("unsupported-interval-length", detail)
    })?;
    let mut intervals = BTreeMap::new();
    for (at, (volume, aht)) in volumes {
        let refused = |error: String| {
            let detail = format!("planning group {:?}, {at}: {error}", group.name);
            Failure::conflict("cannot-be-staffed", detail)
        };
        let needed = require(volume, interval, aht, goals.patience, &goals.goal)
            .map_err(|error| refused(error.to_string()))?;
        let on_roster = gross(needed.agents_net, goals.shrinkage)
            .map_err(|error| refused(error.to_string()))?;
        intervals.insert(
            at,
            RequiredInterval {
                volume,
                aht,
                at_work: needed.agents_net,
                on_roster,
            },
        );
    }
    Ok(GroupDemand {
        group: ScheduledGroup {
            id: group.id.clone(),
            name: group.name.clone(),
            goals,
            interval,
            intervals: Vec::new(),
        },
        intervals,
    })
}
