//! What a number of agents gives in an interval whose volume may vary.

use crewcast_forecasts::requirement::{Patience, RequirementError, ServiceGoal};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Servers};
use serde::Serialize;

use super::interval_service::{IntervalService, steady_service};
use super::met::meets;
use super::uncertainty::RateUncertainty;

/// The service of a number of agents, and over the varying volume where one is given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceOfAgents {
    /// At the mean volume.
    #[serde(flatten)]
    pub service: IntervalService,
    /// Over the varying volume, weighted by contacts: what the average contact meets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_weighted: Option<IntervalService>,
}

/// A number of agents with its service.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparedAgents {
    /// Agents at work.
    pub agents: f64,
    /// What they give.
    #[serde(flatten)]
    pub service: ServiceOfAgents,
    /// Whether they meet every goal at the mean volume.
    pub meets_goals: bool,
    /// The probability that they meet every goal when the volume varies as given, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability_percent: Option<f64>,
}

/// An interval whose agents are compared.
pub(super) struct Comparison {
    pub volume: ContactsPerInterval,
    pub interval: IntervalMinutes,
    pub aht: AhtSeconds,
    pub patience: Patience,
    pub goal: ServiceGoal,
    pub uncertainty: Option<RateUncertainty>,
}

impl Comparison {
    /// What `agents` give.
    pub(super) fn service(&self, agents: Servers) -> Result<ServiceOfAgents, RequirementError> {
        let service = steady_service(
            self.volume,
            self.interval,
            self.aht,
            self.patience,
            agents,
            &self.goal,
        )?;
        Ok(ServiceOfAgents {
            service,
            call_weighted: None,
        })
    }

    /// What `agents` give and whether that is enough.
    pub(super) fn compare(&self, agents: Servers) -> Result<ComparedAgents, RequirementError> {
        let service = self.service(agents)?;
        Ok(ComparedAgents {
            agents: agents.count(),
            meets_goals: meets(&self.goal, &service.service),
            probability_percent: None,
            service,
        })
    }
}
