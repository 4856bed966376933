//! What a planning group promises its customers and its agents.

use serde::{Deserialize, Serialize};

use super::error::RequirementError;
use super::patience::Patience;
use crate::erlang::service_level::ServiceLevelVariant;
use crate::units::{AnswerWithinSeconds, Share, WaitSeconds};

/// "80 % in 20 seconds": a share of contacts that is answered within a time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceLevelGoal {
    /// At least this share of contacts …
    pub share: Share,
    /// … is answered within this time.
    pub within: AnswerWithinSeconds,
    /// How contacts that hang up count; where nobody does, all variants are the same.
    #[serde(default)]
    pub variant: ServiceLevelVariant,
}

/// The goals an interval is staffed for; all that are set must be met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceGoal {
    /// Share answered within a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_level: Option<ServiceLevelGoal>,
    /// Largest mean wait over the contacts that are served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_speed_of_answer: Option<WaitSeconds>,
    /// Largest mean wait over all contacts, those that hang up included. Where nobody does it is the same as
    /// `average_speed_of_answer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_wait: Option<WaitSeconds>,
    /// Largest share of contacts that hang up. Where nobody does, every number of agents with a steady state meets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_abandonment: Option<Share>,
    /// Largest share of contacts that wait at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_p_wait: Option<Share>,
    /// Largest share of their time that agents spend on contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_occupancy: Option<Share>,
}

impl ServiceGoal {
    /// # Errors
    /// [`RequirementError::NoGoal`] when nothing is set, and an `Unreachable…` for a goal that no number of agents
    /// meets.
    pub fn check(&self, patience: Patience) -> Result<(), RequirementError> {
        let Self {
            service_level,
            average_speed_of_answer,
            mean_wait,
            maximum_abandonment,
            maximum_p_wait,
            maximum_occupancy,
        } = *self;
        let nothing_is_set = service_level.is_none()
            && average_speed_of_answer.is_none()
            && mean_wait.is_none()
            && maximum_abandonment.is_none()
            && maximum_p_wait.is_none()
            && maximum_occupancy.is_none();
        if nothing_is_set {
            return Err(RequirementError::NoGoal);
        }
        // A share's doubles are 0 only where it is exactly 0 or 1.
        if let Some(goal) = service_level.filter(|goal| goal.share.complement_as_f64() == 0.0) {
            return Err(RequirementError::UnreachableServiceLevel(goal.share));
        }
        if let Some(wait) = average_speed_of_answer.filter(|wait| wait.seconds() == 0.0) {
            return Err(RequirementError::UnreachableSpeedOfAnswer(wait));
        }
        if let Some(wait) = mean_wait.filter(|wait| wait.seconds() == 0.0) {
            return Err(RequirementError::UnreachableMeanWait(wait));
        }
        let hang_up = patience != Patience::Endless;
        if let Some(share) = maximum_abandonment.filter(|share| hang_up && share.as_f64() == 0.0) {
            return Err(RequirementError::UnreachableAbandonment(share));
        }
        if let Some(share) = maximum_p_wait.filter(|share| share.as_f64() == 0.0) {
            return Err(RequirementError::UnreachablePWait(share));
        }
        if let Some(share) = maximum_occupancy.filter(|share| share.as_f64() == 0.0) {
            return Err(RequirementError::NoOccupancy(share));
        }
        Ok(())
    }

    /// The answer time and variant that figures are to show: those of the service level, if it is a goal.
    pub(super) fn answer_time(&self) -> Option<(AnswerWithinSeconds, ServiceLevelVariant)> {
        self.service_level.map(|goal| (goal.within, goal.variant))
    }
}

/// Which goal decided a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GoalName {
    /// No contacts, no agents.
    NoContacts,
    /// The fewest agents that make a steady state met every goal: more than erlangs where contacts wait as long as it
    /// takes, one where they hang up.
    Stability,
    /// [`ServiceGoal::service_level`].
    ServiceLevel,
    /// [`ServiceGoal::average_speed_of_answer`].
    AverageSpeedOfAnswer,
    /// [`ServiceGoal::mean_wait`].
    MeanWait,
    /// [`ServiceGoal::maximum_abandonment`].
    MaximumAbandonment,
    /// [`ServiceGoal::maximum_p_wait`].
    MaximumPWait,
    /// [`ServiceGoal::maximum_occupancy`].
    MaximumOccupancy,
}
