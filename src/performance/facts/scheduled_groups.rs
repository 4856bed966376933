//! A schedule's planning groups: heads scheduled beside heads required, interval by interval.

use crewcast_forecasts::requirement::{
    RequirementError, lost_contacts, maximal_capacity, optimal_capacity,
};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Servers};

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::forecasting::find_forecast;
use crate::organisation::WeekGrid;
use crate::schedules::{Schedule, scheduled_heads};
use crate::staffing::{RequiredHeads, StaffingGoals, groups_to_staff};
use crate::tenancy::Scope;

/// Below this a head is a rounding error of the shrinkage taken off.
const HEAD_ROUNDING: f64 = 1e-9;

/// One planning group of a schedule.
#[derive(Clone, Debug)]
pub(in crate::performance) struct ScheduledGroup {
    pub id: String,
    pub name: String,
    pub goals: StaffingGoals,
    pub interval: IntervalMinutes,
    pub intervals: Vec<GroupInterval>,
}

/// One interval of it.
#[derive(Clone, Copy, Debug)]
pub(in crate::performance) struct GroupInterval {
    pub start: Instant,
    /// Contacts forecast.
    pub volume: ContactsPerInterval,
    /// Handle time forecast.
    pub aht: AhtSeconds,
    /// Agents required for them.
    pub required: RequiredHeads,
    /// Agents whom the roster puts on queue for the group (gross).
    pub scheduled: f64,
}

impl ScheduledGroup {
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

    /// Contacts expected to be lost with `at_work` agents beyond those lost with the agents required.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`.
    pub(in crate::performance) fn lost_beyond(
        &self,
        (at, volume, aht): (Instant, ContactsPerInterval, AhtSeconds),
        required_at_work: u32,
        at_work: f64,
    ) -> Result<f64, Failure> {
        let lost = |agents: Servers| {
            lost_contacts(volume, self.interval, aht, self.goals.patience, agents)
                .map_err(|error| self.refused(at, &error))
        };
        // Where as many are at work as are required nothing is lost beyond, whatever rounding says.
        if at_work + HEAD_ROUNDING >= f64::from(required_at_work) {
            return Ok(0.0);
        }
        let agents = Servers::new(at_work).unwrap_or(Servers::ZERO);
        Ok((lost(agents)? - lost(required_at_work.into())?).max(0.0))
    }

    /// Most contacts of an interval that the agents scheduled serve within all goals.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`.
    pub(in crate::performance) fn optimal_capacity(
        &self,
        interval: &GroupInterval,
    ) -> Result<f64, Failure> {
        let whole = (self.at_work(interval.scheduled) + HEAD_ROUNDING).floor();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "heads are 0 to a few thousands"
        )]
        let agents = whole as u32;
        let goals = &self.goals;
        optimal_capacity(
            agents,
            self.interval,
            interval.aht,
            goals.patience,
            &goals.goal,
        )
        .map_err(|error| self.refused(interval.start, &error))
    }

    /// Most contacts of an interval that the agents scheduled handle at all.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed`.
    pub(in crate::performance) fn maximal_capacity(
        &self,
        interval: &GroupInterval,
    ) -> Result<f64, Failure> {
        let agents = Servers::new(self.at_work(interval.scheduled)).unwrap_or(Servers::ZERO);
        let occupancy = self.goals.goal.maximum_occupancy;
        maximal_capacity(agents, self.interval, interval.aht, occupancy)
            .map_err(|error| self.refused(interval.start, &error))
    }
}

/// The planning groups of a schedule that are wanted; none where it has no forecast.
///
/// # Errors
/// Those of the requirement; [`Failure::NotFound`] for the forecast.
pub(in crate::performance) fn groups_of_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<ScheduledGroup>, Failure> {
    let Some(forecast) = &schedule.short_term_forecast_id else {
        return Ok(Vec::new());
    };
    let forecast = find_forecast(conn, scope, forecast)?;
    let days = schedule.week_count * 7;
    let (zone, minutes) = (forecast.time_zone, forecast.interval_length_minutes);
    let Some(grid) = WeekGrid::of_days(schedule.week_date, days, zone, minutes) else {
        return Ok(Vec::new());
    };
    let Some(first) = forecast.grid()?.interval_at(grid.start()) else {
        return Ok(Vec::new());
    };
    let heads = scheduled_heads(conn, scope, &schedule.id)?;
    let mut groups = Vec::new();
    for group in groups_to_staff(conn, scope, &forecast)? {
        if !wanted(group.id()) {
            continue;
        }
        let own = heads.iter().find(|one| one.planning_group_id == group.id());
        let required = group.required_heads()?;
        let mut intervals = Vec::with_capacity(grid.intervals());
        for (index, required) in required
            .into_iter()
            .skip(first)
            .take(grid.intervals())
            .enumerate()
        {
            let (volume, aht) = group.demand(first + index)?;
            let scheduled = own.and_then(|own| own.heads_per_interval.get(index));
            intervals.push(GroupInterval {
                start: grid.interval_start(index),
                volume,
                aht,
                required,
                scheduled: scheduled.copied().unwrap_or(0.0),
            });
        }
        groups.push(ScheduledGroup {
            id: group.id().to_owned(),
            name: group.name.clone(),
            interval: group.interval(),
            goals: group.goals,
            intervals,
        });
    }
    Ok(groups)
}
