//! What a number of agents gives.

use serde::{Deserialize, Serialize};

use super::error::RequirementError;
use super::load::offered_load;
use super::patience::Patience;
use crate::erlang::c::Unstable;
use crate::erlang::service_level::ServiceLevelVariant;
use crate::erlang::{a, c};
use crate::units::{
    AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, Erlangs, IntervalMinutes, Servers,
};

/// The steady state of an interval. Where nobody hangs up, `abandonment` is 0 and the two waits are the same.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Share answered within the asked time, in the asked variant; absent where no time was asked.
    pub service_level: Option<f64>,
    /// Mean wait of the contacts that are served, in seconds; infinite where nobody is there to serve, `null` in JSON.
    #[serde(with = "null_where_infinite")]
    pub average_speed_of_answer_seconds: f64,
    /// Mean wait over all contacts, those that hang up included, in seconds; `null` in JSON where it is infinite.
    #[serde(with = "null_where_infinite")]
    pub mean_wait_seconds: f64,
    /// Share of contacts that hang up.
    pub abandonment: f64,
    /// Share of their time agents spend on contacts.
    pub occupancy: f64,
    /// Share of contacts that wait at all.
    pub p_wait: f64,
}

impl Figures {
    pub(super) fn of_endless(
        queue: &c::Queue,
        aht: AhtSeconds,
        within: Option<AnswerWithinSeconds>,
    ) -> Self {
        let wait = queue.average_speed_of_answer_seconds(aht);
        Self {
            service_level: within.map(|within| queue.service_level(within, aht)),
            average_speed_of_answer_seconds: wait,
            mean_wait_seconds: wait,
            abandonment: 0.0,
            occupancy: queue.occupancy(),
            p_wait: queue.p_wait(),
        }
    }

    pub(super) fn of_impatient(
        queue: &a::Queue,
        answer_time: Option<(AnswerWithinSeconds, ServiceLevelVariant)>,
    ) -> Self {
        Self {
            service_level: answer_time
                .map(|(within, variant)| queue.service_level(variant, within)),
            average_speed_of_answer_seconds: queue.average_speed_of_answer_seconds(),
            mean_wait_seconds: queue.mean_wait_of_all_seconds(),
            abandonment: queue.p_abandon(),
            occupancy: queue.occupancy(),
            p_wait: queue.p_wait(),
        }
    }
}

/// JSON has no infinity.
mod null_where_infinite {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        value.is_finite().then_some(*value).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        Ok(Option::deserialize(deserializer)?.unwrap_or(f64::INFINITY))
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

    /// Mean wait of the served in seconds; infinite where unstable, absent without contacts.
    #[must_use]
    pub fn average_speed_of_answer_seconds(&self) -> Option<f64> {
        match self {
            Self::Idle => None,
            Self::Steady(figures) => Some(figures.average_speed_of_answer_seconds),
            Self::Unstable(_) => Some(f64::INFINITY),
        }
    }

    /// Mean wait of all contacts in seconds; infinite where unstable, absent without contacts.
    #[must_use]
    pub fn mean_wait_seconds(&self) -> Option<f64> {
        match self {
            Self::Idle => None,
            Self::Steady(figures) => Some(figures.mean_wait_seconds),
            Self::Unstable(_) => Some(f64::INFINITY),
        }
    }

    /// Share of contacts that hang up; absent without contacts, 0 where unstable, because only a queue in which nobody
    /// hangs up grows without end.
    #[must_use]
    pub fn abandonment(&self) -> Option<f64> {
        match self {
            Self::Idle => None,
            Self::Steady(figures) => Some(figures.abandonment),
            Self::Unstable(_) => Some(0.0),
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

/// What `agents` at work give in an interval: by Erlang C where patience is endless, by Erlang A where it has a mean
/// (assumptions: [`crate::erlang::c`], [`crate::erlang::a`]). Agents may be a fraction.
///
/// # Errors
/// [`RequirementError::NoHandleTime`], [`RequirementError::LoadTooLarge`]. Too few agents are no error but
/// [`Predicted::Unstable`], and with a mean patience not even that.
///
/// ```
/// use crewcast_forecasts::erlang::service_level::ServiceLevelVariant;
/// use crewcast_forecasts::requirement::{Patience, predict};
/// use crewcast_forecasts::units::{
///     AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, IntervalMinutes, PatienceSeconds,
/// };
/// let (volume, interval) = (ContactsPerInterval::new(100.0)?, IntervalMinutes::new(30)?);
/// let (aht, within) = (AhtSeconds::new(180.0)?, AnswerWithinSeconds::new(20.0)?);
/// let with = |patience, agents: u32| {
///     predict(volume, interval, aht, patience, agents, within, ServiceLevelVariant::OfOffered)
/// };
/// let with_11 = with(Patience::Endless, 11)?;
/// // P(wait) 0.6821182: first row of the table in the readme of the package ErlangC 0.1.0.
/// assert!((with_11.p_wait().unwrap() - 0.682_118_2).abs() < 5e-8);
/// assert!(with(Patience::Endless, 10)?.is_unstable());
///
/// let five_minutes = Patience::Mean(PatienceSeconds::new(300.0)?);
/// let with_10 = with(five_minutes, 10)?;
/// assert!(!with_10.is_unstable() && with_10.abandonment() > Some(0.05));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn predict(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    patience: Patience,
    agents: impl Into<Servers>,
    within: AnswerWithinSeconds,
    variant: ServiceLevelVariant,
) -> Result<Predicted, RequirementError> {
    let load = offered_load(volume, interval, aht)?;
    if volume == ContactsPerInterval::ZERO {
        return Ok(Predicted::Idle);
    }
    let answer_time = Some((within, variant));
    Ok(predict_load(
        load,
        aht,
        patience,
        agents.into(),
        answer_time,
    ))
}

/// What agents give where there are contacts.
pub(super) fn predict_load(
    load: Erlangs,
    aht: AhtSeconds,
    patience: Patience,
    agents: Servers,
    answer_time: Option<(AnswerWithinSeconds, ServiceLevelVariant)>,
) -> Predicted {
    match patience {
        Patience::Mean(patience) => {
            let queue = a::Queue::steady(load, agents, aht, patience);
            Predicted::Steady(Figures::of_impatient(&queue, answer_time))
        }
        Patience::Endless => match c::Queue::steady(load, agents) {
            Ok(queue) => {
                let within = answer_time.map(|(within, _)| within);
                Predicted::Steady(Figures::of_endless(&queue, aht, within))
            }
            Err(unstable) => Predicted::Unstable(unstable),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::PatienceSeconds;

    fn predicted(volume: f64, agents: u32) -> Predicted {
        predicted_with(Patience::Endless, volume, agents)
    }

    fn five_minutes() -> Patience {
        Patience::Mean(PatienceSeconds::new(300.0).unwrap())
    }

    fn predicted_with(patience: Patience, volume: f64, agents: u32) -> Predicted {
        predict(
            ContactsPerInterval::new(volume).unwrap(),
            IntervalMinutes::new(30).unwrap(),
            AhtSeconds::new(180.0).unwrap(),
            patience,
            agents,
            AnswerWithinSeconds::new(20.0).unwrap(),
            ServiceLevelVariant::OfOffered,
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
    fn where_nobody_hangs_up_both_waits_are_one() {
        let figures = *predicted(100.0, 14).figures().unwrap();
        assert_eq!(figures.abandonment, 0.0);
        assert_eq!(
            figures.mean_wait_seconds,
            figures.average_speed_of_answer_seconds
        );
    }

    #[test]
    fn with_impatient_contacts_more_load_than_agents_is_a_steady_state_whose_flow_balances() {
        for agents in [1, 5, 10, 14] {
            let predicted = predicted_with(five_minutes(), 100.0, agents);
            let figures = predicted.figures().unwrap();
            let served = 10.0 * (1.0 - figures.abandonment);
            assert!((served / f64::from(agents) - figures.occupancy).abs() < 1e-9);
            assert!((figures.abandonment - figures.mean_wait_seconds / 300.0).abs() < 1e-9);
        }
        assert_eq!(predicted_with(five_minutes(), 0.0, 3), Predicted::Idle);
    }

    #[test]
    fn each_state_names_itself_in_json_and_reads_back() {
        let nobody = predicted_with(five_minutes(), 100.0, 0);
        assert_eq!(nobody.abandonment(), Some(1.0));
        assert_eq!(
            nobody.average_speed_of_answer_seconds(),
            Some(f64::INFINITY)
        );
        for (predicted, state) in [
            (predicted(100.0, 10), "unstable"),
            (predicted(100.0, 14), "steady"),
            (nobody, "steady"),
        ] {
            let json = serde_json::to_value(predicted).unwrap();
            assert_eq!(json["state"], state);
            assert_eq!(
                serde_json::from_value::<Predicted>(json).unwrap(),
                predicted
            );
        }
    }
}
