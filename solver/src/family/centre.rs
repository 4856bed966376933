use super::contracts::contracts;
use super::demand::groups;
use super::people::people;
use crate::problem::{Day, Problem, Weekday};
use crate::random::Random;

/// Length of a slot of every centre, minutes.
pub(super) const SLOT_MINUTES: u32 = 15;
/// Slots of a day.
pub(super) const SLOTS_A_DAY: usize = 96;
/// Weeks a roster may be long: a quarter.
const MOST_WEEKS: usize = 13;

/// A generated contact centre: open from 07:00 to 22:00 every day at slots of 15 minutes.
///
/// ```
/// use crewcast_solver::family::Centre;
/// let problem = Centre { agents: 50, days: 7, seed: 1 }.problem()?;
/// assert_eq!((problem.agents.len(), problem.horizon_slots()), (50, 672));
/// # Ok::<(), crewcast_solver::family::CentreError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Centre {
    /// Agents on its books.
    pub agents: usize,
    /// Days to roster, in whole weeks from a Monday on.
    pub days: usize,
    /// What is not told is drawn from this.
    pub seed: u64,
}

/// A centre that cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CentreError {
    /// No agents.
    #[error("agents is 0; give at least 1")]
    NoAgents,
    /// Weekly hours mean nothing in part of a week.
    #[error("days is {0}; give whole weeks, 7 to 91")]
    NotWholeWeeks(usize),
}

impl Centre {
    /// The rostering problem of the centre.
    ///
    /// # Errors
    /// [`CentreError`] without agents, or where the days are no whole weeks of one to thirteen.
    pub fn problem(&self) -> Result<Problem, CentreError> {
        if self.agents == 0 {
            return Err(CentreError::NoAgents);
        }
        if !self.days.is_multiple_of(7) || !(1..=MOST_WEEKS).contains(&(self.days / 7)) {
            return Err(CentreError::NotWholeWeeks(self.days));
        }
        let mut random = Random::new(self.seed);
        let days: Vec<Day> = (0..self.days)
            .map(|index| Day {
                first_slot: index * SLOTS_A_DAY,
                slots: SLOTS_A_DAY,
                weekday: Weekday::ALL[index % 7],
                week: index / 7,
                clock_change: None,
                is_public_holiday: false,
            })
            .collect();
        let contracts = contracts(self.days / 7);
        let agents = people(*self, &contracts, &mut random);
        let groups = groups(*self, &contracts, &agents, &mut random);
        Ok(Problem {
            slot_minutes: SLOT_MINUTES,
            days,
            groups,
            agents,
            plans: contracts
                .into_iter()
                .map(|contract| contract.plan)
                .collect(),
            seed: self.seed,
            ..Problem::default()
        })
    }

    /// Demand groups of a centre of this size: large centres serve more kinds of contacts.
    pub(super) fn group_count(&self) -> usize {
        match self.agents {
            ..100 => 3,
            100..500 => 4,
            500..1500 => 6,
            _ => 8,
        }
    }
}
