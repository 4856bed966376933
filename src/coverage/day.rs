//! Days away where no schedule is published yet: contract minutes against the minutes required.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::effect::{CoverageBasis, CoverageEffect, CoverageInterval};
use super::ground::CoverageGround;
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::midnight;
use crate::tenancy::Scope;

/// Days of a week over which contract minutes are spread.
const DAYS_PER_WEEK: f64 = 7.0;

/// An agent who is away for part of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentAway {
    /// Who.
    pub agent_id: String,
    /// On which local date.
    pub date: NaiveDate,
    /// The share of what they would work that day, 0 to 1.
    pub share: f64,
}

/// What it does that `who` is also away, when `known` are away already. Agents are taken to work a seventh of their
/// weekly contract minutes a day, and to be free to serve any of the planning groups they can.
///
/// # Errors
/// Those of the requirement.
pub fn effect_of_days_away(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &mut CoverageGround,
    who: &[AgentAway],
    known: &[AgentAway],
) -> Result<CoverageEffect, Failure> {
    let mut intervals = Vec::new();
    let mut forecast_id = None;
    for away in who {
        let Some(requirement) = ground.requirement(conn, scope, None, away.date)? else {
            return Ok(CoverageEffect::unknown());
        };
        let day = requirement.grid.days().iter();
        let Some(day) = day.clone().find(|day| day.date == away.date) else {
            return Ok(CoverageEffect::unknown());
        };
        let concerned = ground.groups_of(std::iter::once(away.agent_id.as_str()));
        let interval = f64::from(requirement.grid.interval_minutes());
        let mut required_minutes = 0.0;
        for index in day.first_interval..day.first_interval + day.intervals {
            let required = requirement.at(index);
            let of_groups = concerned.iter().filter_map(|group| required.get(*group));
            required_minutes += of_groups.sum::<f64>() * interval;
        }
        let length_minutes =
            u32::try_from(day.intervals).unwrap_or(0) * requirement.grid.interval_minutes();
        let shares: BTreeMap<&str, f64> = known
            .iter()
            .filter(|one| one.date == away.date && one.agent_id != away.agent_id)
            .map(|one| (one.agent_id.as_str(), one.share))
            .collect();
        let works = |id: &str| {
            let weekly = ground.weekly_minutes.get(id).copied().unwrap_or(0);
            f64::from(weekly) / DAYS_PER_WEEK * (1.0 - shares.get(id).copied().unwrap_or(0.0))
        };
        let able = ground.serves.iter();
        let able = able.filter(|(_, groups)| groups.iter().any(|one| concerned.contains(one)));
        let available: f64 = able.map(|(id, _)| works(id)).sum();
        let left = available - works(&away.agent_id) * away.share;
        let heads = |minutes: f64| minutes / f64::from(length_minutes.max(1));
        let short = |available: f64| heads((required_minutes - available).max(0.0));
        intervals.push(CoverageInterval {
            start_date: midnight(away.date, ground.unit.time_zone)
                .unwrap_or_else(|| requirement.grid.interval_start(day.first_interval)),
            length_minutes,
            required: heads(required_minutes),
            scheduled_before: heads(available),
            scheduled_after: heads(left),
            short_before: short(available),
            short_after: short(left),
        });
        forecast_id = Some(requirement.forecast_id);
    }
    Ok(CoverageEffect::of(
        CoverageBasis::ForecastDays,
        forecast_id,
        intervals,
    ))
}
