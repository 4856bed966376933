//! Changes of demand and of what is promised.

use std::collections::BTreeSet;

use crewcast_forecasts::units::Share;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::opening_hours::ChangedOpeningHours;
use crate::failure::{Failure, Faults};
use crate::forecasting::GroupForecast;
use crate::organisation::{
    AverageSpeedOfAnswerGoal, PercentCeiling, ServiceGoalTemplate, ServiceLevelGoal, WeekGrid,
};
use crate::simulation::GroupToSimulate;

/// A change of demand to try out: an object with one member, which says what is changed. Where no planning group is named it
/// is of all of the forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DemandChange {
    /// More or fewer contacts.
    ChangeVolume(ChangedVolume),
    /// Longer or shorter ones.
    ChangeHandleTime(ChangedHandleTime),
    /// Another promise.
    ChangeServiceGoals(ChangedServiceGoals),
    /// Another share of absence.
    ChangeShrinkage(ChangedShrinkage),
    /// Other hours in which contacts are taken.
    ChangeOpeningHours(ChangedOpeningHours),
}

/// Contacts multiplied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangedVolume {
    /// Planning groups of the forecast.
    #[serde(default)]
    pub planning_group_ids: Vec<String>,
    /// Above −100, at most 500.
    pub percent: f64,
}

/// Handle times multiplied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangedHandleTime {
    /// Planning groups of the forecast.
    #[serde(default)]
    pub planning_group_ids: Vec<String>,
    /// Above −100, at most 500.
    pub percent: f64,
}

/// Goals in the place of the template's; what is left out stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangedServiceGoals {
    /// Planning groups of the forecast.
    #[serde(default)]
    pub planning_group_ids: Vec<String>,
    /// Answered within a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_level: Option<ServiceLevelGoal>,
    /// Mean wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_speed_of_answer: Option<AverageSpeedOfAnswerGoal>,
    /// Contacts that hang up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abandon_rate: Option<PercentCeiling>,
    /// Agents' time occupied with contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_occupancy: Option<PercentCeiling>,
}

/// Another share of paid time away from work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangedShrinkage {
    /// Planning groups of the forecast.
    #[serde(default)]
    pub planning_group_ids: Vec<String>,
    /// 0 to 95.
    pub shrinkage_percent: f64,
}

impl DemandChange {
    /// The planning groups that are named.
    fn planning_group_ids(&self) -> &[String] {
        match self {
            Self::ChangeVolume(change) => &change.planning_group_ids,
            Self::ChangeHandleTime(change) => &change.planning_group_ids,
            Self::ChangeServiceGoals(change) => &change.planning_group_ids,
            Self::ChangeShrinkage(change) => &change.planning_group_ids,
            Self::ChangeOpeningHours(change) => &change.planning_group_ids,
        }
    }

    const fn member(&self) -> &'static str {
        match self {
            Self::ChangeVolume(_) => "changeVolume",
            Self::ChangeHandleTime(_) => "changeHandleTime",
            Self::ChangeServiceGoals(_) => "changeServiceGoals",
            Self::ChangeShrinkage(_) => "changeShrinkage",
            Self::ChangeOpeningHours(_) => "changeOpeningHours",
        }
    }
}

impl ChangedServiceGoals {
    fn laid_over(&self, template: &mut ServiceGoalTemplate) {
        let goals = &mut template.values;
        goals.service_level = self.service_level.unwrap_or(goals.service_level);
        goals.average_speed_of_answer = self
            .average_speed_of_answer
            .unwrap_or(goals.average_speed_of_answer);
        goals.abandon_rate = self.abandon_rate.unwrap_or(goals.abandon_rate);
        goals.maximum_occupancy = self.maximum_occupancy.unwrap_or(goals.maximum_occupancy);
    }
}

/// Notes what cannot be of changes.
pub(super) fn check_demand(
    changes: &[DemandChange],
    groups: &[GroupToSimulate],
    faults: &mut Faults,
) {
    let known: BTreeSet<&str> = groups.iter().map(|group| group.group.id.as_str()).collect();
    for (index, change) in changes.iter().enumerate() {
        let at = format!("/demandChanges/{index}/{}", change.member());
        for (place, id) in change.planning_group_ids().iter().enumerate() {
            let detail = "name a planning group of the forecast, or none for all of them";
            let pointer = format!("{at}/planningGroupIds/{place}");
            faults.require(
                known.contains(id.as_str()),
                pointer,
                "not-in-the-forecast",
                detail,
            );
        }
        match change {
            DemandChange::ChangeVolume(ChangedVolume { percent, .. })
            | DemandChange::ChangeHandleTime(ChangedHandleTime { percent, .. }) => {
                let holds = *percent > -100.0 && *percent <= 500.0;
                let detail = "use more than -100 and at most 500 percent";
                faults.require(holds, format!("{at}/percent"), "out-of-range", detail);
            }
            DemandChange::ChangeShrinkage(changed) => {
                let holds = (0.0..=95.0).contains(&changed.shrinkage_percent);
                let detail = "use 0 to 95 percent";
                faults.require(
                    holds,
                    format!("{at}/shrinkagePercent"),
                    "out-of-range",
                    detail,
                );
            }
            DemandChange::ChangeServiceGoals(changed) => {
                let of = |group: &&GroupToSimulate| is_of(change, group);
                if let Some(group) = groups.iter().find(of) {
                    let mut template = group.template.clone();
                    changed.laid_over(&mut template);
                    template.values.check_goals(&at, faults);
                }
            }
            DemandChange::ChangeOpeningHours(changed) => changed.check(&at, faults),
        }
    }
}

fn is_of(change: &DemandChange, group: &GroupToSimulate) -> bool {
    let named = change.planning_group_ids();
    named.is_empty() || named.contains(&group.group.id)
}

/// Changed demand.
pub(super) struct Demand {
    pub groups: Vec<GroupToSimulate>,
    /// Contacts that come when nobody is there any more and do not come again, by planning group.
    pub turned_away: Vec<f64>,
}

/// Lays changes over demand, in their order.
///
/// # Errors
/// [`Failure::Internal`] for a percentage that no check would have let in.
pub(super) fn apply(
    changes: &[DemandChange],
    groups: &[GroupToSimulate],
    grid: &WeekGrid,
) -> Result<Demand, Failure> {
    let mut demand = Demand {
        groups: groups.to_vec(),
        turned_away: vec![0.0; groups.len()],
    };
    for change in changes {
        let named = demand.groups.iter_mut().zip(&mut demand.turned_away);
        for (group, turned_away) in named.filter(|(group, _)| is_of(change, group)) {
            match change {
                DemandChange::ChangeVolume(changed) => {
                    let factor = 1.0 + changed.percent / 100.0;
                    scale_volume(&mut group.demand, |_| factor);
                    *turned_away *= factor;
                }
                DemandChange::ChangeHandleTime(changed) => {
                    let factor = 1.0 + changed.percent / 100.0;
                    let times = &mut group.demand.average_handle_time_seconds_per_interval;
                    times.iter_mut().for_each(|seconds| *seconds *= factor);
                }
                DemandChange::ChangeServiceGoals(changed) => changed.laid_over(&mut group.template),
                DemandChange::ChangeShrinkage(changed) => {
                    let percent = shrinkage(changed.shrinkage_percent)?;
                    group.group.values.shrinkage_percent = percent;
                }
                DemandChange::ChangeOpeningHours(changed) => {
                    *turned_away += changed.apply(&mut group.demand, grid);
                }
            }
        }
    }
    Ok(demand)
}

/// The decimal that was written.
fn shrinkage(percent: f64) -> Result<Decimal, Failure> {
    let share =
        Share::from_percent(percent).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(share.in_percent())
}

/// Multiplies the contacts of each interval.
pub(super) fn scale_volume(demand: &mut GroupForecast, factor: impl Fn(usize) -> f64) {
    for series in [
        &mut demand.offered_per_interval,
        &mut demand.offered_per_interval_p10,
        &mut demand.offered_per_interval_p50,
        &mut demand.offered_per_interval_p90,
    ] {
        let values = series.iter_mut().enumerate();
        values.for_each(|(index, value)| *value *= factor(index));
    }
}
