//! What was counted of a day that is not over.

use super::tally::QueueTally;
use crate::erlang::service_level::ServiceLevelVariant;
use crate::requirement::ServiceGoal;

/// What was counted of a queue's day. A figure that its source does not give is `None`, never 0: the day's close has none
/// either, and a goal that asks for it cannot be said to be met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SoFar {
    /// Contacts that came.
    pub offered: u64,
    /// Answered within the queue's answer time.
    pub served_within: u64,
    /// Answered.
    pub served: Option<u64>,
    /// Hung up.
    pub abandoned: Option<u64>,
    /// Waits of those answered, summed, in seconds.
    pub wait_of_served_seconds: Option<f64>,
    /// Waits of those who hung up, summed, in seconds.
    pub wait_of_abandoned_seconds: Option<f64>,
}

impl Default for SoFar {
    /// Nothing has come: all of it is known to be 0.
    fn default() -> Self {
        Self {
            offered: 0,
            served_within: 0,
            served: Some(0),
            abandoned: Some(0),
            wait_of_served_seconds: Some(0.0),
            wait_of_abandoned_seconds: Some(0.0),
        }
    }
}

impl SoFar {
    /// Whether all that a goal asks is known but occupancy, which nobody measures. How many contacts waited at all, and who
    /// hung up within the answer time, no source says: a goal of the first is not known, the second are counted as none.
    #[must_use]
    pub fn knows(&self, goal: &ServiceGoal) -> bool {
        let level = goal.service_level;
        level.is_none_or(|level| self.knows_service_level(level.variant))
            && (goal.average_speed_of_answer.is_none() || self.knows_speed_of_answer())
            && (goal.mean_wait.is_none() || self.knows_mean_wait())
            && (goal.maximum_abandonment.is_none() || self.abandoned.is_some())
            && (goal.maximum_p_wait.is_none() || self.offered == 0)
    }

    pub(super) fn knows_service_level(&self, variant: ServiceLevelVariant) -> bool {
        variant != ServiceLevelVariant::OfAnswered || self.served.is_some()
    }

    pub(super) fn knows_speed_of_answer(&self) -> bool {
        self.served.is_some() && self.wait_of_served_seconds.is_some()
    }

    fn knows_mean_wait(&self) -> bool {
        let of_abandoned = self.abandoned.is_some() && self.wait_of_abandoned_seconds.is_some();
        self.knows_speed_of_answer() && of_abandoned
    }

    /// As the simulation counts. What is unknown adds nothing: figures made of it are for [`Self::knows`] to hold back.
    pub(super) fn tally(&self) -> QueueTally {
        QueueTally {
            offered: self.offered,
            served: self.served.unwrap_or_default(),
            served_within: self.served_within,
            abandoned: self.abandoned.unwrap_or_default(),
            wait_of_served_seconds: self.wait_of_served_seconds.unwrap_or_default(),
            wait_of_abandoned_seconds: self.wait_of_abandoned_seconds.unwrap_or_default(),
            ..QueueTally::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Share, WaitSeconds};

    #[test]
    fn a_goal_is_known_only_where_each_figure_it_asks_for_is() {
        let without_waits = SoFar {
            wait_of_served_seconds: None,
            ..SoFar::default()
        };
        let without_abandons = SoFar {
            abandoned: None,
            ..SoFar::default()
        };
        let speed = ServiceGoal {
            average_speed_of_answer: Some(WaitSeconds::new(20.0).unwrap()),
            ..ServiceGoal::default()
        };
        let abandonment = ServiceGoal {
            maximum_abandonment: Some(Share::from_percent(5.0).unwrap()),
            ..ServiceGoal::default()
        };
        assert!(SoFar::default().knows(&speed) && SoFar::default().knows(&abandonment));
        assert_eq!(
            [&speed, &abandonment].map(|goal| without_waits.knows(goal)),
            [false, true]
        );
        assert_eq!(
            [&speed, &abandonment].map(|goal| without_abandons.knows(goal)),
            [true, false]
        );
    }
}
