//! What the stationary formulas say of each interval of a day, taken by itself.

use super::carry_over::{CarryOverError, answer_within};
use super::demand::{Demand, IntervalRates};
use super::error::TransientError;
use crate::requirement::{Predicted, ServiceGoal, predict, require};
use crate::units::{AhtSeconds, ContactsPerInterval, Erlangs, IntervalMinutes};

/// The formulas know intervals of the grid only; a rate is the same in any of them.
const AN_HOUR: u32 = 60;

/// Erlang C or A for the intervals of a day.
pub(super) struct Stationary<'a> {
    demand: &'a Demand,
    goal: &'a ServiceGoal,
    rates: Vec<IntervalRates>,
    interval: IntervalMinutes,
}

impl<'a> Stationary<'a> {
    pub fn of(demand: &'a Demand, goal: &'a ServiceGoal) -> Result<Self, CarryOverError> {
        let rates = demand.rates()?;
        let seconds = demand.interval_seconds;
        let on_the_grid = IntervalMinutes::LENGTHS
            .into_iter()
            .find(|&minutes| f64::from(minutes) * 60.0 == seconds);
        let interval = IntervalMinutes::new(on_the_grid.unwrap_or(AN_HOUR))
            .map_err(|_| TransientError::NotAnInterval(seconds))?;
        Ok(Self {
            demand,
            goal,
            rates,
            interval,
        })
    }

    /// Agents for other loads than the contacts' own.
    pub fn agents(&self, loads: impl Iterator<Item = Erlangs>) -> Result<Vec<u32>, CarryOverError> {
        self.rates
            .iter()
            .zip(loads)
            .map(|(rates, load)| self.agents_for(load.erlangs() * rates.service, rates))
            .collect()
    }

    /// Agents for the contacts of each interval: SIPP.
    pub fn agents_for_contacts(&self) -> Result<Vec<u32>, CarryOverError> {
        self.rates
            .iter()
            .map(|rates| self.agents_for(rates.arrivals, rates))
            .collect()
    }

    /// What the formulas believe that agents give.
    pub fn predict(&self, agents: &[u32]) -> Result<Vec<Predicted>, CarryOverError> {
        let level = self.goal.service_level;
        self.rates
            .iter()
            .zip(agents)
            .map(|(rates, &agents)| {
                Ok(predict(
                    self.volume(rates.arrivals),
                    self.interval,
                    aht(rates),
                    self.demand.patience,
                    agents,
                    answer_within(self.goal),
                    level.map(|level| level.variant).unwrap_or_default(),
                )?)
            })
            .collect()
    }

    fn agents_for(&self, arrivals: f64, rates: &IntervalRates) -> Result<u32, CarryOverError> {
        let needed = require(
            self.volume(arrivals),
            self.interval,
            aht(rates),
            self.demand.patience,
            self.goal,
        )?;
        Ok(needed.agents_net)
    }

    fn volume(&self, arrivals_per_second: f64) -> ContactsPerInterval {
        let seconds = f64::from(self.interval.seconds());
        // Rates of a checked day are finite and at least 0.
        ContactsPerInterval::new(arrivals_per_second * seconds).unwrap_or(ContactsPerInterval::ZERO)
    }
}

fn aht(rates: &IntervalRates) -> AhtSeconds {
    AhtSeconds::new(rates.aht_seconds()).unwrap_or(AhtSeconds::ZERO)
}
