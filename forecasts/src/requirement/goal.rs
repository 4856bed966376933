//! What a planning group promises its customers and its agents.

use serde::{Deserialize, Serialize};

use super::error::RequirementError;
use crate::units::{AnswerWithinSeconds, Share, WaitSeconds};

/// "80 % in 20 seconds": the share of all contacts that are answered within a time, nobody hanging up.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceLevelGoal {
    /// At least this share of contacts …
    pub share: Share,
    /// … is answered within this time.
    pub within: AnswerWithinSeconds,
}

/// The goals an interval is staffed for; all that are set must be met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceGoal {
    /// Share answered within a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_level: Option<ServiceLevelGoal>,
    /// Largest mean wait over all contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_speed_of_answer: Option<WaitSeconds>,
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
    pub fn check(&self) -> Result<(), RequirementError> {
        let Self {
            service_level,
            average_speed_of_answer,
            maximum_p_wait,
            maximum_occupancy,
        } = *self;
        let nothing_is_set = service_level.is_none()
            && average_speed_of_answer.is_none()
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
        if let Some(share) = maximum_p_wait.filter(|share| share.as_f64() == 0.0) {
            return Err(RequirementError::UnreachablePWait(share));
        }
        if let Some(share) = maximum_occupancy.filter(|share| share.as_f64() == 0.0) {
            return Err(RequirementError::NoOccupancy(share));
        }
        Ok(())
    }
}

/// Which goal decided a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GoalName {
    /// No contacts, no agents.
    NoContacts,
    /// More agents than erlangs, or the queue grows without end; every goal was met with that.
    Stability,
    /// [`ServiceGoal::service_level`].
    ServiceLevel,
    /// [`ServiceGoal::average_speed_of_answer`].
    AverageSpeedOfAnswer,
    /// [`ServiceGoal::maximum_p_wait`].
    MaximumPWait,
    /// [`ServiceGoal::maximum_occupancy`].
    MaximumOccupancy,
}
