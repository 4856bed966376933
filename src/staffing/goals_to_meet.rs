//! Service goals as a planner types them: percent and seconds, each checked at its place.

use crewcast_forecasts::erlang::ServiceLevelVariant;
use crewcast_forecasts::requirement::{Patience, ServiceGoal, ServiceLevelGoal};
use crewcast_forecasts::units::{
    AnswerWithinSeconds, PatienceSeconds, Share, UnitError, WaitSeconds,
};
use serde::Deserialize;

use super::goals::RequirementMessage;
use crate::failure::{Fault, Faults};

/// Service goals in percent and seconds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalsToMeet {
    /// At least this percent of contacts within these seconds.
    pub service_level: Option<PercentWithin>,
    /// Mean wait of the contacts that are answered, at most.
    pub average_speed_of_answer: Option<AtMostSeconds>,
    /// Mean wait of all contacts, those that hang up included, at most.
    pub mean_wait: Option<AtMostSeconds>,
    /// Percent of contacts that hang up, at most; counts where `averagePatienceSeconds` is given.
    pub abandon_rate: Option<AtMostPercent>,
    /// Percent of contacts that wait at all, at most.
    pub maximum_p_wait: Option<AtMostPercent>,
    /// Percent of their time agents spend on contacts, at most.
    pub maximum_occupancy: Option<AtMostPercent>,
}

/// "80 percent within 20 seconds".
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PercentWithin {
    /// At least this percent …
    pub percent: f64,
    /// … within this time.
    pub seconds: f64,
    /// Which contacts count: `ofOffered` (the default; those answered in time, of all), `lessShortAbandons` (of those
    /// that did not hang up within the time), `shortAbandonsAsMet` (those that did count as met) or `ofAnswered` (of
    /// those answered at all). Without a patience all four are the same.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub variant: ServiceLevelVariant,
}

/// An upper bound in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AtMostSeconds {
    /// At most these seconds.
    pub seconds: f64,
}

/// An upper bound in percent.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AtMostPercent {
    /// At most this percent.
    pub percent: f64,
}

impl GoalsToMeet {
    /// The goals in the units of the mathematics. A goal that is refused is noted and left out.
    pub(super) fn read(&self, patience_is_given: bool, faults: &mut Faults) -> ServiceGoal {
        let service_level = self.service_level.and_then(|goal| {
            let share = percent(faults, "/goals/serviceLevel/percent", goal.percent);
            let within = AnswerWithinSeconds::new(goal.seconds);
            let within = noted(faults, "/goals/serviceLevel/seconds", within);
            Some(ServiceLevelGoal {
                share: share?,
                within: within?,
                variant: goal.variant,
            })
        });
        let mut seconds = |pointer: &str, goal: Option<AtMostSeconds>| {
            goal.and_then(|goal| noted(faults, pointer, WaitSeconds::new(goal.seconds)))
        };
        let average_speed_of_answer = seconds(
            "/goals/averageSpeedOfAnswer/seconds",
            self.average_speed_of_answer,
        );
        let mean_wait = seconds("/goals/meanWait/seconds", self.mean_wait);
        let mut share = |pointer: &str, goal: Option<AtMostPercent>| {
            goal.and_then(|goal| percent(faults, pointer, goal.percent))
        };
        let goal = ServiceGoal {
            service_level,
            average_speed_of_answer,
            mean_wait,
            maximum_abandonment: share("/goals/abandonRate/percent", self.abandon_rate),
            maximum_p_wait: share("/goals/maximumPWait/percent", self.maximum_p_wait),
            maximum_occupancy: share("/goals/maximumOccupancy/percent", self.maximum_occupancy),
        };
        faults.require(
            patience_is_given || self.abandon_rate.is_none() || self.sets_more_than_abandonment(),
            "/goals/abandonRate",
            "needs-patience",
            "without averagePatienceSeconds nobody hangs up and every number of agents meets it; give \
             averagePatienceSeconds, or another goal",
        );
        goal
    }

    fn sets_more_than_abandonment(&self) -> bool {
        self.service_level.is_some()
            || self.average_speed_of_answer.is_some()
            || self.mean_wait.is_some()
            || self.maximum_p_wait.is_some()
            || self.maximum_occupancy.is_some()
    }

    /// What the goals leave out.
    pub(super) fn messages(&self, patience_is_given: bool) -> Vec<RequirementMessage> {
        self.abandon_rate
            .filter(|_| !patience_is_given)
            .map(|goal| RequirementMessage::abandonment_not_considered(goal.percent))
            .into_iter()
            .collect()
    }
}

/// Reads a patience; where none is given nobody hangs up.
pub(super) fn patience(faults: &mut Faults, seconds: Option<f64>) -> Option<Patience> {
    let Some(seconds) = seconds else {
        return Some(Patience::Endless);
    };
    let mean = PatienceSeconds::new(seconds);
    noted(faults, "/averagePatienceSeconds", mean).map(Patience::Mean)
}

/// Reads 0 to 100 percent.
pub(super) fn percent(faults: &mut Faults, pointer: &str, value: f64) -> Option<Share> {
    let share = Share::from_percent(value);
    if share.is_err() {
        let detail = format!("{value} is no percentage; give 0 to 100, such as 80 for 80 %");
        faults.push(Fault::new(pointer, "out-of-range", detail));
    }
    share.ok()
}

/// Notes the refusal of a quantity at its place.
pub(super) fn noted<T>(
    faults: &mut Faults,
    pointer: impl Into<String>,
    unit: Result<T, UnitError>,
) -> Option<T> {
    unit.map_err(|error| faults.push(Fault::new(pointer, "out-of-range", error.to_string())))
        .ok()
}
