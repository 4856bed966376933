//! What an agent's overtime costs.

use chrono::NaiveDate;

use crate::failure::Failure;
use crate::organisation::Agent;
use crate::performance::unit_ground::UnitGround;

/// The rates of an agent's overtime on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::performance) struct OvertimeRates {
    cost_per_paid_hour: f64,
    multiplier: f64,
}

impl OvertimeRates {
    /// The rates that hold for an agent on a local day.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-cost-rate`.
    pub(in crate::performance) fn of(
        ground: &UnitGround,
        agent: &Agent,
        date: NaiveDate,
    ) -> Result<Self, Failure> {
        let (unit, costs) = (&ground.unit.id, &ground.costs);
        Ok(Self {
            cost_per_paid_hour: costs.hour_of(unit, agent.into(), date)?,
            multiplier: costs.overtime_multiplier_of(unit, agent.into(), date)?,
        })
    }

    /// What hours of overtime cost.
    pub(in crate::performance) fn cost(self, hours: f64) -> f64 {
        hours * self.cost_per_paid_hour * self.multiplier
    }

    /// What they cost beyond the same hours without overtime.
    pub(in crate::performance) fn premium(self, hours: f64) -> f64 {
        hours * self.cost_per_paid_hour * (self.multiplier - 1.0)
    }
}
