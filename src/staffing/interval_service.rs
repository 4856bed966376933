//! What a number of agents gives the customers of an interval.

use crewcast_forecasts::erlang::ServiceLevelVariant;
use crewcast_forecasts::requirement::{
    Figures, Patience, Predicted, RequirementError, ServiceGoal, predict,
};
use crewcast_forecasts::transient;
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
    /// No steady state is assumed: the figures are those of the exact chain with the queue that was inherited.
    Walked,
    /// The load is at or above the agents: the queue grows for as long as this lasts and no mean exists.
    Unstable,
}

/// Service of one interval: by Erlang C where nobody hangs up, by Erlang A where contacts have a patience, and where a
/// queue is carried over by the exact transient chain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntervalService {
    /// Whether the figures exist.
    pub status: ServiceStatus,
    /// Share of contacts answered within the goal's seconds, in the goal's variant, 0 to 1; null unless steady, and
    /// where no such goal says within which time.
    pub service_level: Option<f64>,
    /// Mean wait of the contacts that are answered, in seconds; null unless steady, and where none is answered.
    pub average_speed_of_answer_seconds: Option<f64>,
    /// Mean wait of all contacts, those that hang up included, in seconds; null unless steady.
    pub mean_wait_seconds: Option<f64>,
    /// Share of contacts that hang up, 0 to 1; null unless steady.
    pub abandon_rate: Option<f64>,
    /// Share of contacts that wait at all, 0 to 1; null unless steady.
    pub p_wait: Option<f64>,
    /// Share of their time agents spend on contacts, 0 to 1; null where unstable.
    pub occupancy: Option<f64>,
}

impl IntervalService {
    pub(super) const IDLE: Self = Self {
        occupancy: Some(0.0),
        ..Self::without_figures(ServiceStatus::Idle)
    };
    pub(super) const UNSTABLE: Self = Self::without_figures(ServiceStatus::Unstable);

    const fn without_figures(status: ServiceStatus) -> Self {
        Self {
            status,
            service_level: None,
            average_speed_of_answer_seconds: None,
            mean_wait_seconds: None,
            abandon_rate: None,
            p_wait: None,
            occupancy: None,
        }
    }

    /// An interval as the exact chain walks through it; `variant` where a service level is asked for.
    pub(super) fn walked(
        walked: &transient::IntervalService,
        variant: Option<ServiceLevelVariant>,
    ) -> Self {
        let status = if walked.offered > 0.0 {
            ServiceStatus::Walked
        } else {
            ServiceStatus::Idle
        };
        let of_its_contacts = |figure: Option<f64>| figure.filter(|_| walked.offered > 0.0);
        Self {
            status,
            service_level: variant.and_then(|variant| walked.service_level(variant)),
            average_speed_of_answer_seconds: of_its_contacts(
                walked.average_speed_of_answer_seconds,
            ),
            mean_wait_seconds: of_its_contacts(walked.mean_wait_seconds),
            abandon_rate: walked.abandonment(),
            p_wait: of_its_contacts(Some(walked.p_wait)),
            occupancy: walked.occupancy,
        }
    }

    fn steady(figures: &Figures) -> Self {
        // Where everybody hangs up there is no mean over those who are answered.
        let existing = |figure: f64| figure.is_finite().then_some(figure);
        Self {
            status: ServiceStatus::Steady,
            service_level: figures.service_level.and_then(existing),
            average_speed_of_answer_seconds: existing(figures.average_speed_of_answer_seconds),
            mean_wait_seconds: existing(figures.mean_wait_seconds),
            abandon_rate: existing(figures.abandonment),
            p_wait: existing(figures.p_wait),
            occupancy: existing(figures.occupancy),
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

/// The steady state's figures of an interval with any number of agents at work, whole or not; a service level where it
/// is a goal.
///
/// # Errors
/// [`RequirementError::NoHandleTime`], [`RequirementError::LoadTooLarge`].
pub(super) fn steady_service(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    patience: Patience,
    agents: Servers,
    goal: &ServiceGoal,
) -> Result<IntervalService, RequirementError> {
    let (within, variant) = goal.service_level.map_or(
        (AnswerWithinSeconds::ZERO, ServiceLevelVariant::OfOffered),
        |goal| (goal.within, goal.variant),
    );
    let predicted = predict(volume, interval, aht, patience, agents, within, variant)?;
    let mut service = IntervalService::from(predicted);
    if goal.service_level.is_none() {
        service.service_level = None;
    }
    Ok(service)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crewcast_forecasts::erlang::ServiceLevelVariant;
    use crewcast_forecasts::requirement::{Patience, predict};
    use crewcast_forecasts::units::{
        AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, IntervalMinutes, PatienceSeconds,
        Servers,
    };

    fn service(patience_seconds: Option<f64>, agents: f64) -> IntervalService {
        let patience = patience_seconds.map(|seconds| PatienceSeconds::new(seconds).unwrap());
        predict(
            ContactsPerInterval::new(100.0).unwrap(),
            IntervalMinutes::new(30).unwrap(),
            AhtSeconds::new(180.0).unwrap(),
            Patience::from(patience),
            Servers::new(agents).unwrap(),
            AnswerWithinSeconds::new(20.0).unwrap(),
            ServiceLevelVariant::OfOffered,
        )
        .unwrap()
        .into()
    }

    #[test]
    fn an_unstable_interval_says_so_and_has_no_figures() {
        let overloaded = service(None, 10.0);
        assert_eq!(overloaded.status, ServiceStatus::Unstable);
        let json = serde_json::to_value(overloaded).unwrap();
        let figures = json.as_object().unwrap();
        assert_eq!(figures.len(), 7);
        assert_eq!(
            figures.values().filter(|figure| figure.is_null()).count(),
            6
        );
    }

    #[test]
    fn where_contacts_hang_up_overload_is_steady_and_loses_some() {
        let overloaded = service(Some(180.0), 8.0);
        assert_eq!(overloaded.status, ServiceStatus::Steady);
        // 10 erlangs on 8 agents: at least 2 in 10 must hang up.
        assert!(overloaded.abandon_rate.unwrap() > 0.2);
        let (answered, all) = (
            overloaded.average_speed_of_answer_seconds.unwrap(),
            overloaded.mean_wait_seconds.unwrap(),
        );
        assert!(answered > 0.0 && all > 0.0 && answered != all);
    }

    #[test]
    fn without_agents_everybody_hangs_up_and_nobodys_wait_for_an_answer_is_made_up() {
        let nobody = service(Some(180.0), 0.0);
        assert_eq!(nobody.abandon_rate, Some(1.0));
        assert_eq!(nobody.service_level, Some(0.0));
        assert_eq!(nobody.average_speed_of_answer_seconds, None);
        assert!((nobody.mean_wait_seconds.unwrap() - 180.0).abs() < 1e-6);
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
        for patience in [None, Some(300.0)] {
            let levels: Vec<f64> = [11.0, 11.5, 12.0]
                .into_iter()
                .filter_map(|agents| service(patience, agents).service_level)
                .collect();
            assert!(levels[0] < levels[1] && levels[1] < levels[2], "{levels:?}");
        }
    }
}
