//! What a planning group is staffed for, in the units of the mathematics.

use crewcast_forecasts::erlang::service_level::ServiceLevelVariant;
use crewcast_forecasts::requirement::{ServiceGoal, ServiceLevelGoal};
use crewcast_forecasts::units::{AnswerWithinSeconds, Share, UnitError, WaitSeconds};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::organisation::{PlanningGroup, ServiceGoalTemplate};

/// Something a planner should know about a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementMessage {
    /// Stable, kebab-case.
    pub code: String,
    /// What it means and what to do.
    pub detail: String,
}

/// A planning group's goals and shrinkage.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffingGoals {
    /// What must be met; all that are set.
    pub goal: ServiceGoal,
    /// The answer time service levels are reported for, also where the service level is no goal.
    pub within: AnswerWithinSeconds,
    /// Share of rostered time that is not at work.
    pub shrinkage: Share,
    /// What the goals leave out.
    pub messages: Vec<RequirementMessage>,
}

impl StaffingGoals {
    /// The goals of a planning group under its template.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-staffing-goal` when nothing but abandonment is included, which Erlang C cannot
    /// staff for; [`Failure::Internal`] for a stored value that no check would have let in.
    pub fn of(group: &PlanningGroup, template: &ServiceGoalTemplate) -> Result<Self, Failure> {
        let unit = |error: UnitError| {
            Failure::Internal(format!(
                "planning group {} or its service goal template {}: {error}",
                group.id, template.id
            ))
        };
        let level = template.service_level;
        let within = AnswerWithinSeconds::new(f64::from(level.seconds)).map_err(unit)?;
        let service_level = level
            .include
            .then(|| {
                Ok(ServiceLevelGoal {
                    share: Share::from_percent(level.percent)?,
                    within,
                    variant: ServiceLevelVariant::OfOffered,
                })
            })
            .transpose()
            .map_err(unit)?;
        let wait = template.average_speed_of_answer;
        let average_speed_of_answer = wait
            .include
            .then(|| WaitSeconds::new(f64::from(wait.seconds)))
            .transpose()
            .map_err(unit)?;
        let occupancy = template.maximum_occupancy;
        let maximum_occupancy = occupancy
            .include
            .then(|| Share::from_percent(occupancy.percent))
            .transpose()
            .map_err(unit)?;
        let goal = ServiceGoal {
            service_level,
            average_speed_of_answer,
            maximum_occupancy,
            ..ServiceGoal::default()
        };
        if goal == ServiceGoal::default() {
            let detail = format!(
                "service goal template {:?} includes nothing but an abandonment rate, which Erlang C cannot staff \
                 for; include a service level, an average speed of answer or a maximum occupancy",
                template.name
            );
            return Err(Failure::conflict("no-staffing-goal", detail));
        }
        let abandonment = template.abandon_rate;
        let messages = abandonment
            .include
            .then(|| RequirementMessage {
                code: "abandonment-not-considered".to_owned(),
                detail: format!(
                    "the goal of at most {} % abandoned is not considered: Erlang C lets nobody hang up; the other \
                     goals decide",
                    abandonment.percent
                ),
            })
            .into_iter()
            .collect();
        let shrinkage = Share::new(group.shrinkage_percent / Decimal::ONE_HUNDRED).map_err(unit)?;
        Ok(Self {
            goal,
            within,
            shrinkage,
            messages,
        })
    }
}
