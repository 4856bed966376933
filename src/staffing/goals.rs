//! What a planning group is staffed for, in the units of the mathematics.

use crewcast_forecasts::erlang::ServiceLevelVariant;
use crewcast_forecasts::requirement::{
    Patience, RequirementError, ServiceGoal, ServiceLevelGoal, predict,
};
use crewcast_forecasts::units::{
    AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, IntervalMinutes, PatienceSeconds,
    Servers, Share, UnitError, WaitSeconds,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::interval_service::IntervalService;
use crate::failure::Failure;
use crate::organisation::{PlanningGroup, ServiceGoalTemplate, StaffingMethod};

/// Something a planner should know about a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementMessage {
    /// Stable, kebab-case.
    pub code: String,
    /// What it means and what to do.
    pub detail: String,
}

impl RequirementMessage {
    /// A goal of abandonment where nobody hangs up.
    pub(super) fn abandonment_not_considered(percent: f64) -> Self {
        Self {
            code: "abandonment-not-considered".to_owned(),
            detail: format!(
                "the goal of at most {percent} % abandoned is not considered: without averagePatienceSeconds nobody \
                 hangs up and the other goals decide; give the mean patience to staff for it"
            ),
        }
    }
}

/// How a planning group is staffed.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffingGoals {
    /// What must be met; all that are set.
    pub goal: ServiceGoal,
    /// The answer time service levels are reported for, also where the service level is no goal.
    pub within: AnswerWithinSeconds,
    /// How contacts that hang up count in them.
    pub variant: ServiceLevelVariant,
    /// Whether contacts hang up: chooses between Erlang C and A.
    pub patience: Patience,
    /// Which model of time.
    pub method: StaffingMethod,
    /// The probability with which an interval is to meet its goals; absent for staffing to the mean forecast.
    pub probability: Option<Share>,
    /// Share of rostered time that is not at work.
    pub shrinkage: Share,
    /// What the goals leave out.
    pub messages: Vec<RequirementMessage>,
}

impl StaffingGoals {
    /// The goals of a planning group under its template.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-staffing-goal` when nothing but abandonment is included and the group has no patience,
    /// so that nobody hangs up; [`Failure::Internal`] for a stored value that no check would have let in.
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
                    variant: level.variant,
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
        let patience = group
            .average_patience_seconds
            .map(PatienceSeconds::new)
            .transpose()
            .map_err(unit)?;
        let abandonment = template.abandon_rate;
        let maximum_abandonment = (abandonment.include && patience.is_some())
            .then(|| Share::from_percent(abandonment.percent))
            .transpose()
            .map_err(unit)?;
        let goal = ServiceGoal {
            service_level,
            average_speed_of_answer,
            mean_wait: None,
            maximum_abandonment,
            maximum_p_wait: None,
            maximum_occupancy,
        };
        if goal == ServiceGoal::default() {
            let detail = format!(
                "service goal template {:?} includes nothing but an abandonment rate, and planning group {:?} has no \
                 averagePatienceSeconds, without which nobody hangs up; give it one, or include another goal",
                template.name, group.name
            );
            return Err(Failure::conflict("no-staffing-goal", detail));
        }
        let probability = group
            .staffing_probability_percent
            .map(Share::from_percent)
            .transpose()
            .map_err(unit)?;
        let messages = (abandonment.include && patience.is_none())
            .then(|| RequirementMessage::abandonment_not_considered(abandonment.percent))
            .into_iter()
            .collect();
        let shrinkage = Share::new(group.shrinkage_percent / Decimal::ONE_HUNDRED).map_err(unit)?;
        Ok(Self {
            goal,
            within,
            variant: level.variant,
            patience: Patience::from(patience),
            method: group.staffing_method,
            probability,
            shrinkage,
            messages,
        })
    }

    /// Steady-state service of an interval with any number of agents at work, whole or not.
    ///
    /// # Errors
    /// [`RequirementError::NoHandleTime`], [`RequirementError::LoadTooLarge`].
    pub fn service(
        &self,
        volume: ContactsPerInterval,
        interval: IntervalMinutes,
        aht: AhtSeconds,
        agents_at_work: Servers,
    ) -> Result<IntervalService, RequirementError> {
        let (patience, within, variant) = (self.patience, self.within, self.variant);
        predict(
            volume,
            interval,
            aht,
            patience,
            agents_at_work,
            within,
            variant,
        )
        .map(IntervalService::from)
    }
}
