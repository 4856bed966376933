//! The service shifts would give, day by day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::simulation::{Estimate, GroupPrediction};

/// One planning group's day under three plans, from equal simulated contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayService {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// The local day.
    pub date: NaiveDate,
    /// As it was planned, everybody there.
    pub as_planned: ServiceOfShifts,
    /// With the absences, nothing changed.
    pub before: ServiceOfShifts,
    /// With the absences, and the proposal applied.
    pub after: ServiceOfShifts,
}

/// What a day's shifts give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceOfShifts {
    /// Share answered in time.
    pub service_level: Estimate,
    /// Mean wait of those answered, seconds.
    pub average_speed_of_answer_seconds: Estimate,
    /// Share that hangs up.
    pub abandon_rate: Estimate,
    /// Share of their time agents spend on contacts.
    pub occupancy: Estimate,
}

/// The days named, group by group.
pub(super) fn compared(
    dates: &BTreeSet<NaiveDate>,
    [planned, before, after]: [&[GroupPrediction]; 3],
) -> Vec<DayService> {
    let mut found = Vec::new();
    for group in planned {
        for date in dates {
            let of = |groups: &[GroupPrediction]| {
                let mut groups = groups.iter();
                let same = groups.find(|one| one.planning_group_id == group.planning_group_id)?;
                let day = same.days.iter().find(|day| day.date == *date)?;
                Some(ServiceOfShifts {
                    service_level: day.period.service_level,
                    average_speed_of_answer_seconds: day.period.average_speed_of_answer_seconds,
                    abandon_rate: day.period.abandon_rate,
                    occupancy: day.period.occupancy,
                })
            };
            if let (Some(as_planned), Some(before), Some(after)) =
                (of(planned), of(before), of(after))
            {
                found.push(DayService {
                    planning_group_id: group.planning_group_id.clone(),
                    planning_group_name: group.planning_group_name.clone(),
                    date: *date,
                    as_planned,
                    before,
                    after,
                });
            }
        }
    }
    found
}
