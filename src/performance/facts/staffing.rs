//! Staffing: published schedules against their forecasts and against what came.

use std::collections::BTreeMap;

use super::actuals::{Actual, actuals_of_group};
use super::scheduled_groups::{GroupOnRoster, ScheduledInterval, groups_on_roster};
use super::staffed_group::StaffedGroup;
use crate::cost_rates::CostOfContacts;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::performance::component::Component;
use crate::performance::cube::Cube;
use crate::performance::request::Checked;
use crate::performance::time_buckets::{Bucket, bucket_at};
use crate::performance::unit_ground::UnitGround;
use crate::schedules::published_schedules;
use crate::staffing::RequiredHeads;
use crate::tenancy::Scope;

type Quantities = Vec<(Component, Option<f64>)>;

const OF_ACTUALS: [Component; 3] = [
    Component::ActualOffered,
    Component::ForecastError,
    Component::AbsoluteForecastError,
];

/// What is held against the requirement, which takes by far the most time of all facts and is computed for these alone.
const OF_REQUIREMENT: [Component; 6] = [
    Component::RequiredHeadSeconds,
    Component::OverHeadSeconds,
    Component::UnderHeadSeconds,
    Component::OverCost,
    Component::ExpectedLostContacts,
    Component::UnderCost,
];

/// Adds the intervals of a business unit's published schedules that start in these buckets.
pub(in crate::performance) fn add_staffing(
    conn: &mut Conn<'_>,
    scope: &Scope,
    checked: &Checked,
    ground: &UnitGround,
    buckets: &[Bucket],
    cube: &mut Cube,
) -> Result<(), Failure> {
    let Some((first, last)) = buckets.first().zip(buckets.last()) else {
        return Ok(());
    };
    let range = (first.start, last.end);
    for schedule in published_schedules(conn, scope, &ground.unit.id, range)? {
        let wanted = |id: &str| checked.holds(&ground.place_of_group(id));
        for group in groups_on_roster(conn, scope, &schedule, wanted)? {
            let actuals = actuals(conn, scope, ground, &group, range, cube)?;
            let place = ground.place_of_group(&group.staffed.id);
            let members = place.members(&checked.group_by);
            let required = if cube.wants(&OF_REQUIREMENT) {
                group.required(range)?
            } else {
                Vec::new()
            };
            for (index, interval) in group.intervals(range)?.into_iter().enumerate() {
                let start = interval.demand.start;
                let Some(bucket) = bucket_at(buckets, start) else {
                    continue;
                };
                let actual = group.grid.interval_at(start);
                let actual = actual.and_then(|place| actuals.get(&place));
                let mut quantities = of_interval(&group.staffed, &interval, actual, cube)?;
                if let Some(required) = required.get(index) {
                    let of = (&group.staffed, &interval, *required);
                    quantities.extend(against_requirement(ground, of, cube)?);
                }
                cube.add(bucket, &members, quantities);
            }
        }
    }
    Ok(())
}

fn actuals(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &UnitGround,
    group: &GroupOnRoster,
    range: (Instant, Instant),
    cube: &Cube,
) -> Result<BTreeMap<usize, Actual>, Failure> {
    let mut groups = ground.groups.iter();
    match groups.find(|one| one.id == group.staffed.id) {
        Some(kept) if cube.wants(&OF_ACTUALS) => {
            actuals_of_group(conn, scope, kept, &group.grid, range)
        }
        _ => Ok(BTreeMap::new()),
    }
}

/// What is forecast and scheduled, what came, and what the agents scheduled could take.
fn of_interval(
    group: &StaffedGroup,
    interval: &ScheduledInterval,
    actual: Option<&Actual>,
    cube: &Cube,
) -> Result<Quantities, Failure> {
    use Component as C;
    let (demand, scheduled) = (interval.demand, interval.scheduled);
    let volume = demand.volume.contacts();
    let error = actual.map(|actual| volume - actual.offered);
    let mut quantities = vec![
        (C::ScheduledHeadSeconds, Some(scheduled * group.seconds())),
        (C::ForecastOffered, Some(volume)),
        (C::ActualOffered, actual.map(|actual| actual.offered)),
        (C::ForecastError, error),
        (C::AbsoluteForecastError, error.map(f64::abs)),
    ];
    if cube.wants(&[C::OptimalCapacity]) {
        let most = group.optimal_capacity(demand, scheduled)?;
        quantities.push((C::OptimalCapacity, Some(most)));
    }
    if cube.wants(&[C::MaximalCapacity]) {
        let most = group.maximal_capacity(demand, scheduled)?;
        quantities.push((C::MaximalCapacity, Some(most)));
    }
    Ok(quantities)
}

/// What is required, what the roster has more or less, and what that costs.
fn against_requirement(
    ground: &UnitGround,
    (group, interval, heads): (&StaffedGroup, &ScheduledInterval, RequiredHeads),
    cube: &Cube,
) -> Result<Quantities, Failure> {
    use Component as C;
    let (demand, scheduled, seconds) = (interval.demand, interval.scheduled, group.seconds());
    let required = f64::from(heads.on_roster);
    let over = (scheduled - required).max(0.0) * seconds;
    let under = (required - scheduled).max(0.0) * seconds;
    let mut quantities = vec![
        (C::RequiredHeadSeconds, Some(required * seconds)),
        (C::OverHeadSeconds, Some(over)),
        (C::UnderHeadSeconds, Some(under)),
    ];
    let unit = &ground.unit.id;
    let date = || ground.local.date(demand.start);
    if cube.wants(&[C::OverCost]) {
        let hour = if over > 0.0 {
            ground.costs.hour(unit, date())?
        } else {
            0.0
        };
        quantities.push((C::OverCost, Some(over / 3_600.0 * hour)));
    }
    if cube.wants(&[C::ExpectedLostContacts, C::UnderCost]) {
        let lost = group.lost_beyond(demand, heads, scheduled)?;
        quantities.push((C::ExpectedLostContacts, Some(lost)));
        if cube.wants(&[C::UnderCost]) {
            let whose = CostOfContacts {
                queue_id: None,
                planning_group_id: Some(&group.id),
            };
            let each = if lost > 0.0 {
                ground.costs.lost_contact(unit, whose, date())?
            } else {
                0.0
            };
            quantities.push((C::UnderCost, Some(lost * each)));
        }
    }
    Ok(quantities)
}
