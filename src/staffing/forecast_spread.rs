//! The forecast's own spread: how likely agents meet the goals of its intervals.

use crewcast_forecasts::erlang::uncertain::MAXIMUM_VARIATION;
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, Servers};

use super::group_to_staff::GroupToStaff;
use super::interval_service::steady_service;
use super::met::meets;
use super::uncertainty::Varying;
use crate::failure::Failure;

/// Standard deviations between the tenth and the ninetieth percentile of a normal distribution.
const P10_TO_P90: f64 = 2.563_103_131_089_201;

/// Coefficient of variation of the rate of contacts whose count has this mean, P10 and P90.
///
/// They are quantiles of counts. A count varies by chance even where the rate is known, by the square root of its
/// mean (Poisson), and queueing formulas and simulations know that already: it is taken off, so as not to count it
/// twice.
pub fn variation_of_rate(mean: f64, p10: f64, p90: f64) -> f64 {
    let deviation = (p90 - p10) / P10_TO_P90;
    let variance_of_rate = (deviation * deviation - mean).max(0.0);
    if mean > 0.0 {
        (variance_of_rate.sqrt() / mean).min(MAXIMUM_VARIATION)
    } else {
        0.0
    }
}

impl GroupToStaff {
    /// How the rate of an interval varies by the forecast's P10 and P90.
    pub(super) fn varying(&self, index: usize) -> Varying {
        let numbers = &self.numbers;
        let at = |series: &[f64]| series.get(index).copied().unwrap_or(0.0);
        let mean = at(&numbers.offered_per_interval);
        let variation = variation_of_rate(
            mean,
            at(&numbers.offered_per_interval_p10),
            at(&numbers.offered_per_interval_p90),
        );
        Varying {
            variation: Some(variation),
            probability: self.goals.probability,
        }
    }

    /// Volume and handle time to staff an interval for: the mean, or the volume that is not exceeded with the group's
    /// staffing probability.
    pub(super) fn demand_to_staff(
        &self,
        index: usize,
    ) -> Result<(ContactsPerInterval, AhtSeconds), Failure> {
        let (mean, aht) = self.demand(index)?;
        Ok((self.varying(index).volume_to_staff(mean)?, aht))
    }

    /// The probability that the agents at work from interval `first` on meet the goals of each interval, taken for a
    /// steady state; null without contacts.
    ///
    /// # Errors
    /// [`Failure::Internal`] for numbers no forecast holds.
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
                self.varying(index).probability_of(mean, |volume| {
                    steady_service(
                        volume,
                        self.interval,
                        aht,
                        goals.patience,
                        agents,
                        &goals.goal,
                    )
                    .is_ok_and(|service| meets(&goals.goal, &service))
                })
            })
            .collect()
    }
}
