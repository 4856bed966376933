//! The mathematics' refusals as faults at the fields they are about.

use crewcast_forecasts::requirement::RequirementError;

use crate::failure::Fault;

/// Where the demand of an interval stands in the body.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// Pointer to the volume.
    pub volume: String,
    /// Pointer to the handle time.
    pub handle_time: String,
}

impl Places {
    /// A body with many intervals, none of which is the culprit more than the others.
    pub(super) fn of_intervals() -> Self {
        Self {
            volume: "/volumes".to_owned(),
            handle_time: "/averageHandleTimeSeconds".to_owned(),
        }
    }

    /// A body with one interval.
    pub(super) fn of_one_interval() -> Self {
        Self {
            volume: "/volume".to_owned(),
            handle_time: "/averageHandleTimeSeconds".to_owned(),
        }
    }
}

/// The field a refusal points at.
pub(super) fn fault_of(error: &RequirementError, places: &Places) -> Fault {
    let (pointer, code) = match error {
        RequirementError::NoGoal => ("/goals", "no-goal"),
        RequirementError::UnreachableServiceLevel(_) => {
            ("/goals/serviceLevel/percent", "unreachable-goal")
        }
        RequirementError::UnreachableSpeedOfAnswer(_) => {
            ("/goals/averageSpeedOfAnswer/seconds", "unreachable-goal")
        }
        RequirementError::UnreachableMeanWait(_) => ("/goals/meanWait/seconds", "unreachable-goal"),
        RequirementError::UnreachableAbandonment(_) => {
            ("/goals/abandonRate/percent", "unreachable-goal")
        }
        RequirementError::UnreachablePWait(_) => {
            ("/goals/maximumPWait/percent", "unreachable-goal")
        }
        RequirementError::NoOccupancy(_) => ("/goals/maximumOccupancy/percent", "unreachable-goal"),
        RequirementError::NoHandleTime(_) => (places.handle_time.as_str(), "no-handle-time"),
        RequirementError::LoadTooLarge { .. } => (places.volume.as_str(), "load-too-large"),
        RequirementError::TooManyAgents { field, .. } if *field == "shrinkage" => {
            ("/shrinkagePercent", "too-many-agents")
        }
        RequirementError::TooManyAgents { .. } => {
            ("/goals/maximumOccupancy/percent", "too-many-agents")
        }
        RequirementError::Variation(_) => ("/volumeVariationPercent", "out-of-range"),
        RequirementError::NotQuantiles { .. } => (places.volume.as_str(), "not-quantiles"),
        RequirementError::NoVariantOfADay(_) => ("/goals/serviceLevel/variant", "not-of-a-day"),
        RequirementError::WrongLength { .. } => (places.volume.as_str(), "wrong-length"),
        RequirementError::AllShrinkage(_) => ("/shrinkagePercent", "out-of-range"),
    };
    Fault::new(pointer, code, error.to_string())
}
