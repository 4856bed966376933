//! A planning group on the running day: what was planned, what came, what is expected now, and how many agents that takes.

use crewcast_forecasts::requirement::require;
use crewcast_forecasts::simulation::running_day::SoFar;
use crewcast_forecasts::spread::PathSpread;
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, UnitError};

use super::actual::{Actual, CountedFigure};
use crate::failure::Failure;
use crate::forecasting::GroupReforecast;
use crate::organisation::PlanningGroup;
use crate::staffing::StaffingGoals;

/// Contacts and mean handle times, one value an interval of the day.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Series {
    pub offered: Vec<f64>,
    pub handle_seconds: Vec<f64>,
}

/// A planning group on the running day.
#[derive(Clone, Debug)]
pub(super) struct GroupOfDay {
    pub group: PlanningGroup,
    pub goals: StaffingGoals,
    /// The forecast, with the planner's modifications.
    pub planned: Series,
    /// What came.
    pub actual: Vec<Option<Actual>>,
    /// The interval after the last one observed.
    pub known_until: usize,
    /// The rest told again; `None` where it cannot be, and the forecast stands.
    pub told: Option<GroupReforecast>,
    /// What came, then what is expected now.
    pub expected: Series,
    /// How contacts to come depart from what is expected.
    pub spread: PathSpread,
    /// Coefficient of variation of the level of handle times to come.
    pub handle_time_deviation: f64,
    /// Agents needed at work for what is expected, each interval by itself.
    pub required: Vec<u32>,
}

/// What a group's day follows from.
pub(super) struct GroupFacts {
    pub group: PlanningGroup,
    pub goals: StaffingGoals,
    pub planned: Series,
    pub actual: Vec<Option<Actual>>,
    pub told: Option<GroupReforecast>,
    /// The forecast's own spread, for when nothing is told again.
    pub planned_spread: PathSpread,
}

impl GroupOfDay {
    /// Puts together what is expected, and derives what it takes.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `cannot-be-staffed` for goals that no number of agents meets.
    pub fn new(facts: GroupFacts, interval_minutes: u32) -> Result<Self, Failure> {
        let known_until = facts
            .actual
            .iter()
            .rposition(Option::is_some)
            .map_or(0, |last| last + 1);
        let expected = expected(&facts, known_until);
        let handle_time = facts.told.as_ref().and_then(|told| told.handle_time);
        let spread = facts.told.as_ref().map(|told| told.paths.clone());
        Ok(Self {
            required: required(&facts, &expected, interval_minutes)?,
            spread: spread.unwrap_or(facts.planned_spread),
            handle_time_deviation: handle_time.map_or(0.0, |one| one.deviation_percent / 100.0),
            group: facts.group,
            goals: facts.goals,
            planned: facts.planned,
            actual: facts.actual,
            known_until,
            told: facts.told,
            expected,
        })
    }

    /// The first interval whose service has to be simulated: the source does not say who was answered in time, or something
    /// else that the goal asks, or it is still to come.
    pub fn count_from(&self) -> usize {
        let known = self.actual.iter().take(self.known_until);
        let unknown = known
            .enumerate()
            .find(|(_, seen)| seen.is_some_and(|seen| !self.suffices(&seen)));
        unknown.map_or(self.known_until, |(first, _)| first)
    }

    /// Whether all that the goal asks was counted.
    fn suffices(&self, seen: &Actual) -> bool {
        let counted = seen.counted();
        counted.is_some_and(|counted| counted.knows(&self.goals.goal))
    }

    /// What was counted of the day before [`Self::count_from`].
    pub fn so_far(&self) -> SoFar {
        let sum = summed(self.actual.iter().take(self.count_from()));
        sum.and_then(|sum| sum.counted()).unwrap_or_default()
    }

    /// What came so far; `None` where that is nothing.
    pub fn seen(&self) -> Option<Actual> {
        summed(self.actual.iter())
    }

    /// Figures that the source does not give of some of what came.
    pub fn not_counted(&self) -> Vec<CountedFigure> {
        self.seen()
            .map(|seen| seen.not_counted())
            .unwrap_or_default()
    }

    /// Expected work of the day, in seconds.
    pub fn work(&self) -> f64 {
        let all = self
            .expected
            .offered
            .iter()
            .zip(&self.expected.handle_seconds);
        all.map(|(contacts, seconds)| contacts * seconds).sum()
    }
}

fn summed<'a>(intervals: impl Iterator<Item = &'a Option<Actual>>) -> Option<Actual> {
    intervals.flatten().copied().reduce(|mut sum, one| {
        sum.add(&one);
        sum
    })
}

/// What came where it is known, then the rest as it is told now, else as it was planned.
fn expected(facts: &GroupFacts, known_until: usize) -> Series {
    let planned = &facts.planned;
    let mut expected = planned.clone();
    let told = facts.told.as_ref().map(|told| &told.intervals);
    let places = expected
        .offered
        .iter_mut()
        .zip(&mut expected.handle_seconds);
    for (index, (offered, seconds)) in places.enumerate() {
        if index < known_until {
            let seen = facts.actual.get(index).copied().flatten();
            *offered = seen.map_or(0.0, |seen| seen.offered);
            if let Some(own) = seen.and_then(|seen| seen.average_handle_time_seconds()) {
                *seconds = own;
            }
        } else if let Some(one) = told.and_then(|told| told.get(index)) {
            *offered = one.reforecast;
            let own = one.reforecast_average_handle_time_seconds;
            if own > 0.0 {
                *seconds = own;
            }
        }
    }
    expected
}

fn required(facts: &GroupFacts, expected: &Series, minutes: u32) -> Result<Vec<u32>, Failure> {
    let goals = &facts.goals;
    let unit = |error: UnitError| {
        let detail = format!("the running day of {:?}: {error}", facts.group.name);
        Failure::Internal(detail)
    };
    let interval = IntervalMinutes::new(minutes).map_err(unit)?;
    let each = expected.offered.iter().zip(&expected.handle_seconds);
    each.map(|(contacts, seconds)| {
        let volume = ContactsPerInterval::new(*contacts).map_err(unit)?;
        let aht = AhtSeconds::new(*seconds).map_err(unit)?;
        let found = require(volume, interval, aht, goals.patience, &goals.goal);
        found.map(|one| one.agents_net).map_err(|error| {
            let detail = format!("planning group {:?}: {error}", facts.group.name);
            Failure::conflict("cannot-be-staffed", detail)
        })
    })
    .collect()
}
