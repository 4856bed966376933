//! What a number of agents gives the customers of an interval.

use crewcast_forecasts::erlang::service_level::ServiceLevelVariant;
use crewcast_forecasts::requirement::{Figures, Patience, Predicted, RequirementError, predict};
use crewcast_forecasts::units::{
    AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, IntervalMinutes, Servers, Share,
};
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// Whether an interval has a steady state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ServiceStatus {
    /// No contacts, so nothing to measure.
    Idle,
    /// A steady state.
    Steady,
    /// The load is at or above the agents: the queue grows for as long as this lasts and no mean exists.
    Unstable,
}

/// Service of one interval by Erlang C.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntervalService {
    /// Whether the figures exist.
    pub status: ServiceStatus,
    /// Share of contacts answered within the goal's seconds, 0 to 1; null unless steady.
    pub service_level: Option<f64>,
    /// Mean wait of all contacts in seconds; null unless steady.
    pub average_speed_of_answer_seconds: Option<f64>,
    /// Share of their time agents spend on contacts, 0 to 1; null where unstable.
    pub occupancy: Option<f64>,
}

impl IntervalService {
    const IDLE: Self = Self {
        status: ServiceStatus::Idle,
        service_level: None,
        average_speed_of_answer_seconds: None,
        occupancy: Some(0.0),
    };
    const UNSTABLE: Self = Self {
        status: ServiceStatus::Unstable,
        service_level: None,
        average_speed_of_answer_seconds: None,
        occupancy: None,
    };

    fn steady(figures: &Figures) -> Self {
        Self {
            status: ServiceStatus::Steady,
            service_level: figures.service_level,
            average_speed_of_answer_seconds: Some(figures.average_speed_of_answer_seconds),
            occupancy: Some(figures.occupancy),
        }
    }
}

impl From<Predicted> for IntervalService {
    fn from(predicted: Predicted) -> Self {
        match predicted {
            Predicted::Idle => Self::IDLE,
            Predicted::Steady(figures) => Self::steady(&figures),
            Predicted::Unstable(_) => Self::UNSTABLE,
        }
    }
}

/// Agents an interval has, counted where the planner counts them.
#[derive(Clone, Copy, Debug)]
pub enum Heads<'a> {
    /// On the roster for on-queue work, shrinkage not yet taken off: `heads × (1 − shrinkage)` are at work on average.
    Rostered(&'a [u32]),
    /// At work.
    AtWork(&'a [u32]),
}

impl Heads<'_> {
    /// How many intervals there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Rostered(heads) | Self::AtWork(heads) => heads.len(),
        }
    }

    /// Whether there is no interval.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Agents at work in interval `index`, a fraction where shrinkage leaves one; 0 past the end.
    pub(super) fn at_work(&self, index: usize, shrinkage: Share) -> f64 {
        let count = |heads: &[u32]| heads.get(index).copied().unwrap_or(0);
        match self {
            Self::AtWork(heads) => f64::from(count(heads)),
            // In decimals, so that 20 heads at 30 % are exactly 14 and not a little fewer.
            Self::Rostered(heads) => (rust_decimal::Decimal::from(count(heads))
                * shrinkage.complement().as_decimal())
            .to_f64()
            .unwrap_or(0.0),
        }
    }
}

/// Service of an interval with any number of agents at work, whole or not.
///
/// # Errors
/// [`RequirementError::NoHandleTime`], [`RequirementError::LoadTooLarge`].
pub fn service_of_interval(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    agents_at_work: Servers,
    within: AnswerWithinSeconds,
) -> Result<IntervalService, RequirementError> {
    predict(
        volume,
        interval,
        aht,
        Patience::Endless,
        agents_at_work,
        within,
        ServiceLevelVariant::OfOffered,
    )
    .map(IntervalService::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(volume: f64, agents: f64) -> IntervalService {
        service_of_interval(
            ContactsPerInterval::new(volume).unwrap(),
            IntervalMinutes::new(30).unwrap(),
            AhtSeconds::new(180.0).unwrap(),
            Servers::new(agents).unwrap(),
            AnswerWithinSeconds::new(20.0).unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn an_unstable_interval_says_so_and_has_no_service_level() {
        let overloaded = service(100.0, 10.0);
        assert_eq!(overloaded.status, ServiceStatus::Unstable);
        assert_eq!(
            serde_json::to_value(overloaded).unwrap(),
            serde_json::json!({"status": "unstable", "serviceLevel": null, "averageSpeedOfAnswerSeconds": null, "occupancy": null})
        );
    }

    #[test]
    fn rostered_heads_lose_their_shrinkage_exactly() {
        let shrinkage = Share::from_percent(30.0).unwrap();
        let heads = [20, 11];
        assert_eq!(Heads::Rostered(&heads).at_work(0, shrinkage), 14.0);
        assert_eq!(Heads::Rostered(&heads).at_work(1, shrinkage), 7.7);
        assert_eq!(Heads::AtWork(&heads).at_work(1, shrinkage), 11.0);
    }

    #[test]
    fn a_part_of_an_agent_more_serves_a_little_better() {
        let levels: Vec<f64> = [11.0, 11.5, 12.0]
            .into_iter()
            .filter_map(|agents| service(100.0, agents).service_level)
            .collect();
        assert!(levels[0] < levels[1] && levels[1] < levels[2], "{levels:?}");
    }
}
