//! How likely a whole day meets its goals, given the forecast's own spread.
//!
//! A busy day is taken to be busy in all its intervals alike: one gamma-distributed factor scales the day's volumes. Its
//! coefficient of variation is that of the intervals, weighted by their contacts; where intervals err one by one, a
//! day errs less than that, so the probability is cautious above one half.

use std::ops::Range;

use chrono::NaiveDate;
use crewcast_forecasts::erlang::uncertain::UncertainLoad;
use crewcast_forecasts::units::{ContactsPerInterval, Erlangs, Servers};
use serde::Serialize;

use super::group_to_staff::GroupToStaff;
use super::interval_service::{IntervalService, ServiceStatus, steady_service};
use super::met::meets;
use crate::failure::Failure;

/// A local day's probability of meeting its goals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayProbability {
    /// The local date.
    pub date: NaiveDate,
    /// The probability that the day as a whole meets the goals: service level, waits and abandonment over all its
    /// contacts, occupancy over all its agents; null without contacts.
    pub probability_of_meeting_goal: Option<f64>,
}

/// Sums of a day's intervals.
#[derive(Default)]
struct DaySums {
    contacts: f64,
    in_time: f64,
    answered: f64,
    waited_for_answer_seconds: f64,
    waited_seconds: f64,
    hung_up: f64,
    waited_at_all: f64,
    busy: f64,
    agents: f64,
}

impl DaySums {
    fn add(&mut self, contacts: f64, agents: f64, service: &IntervalService) {
        self.agents += agents;
        if service.status == ServiceStatus::Idle {
            return;
        }
        // An unstable interval answers nobody in time, and its wait has no end.
        let unstable = service.status == ServiceStatus::Unstable;
        let wait =
            |seconds: Option<f64>| seconds.unwrap_or(if unstable { f64::INFINITY } else { 0.0 });
        let hung_up = contacts * service.abandon_rate.unwrap_or(0.0);
        self.contacts += contacts;
        self.in_time += contacts * service.service_level.unwrap_or(0.0);
        self.answered += contacts - hung_up;
        self.waited_for_answer_seconds +=
            (contacts - hung_up) * wait(service.average_speed_of_answer_seconds);
        self.waited_seconds += contacts * wait(service.mean_wait_seconds);
        self.hung_up += hung_up;
        self.waited_at_all += contacts * service.p_wait.unwrap_or(1.0);
        self.busy += agents * service.occupancy.unwrap_or(1.0);
    }

    fn service(&self) -> IntervalService {
        let per = |sum: f64, of: f64| (of > 0.0).then(|| sum / of);
        IntervalService {
            status: ServiceStatus::Steady,
            service_level: per(self.in_time, self.contacts),
            average_speed_of_answer_seconds: per(self.waited_for_answer_seconds, self.answered),
            mean_wait_seconds: per(self.waited_seconds, self.contacts),
            abandon_rate: per(self.hung_up, self.contacts),
            p_wait: per(self.waited_at_all, self.contacts),
            occupancy: per(self.busy, self.agents),
        }
    }
}

impl GroupToStaff {
    /// The probability that the agents at work from interval `first` on meet the goals of every local day they cover
    /// from its start to its end, each interval taken for a steady state.
    ///
    /// # Errors
    /// [`Failure::Internal`] for numbers no forecast holds.
    pub fn probability_of_days(
        &self,
        first: usize,
        agents_at_work: &[f64],
    ) -> Result<Vec<DayProbability>, Failure> {
        let covered = first..first + agents_at_work.len();
        self.grid
            .days()
            .iter()
            .map(|day| {
                (
                    day.date,
                    day.first_interval..day.first_interval + day.intervals,
                )
            })
            .filter(|(_, span)| covered.start <= span.start && span.end <= covered.end)
            .map(|(date, span)| {
                let agents = agents_at_work
                    .get(span.start - first..span.end - first)
                    .unwrap_or_default();
                Ok(DayProbability {
                    date,
                    probability_of_meeting_goal: self.probability_of_day(&span, agents)?,
                })
            })
            .collect()
    }

    fn probability_of_day(
        &self,
        span: &Range<usize>,
        agents: &[f64],
    ) -> Result<Option<f64>, Failure> {
        let (mut contacts, mut deviations) = (0.0, 0.0);
        for index in span.clone() {
            let (mean, _) = self.demand(index)?;
            contacts += mean.contacts();
            deviations += mean.contacts() * self.coefficient_of_variation(index)?;
        }
        if contacts <= 0.0 {
            return Ok(None);
        }
        let internal = |error: String| Failure::Internal(error);
        let one = Erlangs::new(1.0).map_err(|error| internal(error.to_string()))?;
        let factor = UncertainLoad::new(one, deviations / contacts)
            .map_err(|error| internal(error.to_string()))?;
        let probability = factor.probability_of(|factor| {
            self.day_service(span, agents, factor.erlangs())
                .is_some_and(|service| meets(&self.goals.goal, &service))
        });
        Ok(Some(probability))
    }

    /// The day's service when all its volumes are `factor` times the mean; none where that is beyond the formulas.
    fn day_service(
        &self,
        span: &Range<usize>,
        agents: &[f64],
        factor: f64,
    ) -> Option<IntervalService> {
        let goals = &self.goals;
        let mut sums = DaySums::default();
        for (index, agents) in span.clone().zip(agents) {
            let (mean, aht) = self.demand(index).ok()?;
            let volume = ContactsPerInterval::new(mean.contacts() * factor).ok()?;
            let servers = Servers::new(*agents).ok()?;
            let service = steady_service(
                volume,
                self.interval,
                aht,
                goals.patience,
                servers,
                &goals.goal,
            );
            sums.add(volume.contacts(), *agents, &service.ok()?);
        }
        Some(sums.service())
    }
}
