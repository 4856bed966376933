//! The forecast's own spread: how likely agents meet the goals of its intervals.

use crewcast_forecasts::requirement::uncertain::{RateUncertainty, probability_of_meeting};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, Servers};

use super::group_to_staff::GroupToStaff;
use super::uncertainty::Varying;
use crate::failure::Failure;

impl GroupToStaff {
    /// How the rate of an interval varies by the forecast's percentiles.
    fn variation(&self, index: usize) -> Result<RateUncertainty, Failure> {
        let numbers = &self.numbers;
        let at = |series: &[f64]| series.get(index).copied().unwrap_or(0.0);
        let mean = ContactsPerInterval::new(at(&numbers.offered_per_interval))
            .map_err(|error| self.unfit(&error))?;
        RateUncertainty::from_forecast(
            mean,
            at(&numbers.offered_per_interval_p10),
            at(&numbers.offered_per_interval_p50),
            at(&numbers.offered_per_interval_p90),
        )
        .map_err(|error| self.unfit(&error))
    }

    /// Standard deviation of the rate of an interval / its mean.
    pub(super) fn coefficient_of_variation(&self, index: usize) -> Result<f64, Failure> {
        Ok(self.variation(index)?.coefficient_of_variation())
    }

    /// How the rate of an interval varies, and how sure the group is to meet its goals.
    pub(super) fn varying(&self, index: usize) -> Result<Varying, Failure> {
        Ok(Varying {
            variation: Some(self.variation(index)?),
            probability: self.goals.probability,
        })
    }

    /// Volume and handle time to staff an interval for: the mean, or the volume that is not exceeded with the group's
    /// staffing probability.
    pub(super) fn demand_to_staff(
        &self,
        index: usize,
    ) -> Result<(ContactsPerInterval, AhtSeconds), Failure> {
        let (mean, aht) = self.demand(index)?;
        let volume = self.varying(index)?.volume_to_staff(mean);
        Ok((volume.map_err(|error| self.refused(index, &error))?, aht))
    }

    /// The probability that the agents at work from interval `first` on meet the goals of each interval, taken for a
    /// steady state; null without contacts.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`; [`Failure::Internal`] for numbers no forecast holds.
    pub fn probability_of_meeting_goal(
        &self,
        first: usize,
        agents_at_work: &[f64],
    ) -> Result<Vec<Option<f64>>, Failure> {
        (first..self.intervals())
            .zip(agents_at_work)
            .map(|(index, agents)| {
                let (mean, aht) = self.demand(index)?;
                if mean == ContactsPerInterval::ZERO {
                    return Ok(None);
                }
                let agents = Servers::new(*agents).map_err(|error| self.unfit(&error))?;
                let goals = &self.goals;
                probability_of_meeting(
                    mean,
                    self.interval,
                    aht,
                    goals.patience,
                    &goals.goal,
                    self.variation(index)?,
                    agents,
                )
                .map(Some)
                .map_err(|error| self.refused(index, &error))
            })
            .collect()
    }
}
