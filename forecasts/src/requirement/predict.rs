//! What a number of agents gives.

use serde::{Deserialize, Serialize};

use super::error::RequirementError;
use super::load::offered_load;
use crate::erlang::c::{Queue, Unstable};
use crate::units::{AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, IntervalMinutes};

/// The steady state of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Share of contacts answered within the asked time; absent where no time was asked.
    pub service_level: Option<f64>,
    /// Mean wait over all contacts, in seconds.
    pub average_speed_of_answer_seconds: f64,
    /// Share of their time agents spend on contacts.
    pub occupancy: f64,
    /// Share of contacts that wait at all.
    pub p_wait: f64,
}

impl Figures {
    pub(super) fn of(queue: &Queue, aht: AhtSeconds, within: Option<AnswerWithinSeconds>) -> Self {
        Self {
            service_level: within.map(|within| queue.service_level(within, aht)),
            average_speed_of_answer_seconds: queue.average_speed_of_answer_seconds(aht),
            occupancy: queue.occupancy(),
            p_wait: queue.p_wait(),
        }
    }
}

/// What to expect of an interval with a number of agents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum Predicted {
    /// No contacts, so nothing to measure.
    Idle,
    /// A steady state.
    Steady(Figures),
    /// Load at or above the agents: the queue grows for as long as this lasts and no mean exists.
    Unstable(Unstable),
}

impl Predicted {
    /// The steady state's figures, if there is one.
    #[must_use]
    pub fn figures(&self) -> Option<&Figures> {
        match self {
            Self::Steady(figures) => Some(figures),
            Self::Idle | Self::Unstable(_) => None,
        }
    }

    /// Share answered in time; 0 where unstable, the limit of a queue without end. Absent without contacts, and
    /// where no answer time was asked.
    #[must_use]
    pub fn service_level(&self) -> Option<f64> {
        match self {
            Self::Idle => None,
            Self::Steady(figures) => figures.service_level,
            Self::Unstable(_) => Some(0.0),
        }
    }

    /// Mean wait in seconds; infinite where unstable, absent without contacts.
    #[must_use]
    pub fn average_speed_of_answer_seconds(&self) -> Option<f64> {
        match self {
            Self::Idle => None,
            Self::Steady(figures) => Some(figures.average_speed_of_answer_seconds),
            Self::Unstable(_) => Some(f64::INFINITY),
        }
    }

    /// Share of agents' time spent on contacts: 0 without contacts, 1 where unstable.
    #[must_use]
    pub fn occupancy(&self) -> f64 {
        match self {
            Self::Idle => 0.0,
            Self::Steady(figures) => figures.occupancy,
            Self::Unstable(_) => 1.0,
        }
    }

    /// Share of contacts that wait at all: 1 where unstable, absent without contacts.
    #[must_use]
    pub fn p_wait(&self) -> Option<f64> {
        match self {
            Self::Idle => None,
            Self::Steady(figures) => Some(figures.p_wait),
            Self::Unstable(_) => Some(1.0),
        }
    }

    /// Whether the queue grows without end.
    #[must_use]
    pub fn is_unstable(&self) -> bool {
        matches!(self, Self::Unstable(_))
    }
}

/// What `agents` at work give in an interval, by Erlang C (see [`crate::erlang::c`] for its assumptions).
///
/// # Errors
/// [`RequirementError::NoHandleTime`], [`RequirementError::LoadTooLarge`]. Too few agents are no error but
/// [`Predicted::Unstable`].
///
/// ```
/// use crewcast_forecasts::requirement::predict;
/// use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, IntervalMinutes};
/// let (volume, interval) = (ContactsPerInterval::new(100.0)?, IntervalMinutes::new(30)?);
/// let (aht, within) = (AhtSeconds::new(180.0)?, AnswerWithinSeconds::new(20.0)?);
/// let with_11 = predict(volume, interval, aht, 11, within)?;
/// // P(wait) 0.6821182: first row of the table in the readme of the package ErlangC 0.1.0.
/// assert!((with_11.p_wait().unwrap() - 0.682_118_2).abs() < 5e-8);
/// assert!(predict(volume, interval, aht, 10, within)?.is_unstable());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn predict(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    agents: u32,
    within: AnswerWithinSeconds,
) -> Result<Predicted, RequirementError> {
    let load = offered_load(volume, interval, aht)?;
    if volume == ContactsPerInterval::ZERO {
        return Ok(Predicted::Idle);
    }
    Ok(match Queue::steady(load, agents) {
        Ok(queue) => Predicted::Steady(Figures::of(&queue, aht, Some(within))),
        Err(unstable) => Predicted::Unstable(unstable),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predicted(volume: f64, agents: u32) -> Predicted {
        predict(
            ContactsPerInterval::new(volume).unwrap(),
            IntervalMinutes::new(30).unwrap(),
            AhtSeconds::new(180.0).unwrap(),
            agents,
            AnswerWithinSeconds::new(20.0).unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn no_contacts_leave_nothing_to_measure() {
        assert_eq!(predicted(0.0, 0), Predicted::Idle);
        assert_eq!(predicted(0.0, 5).service_level(), None);
        assert_eq!(predicted(0.0, 5).occupancy(), 0.0);
    }

    #[test]
    fn nobody_at_work_is_unstable_and_answers_nobody() {
        let nobody = predicted(0.001, 0);
        assert!(nobody.is_unstable());
        assert_eq!(nobody.service_level(), Some(0.0));
        assert_eq!(
            nobody.average_speed_of_answer_seconds(),
            Some(f64::INFINITY)
        );
    }

    #[test]
    fn each_state_names_itself_in_json_and_reads_back() {
        for (agents, state) in [(10, "unstable"), (14, "steady")] {
            let json = serde_json::to_value(predicted(100.0, agents)).unwrap();
            assert_eq!(json["state"], state);
            assert_eq!(
                serde_json::from_value::<Predicted>(json).unwrap(),
                predicted(100.0, agents)
            );
        }
    }
}
