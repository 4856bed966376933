//! What a number of agents gives in an interval whose volume may vary.

use crewcast_forecasts::requirement::uncertain::{predict_by_calls, probability_of_meeting};
use crewcast_forecasts::requirement::{Patience, ServiceGoal};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Servers};
use serde::Serialize;

use super::calculate::refused;
use super::interval_service::{IntervalService, steady_service};
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
        let (volume, interval, aht) = (self.volume, self.interval, self.aht);
        let (patience, goal) = (self.patience, &self.goal);
        let service =
            steady_service(volume, interval, aht, patience, agents, goal).map_err(refused)?;
        let call_weighted = match self.varying.variation {
            None => None,
            // A certain volume is its own mean: without a steady state where that has none.
            Some(variation) if variation.coefficient_of_variation() == 0.0 => Some(service),
            Some(variation) => {
                predict_by_calls(volume, interval, aht, patience, goal, variation, agents)
                    .map(|predicted| Some(predicted.into()))
                    .map_err(refused)?
            }
        };
        Ok(ServiceOfAgents {
            service,
            call_weighted,
        })
    }

    /// What `agents` give and whether that is enough.
    pub(super) fn compare(&self, agents: Servers) -> Result<ComparedAgents, Failure> {
        let service = self.service(agents)?;
        let (volume, interval, aht) = (self.volume, self.interval, self.aht);
        let probability = self
            .varying
            .variation
            .map(|variation| {
                let (patience, goal) = (self.patience, &self.goal);
                probability_of_meeting(volume, interval, aht, patience, goal, variation, agents)
            })
            .transpose()
            .map_err(refused)?;
        Ok(ComparedAgents {
            agents: agents.count(),
            meets_goals: meets(&self.goal, &service.service),
            probability_percent: probability.map(|probability| probability * 100.0),
            service,
        })
    }
}
