//! Staffing: published schedules against their forecasts and against what came.

use std::collections::BTreeMap;

use super::actuals::{Actual, actuals_of_group};
use super::scheduled_groups::{GroupInterval, ScheduledGroup, groups_of_schedule};
use crate::cost_rates::CostOfContacts;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::performance::component::Component;
use crate::performance::cube::Cube;
use crate::performance::ground::UnitGround;
use crate::performance::request::Checked;
use crate::performance::time_buckets::{Bucket, bucket_at};
use crate::schedules::published_schedules;
use crate::tenancy::Scope;

const OF_ACTUALS: [Component; 3] = [
    Component::ActualOffered,
    Component::ForecastError,
    Component::AbsoluteForecastError,
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
        for group in groups_of_schedule(conn, scope, &schedule, wanted)? {
            let actuals = actuals(conn, scope, ground, &group, cube)?;
            let members = ground.place_of_group(&group.id).members(&checked.group_by);
            for interval in &group.intervals {
                if let Some(bucket) = bucket_at(buckets, interval.start) {
                    let actual = actuals.get(&interval.start);
                    let quantities = quantities(ground, &group, interval, actual, cube)?;
                    cube.add(bucket, &members, quantities);
                }
            }
        }
    }
    Ok(())
}

fn actuals(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &UnitGround,
    group: &ScheduledGroup,
    cube: &Cube,
) -> Result<BTreeMap<Instant, Actual>, Failure> {
    let kept = ground.groups.iter().find(|one| one.id == group.id);
    let ends = group.intervals.first().zip(group.intervals.last());
    match kept.zip(ends) {
        Some((kept, (first, last))) if cube.wants(&OF_ACTUALS) => {
            let minutes = group.interval.minutes();
            let to = last.start.plus_minutes(i64::from(minutes));
            actuals_of_group(conn, scope, kept, (first.start, to), minutes)
        }
        _ => Ok(BTreeMap::new()),
    }
}

fn quantities(
    ground: &UnitGround,
    group: &ScheduledGroup,
    interval: &GroupInterval,
    actual: Option<&Actual>,
    cube: &Cube,
) -> Result<Vec<(Component, Option<f64>)>, Failure> {
    use Component as C;
    let seconds = group.seconds();
    let required = f64::from(interval.required.on_roster);
    let over = (interval.scheduled - required).max(0.0) * seconds;
    let under = (required - interval.scheduled).max(0.0) * seconds;
    let volume = interval.volume.contacts();
    let error = actual.map(|actual| volume - actual.offered);
    let mut quantities = vec![
        (C::RequiredHeadSeconds, Some(required * seconds)),
        (C::ScheduledHeadSeconds, Some(interval.scheduled * seconds)),
        (C::OverHeadSeconds, Some(over)),
        (C::UnderHeadSeconds, Some(under)),
        (C::ForecastOffered, Some(volume)),
        (C::ActualOffered, actual.map(|actual| actual.offered)),
        (C::ForecastError, error),
        (C::AbsoluteForecastError, error.map(f64::abs)),
    ];
    let unit = &ground.unit.id;
    let date = || ground.local.date(interval.start);
    if cube.wants(&[C::OverCost]) {
        let hour = if over > 0.0 {
            ground.costs.hour(unit, date())?
        } else {
            0.0
        };
        quantities.push((C::OverCost, Some(over / 3_600.0 * hour)));
    }
    if cube.wants(&[C::ExpectedLostContacts, C::UnderCost]) {
        let demand = (interval.start, interval.volume, interval.aht);
        let at_work = group.at_work(interval.scheduled);
        let lost = group.lost_beyond(demand, interval.required.at_work, at_work)?;
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
    if cube.wants(&[C::OptimalCapacity]) {
        quantities.push((C::OptimalCapacity, Some(group.optimal_capacity(interval)?)));
    }
    if cube.wants(&[C::MaximalCapacity]) {
        quantities.push((C::MaximalCapacity, Some(group.maximal_capacity(interval)?)));
    }
    Ok(quantities)
}
