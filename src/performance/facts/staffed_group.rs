//! What agents of a planning group serve and lose.

use crewcast_forecasts::requirement::{
    RequirementError, lost_contacts, maximal_capacity, optimal_capacity,
};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Servers};

use crate::db::Instant;
use crate::failure::Failure;
use crate::staffing::{GroupToStaff, RequiredHeads, StaffingGoals};

/// Below this a head is a rounding error of the shrinkage taken off.
const HEAD_ROUNDING: f64 = 1e-9;

/// A planning group with its goals as they stand now and the length of its intervals.
#[derive(Clone, Debug)]
pub(in crate::performance) struct StaffedGroup {
    pub id: String,
    pub name: String,
    pub goals: StaffingGoals,
    pub interval: IntervalMinutes,
}

/// Contacts of one interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::performance) struct Demand {
    pub start: Instant,
    pub volume: ContactsPerInterval,
    pub aht: AhtSeconds,
}

impl StaffedGroup {
    /// The group of a forecast.
    pub(in crate::performance) fn of(group: &GroupToStaff) -> Self {
        Self {
            id: group.id().to_owned(),
            name: group.name.clone(),
            goals: group.goals.clone(),
            interval: group.interval(),
        }
    }

    /// An interval's length.
    pub(in crate::performance) fn seconds(&self) -> f64 {
        f64::from(self.interval.seconds())
    }

    /// Of heads on the roster, those at work.
    pub(in crate::performance) fn at_work(&self, on_roster: f64) -> f64 {
        on_roster * self.goals.shrinkage.complement_as_f64()
    }

    fn refused(&self, at: Instant, error: &RequirementError) -> Failure {
        let detail = format!("planning group {:?}, {at}: {error}", self.name);
        Failure::conflict("cannot-be-staffed", detail)
    }

    /// Contacts expected to be lost with the agents `scheduled` on the roster beyond those lost with the agents required.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`.
    pub(in crate::performance) fn lost_beyond(
        &self,
        demand: Demand,
        required: RequiredHeads,
        scheduled: f64,
    ) -> Result<f64, Failure> {
        let Demand { start, volume, aht } = demand;
        let lost = |agents: Servers| {
            lost_contacts(volume, self.interval, aht, self.goals.patience, agents)
                .map_err(|error| self.refused(start, &error))
        };
        let at_work = self.at_work(scheduled);
        // Where as many are at work as are required nothing is lost beyond, whatever rounding says.
        if at_work + HEAD_ROUNDING >= f64::from(required.at_work) {
            return Ok(0.0);
        }
        let agents = Servers::new(at_work).unwrap_or(Servers::ZERO);
        Ok((lost(agents)? - lost(required.at_work.into())?).max(0.0))
    }

    /// Most contacts of an interval that the agents scheduled serve within all goals.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`.
    pub(in crate::performance) fn optimal_capacity(
        &self,
        demand: Demand,
        scheduled: f64,
    ) -> Result<f64, Failure> {
        let whole = (self.at_work(scheduled) + HEAD_ROUNDING).floor();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "heads are 0 to a few thousands"
        )]
        let agents = whole as u32;
        let goals = &self.goals;
        let (interval, aht) = (self.interval, demand.aht);
        optimal_capacity(agents, interval, aht, goals.patience, &goals.goal)
            .map_err(|error| self.refused(demand.start, &error))
    }

    /// Most contacts of an interval that the agents scheduled handle at all.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`.
    pub(in crate::performance) fn maximal_capacity(
        &self,
        demand: Demand,
        scheduled: f64,
    ) -> Result<f64, Failure> {
        let agents = Servers::new(self.at_work(scheduled)).unwrap_or(Servers::ZERO);
        let occupancy = self.goals.goal.maximum_occupancy;
        maximal_capacity(agents, self.interval, demand.aht, occupancy)
            .map_err(|error| self.refused(demand.start, &error))
    }
}
