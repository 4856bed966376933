//! What a number of agents gives in an interval whose volume may vary.

use crewcast_forecasts::requirement::{Patience, RequirementError, ServiceGoal};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Servers};
use serde::Serialize;

use super::calculate::refused;
use super::call_weighted::call_weighted;
use super::interval_service::{IntervalService, ServiceStatus, steady_service};
use super::met::meets;
use super::uncertainty::Varying;
use crate::failure::Failure;

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
    pub varying: Varying,
}

impl Comparison {
    /// What `agents` give.
    pub(super) fn service(&self, agents: Servers) -> Result<ServiceOfAgents, Failure> {
        let service = self.service_at(self.volume, agents).map_err(refused)?;
        let call_weighted = match (self.varying.variation, service.status) {
            (None, _) => None,
            // A certain volume is its own mean, and so is none at all.
            (Some(0.0), _) | (_, ServiceStatus::Idle) => Some(service),
            (Some(variation), _) => call_weighted(
                self.volume,
                variation,
                self.interval,
                self.aht,
                self.patience,
                agents,
                &self.goal,
            )
            .map_err(refused)?,
        };
        Ok(ServiceOfAgents {
            service,
            call_weighted,
        })
    }

    /// What `agents` give and whether that is enough.
    pub(super) fn compare(&self, agents: Servers) -> Result<ComparedAgents, Failure> {
        let service = self.service(agents)?;
        let enough_for = |volume| {
            // A volume too large to be computed is one that no number compared here meets its goals at.
            self.service_at(volume, agents)
                .is_ok_and(|service| meets(&self.goal, &service))
        };
        let probability = self.varying.probability_of(self.volume, enough_for)?;
        Ok(ComparedAgents {
            agents: agents.count(),
            meets_goals: meets(&self.goal, &service.service),
            probability_percent: probability.map(|probability| probability * 100.0),
            service,
        })
    }

    fn service_at(
        &self,
        volume: ContactsPerInterval,
        agents: Servers,
    ) -> Result<IntervalService, RequirementError> {
        let (interval, aht, patience) = (self.interval, self.aht, self.patience);
        steady_service(volume, interval, aht, patience, agents, &self.goal)
    }
}
