//! What a week of contacts takes, by the queueing requirement of its intervals.

use crate::requirement::{Patience, RequirementError, ServiceGoal, lost_contacts, require};
use crate::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Servers, UnitError};

/// Why a week has no requirement.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WeekError {
    /// A volume, handle time or number of agents that is none.
    #[error(transparent)]
    Unit(#[from] UnitError),
    /// A goal or load that cannot be staffed.
    #[error(transparent)]
    Requirement(#[from] RequirementError),
}

/// A usual week of a planning group: how contacts and handle times lie over its intervals, and what is promised.
#[derive(Clone, Debug, PartialEq)]
pub struct RepresentativeWeek {
    /// Length of an interval.
    pub interval: IntervalMinutes,
    /// Contacts per interval; only their shares of the week matter.
    pub offered: Vec<f64>,
    /// Handle time per interval, seconds.
    pub aht_seconds: Vec<f64>,
    /// The goals.
    pub goal: ServiceGoal,
    /// Whether contacts hang up.
    pub patience: Patience,
}

impl RepresentativeWeek {
    /// Contacts of the week as it is.
    pub fn contacts(&self) -> f64 {
        self.offered.iter().sum()
    }

    /// Agents at work per interval when so many contacts come in the week and handle times are multiplied.
    ///
    /// # Errors
    /// [`WeekError`].
    pub fn agents(&self, contacts: f64, aht_factor: f64) -> Result<Vec<u32>, WeekError> {
        self.scaled(contacts, aht_factor)
            .map(|(volume, aht)| {
                let (volume, aht) = units(volume, aht)?;
                let needed = require(volume, self.interval, aht, self.patience, &self.goal)?;
                Ok(needed.agents_net)
            })
            .collect()
    }

    /// Agent-hours at work that the week takes: the requirement of each interval, which is more than the workload by what
    /// the goals and whole agents ask for.
    ///
    /// # Errors
    /// [`WeekError`].
    pub fn agent_hours(&self, contacts: f64, aht_factor: f64) -> Result<f64, WeekError> {
        Ok(self.hours_of(&self.agents(contacts, aht_factor)?))
    }

    /// Agent-hours of agents per interval.
    pub fn hours_of(&self, agents: &[u32]) -> f64 {
        let sum: f64 = agents.iter().copied().map(f64::from).sum();
        sum * self.hours()
    }

    /// Contacts of the week that are lost when `coverage` times the agents `required`, one number an interval, are at work:
    /// those who hang up, and where nobody does those for whom there is no time at all.
    ///
    /// # Errors
    /// [`WeekError`].
    pub fn lost_contacts(
        &self,
        contacts: f64,
        aht_factor: f64,
        required: &[u32],
        coverage: f64,
    ) -> Result<f64, WeekError> {
        let mut lost = 0.0;
        for ((volume, aht), agents) in self.scaled(contacts, aht_factor).zip(required) {
            let at_work = Servers::new(f64::from(*agents) * coverage.max(0.0))?;
            let (volume, aht) = units(volume, aht)?;
            lost += lost_contacts(volume, self.interval, aht, self.patience, at_work)?;
        }
        Ok(lost)
    }

    fn scaled(&self, contacts: f64, aht_factor: f64) -> impl Iterator<Item = (f64, f64)> {
        let all = self.contacts();
        let scale = if all > 0.0 { contacts / all } else { 0.0 };
        let rows = self.offered.iter().zip(&self.aht_seconds);
        rows.map(move |(offered, aht)| (offered * scale, aht * aht_factor))
    }

    fn hours(&self) -> f64 {
        f64::from(self.interval.minutes()) / 60.0
    }
}

fn units(volume: f64, aht: f64) -> Result<(ContactsPerInterval, AhtSeconds), UnitError> {
    Ok((ContactsPerInterval::new(volume)?, AhtSeconds::new(aht)?))
}

/// Full-time equivalents that so many agent-hours at work take:
/// `hours / (1 − shrinkage) / efficiency / hours of a full-time week`.
///
/// Shrinkage (0 to less than 1) is the share of paid time away from work; efficiency (above 0, at most 1) the share of
/// rostered time on the queue that falls where it is needed, since shifts are longer than peaks.
///
/// ```
/// use crewcast_forecasts::capacity::full_time_equivalents;
/// // 700 hours at 30 % shrinkage are 1,000 paid ones: 25 people of 40 hours, 31.25 where a fifth falls beside the need.
/// assert!((full_time_equivalents(700.0, 0.3, 1.0, 40.0) - 25.0).abs() < 1e-12);
/// assert!((full_time_equivalents(700.0, 0.3, 0.8, 40.0) - 31.25).abs() < 1e-12);
/// ```
pub fn full_time_equivalents(
    hours: f64,
    shrinkage: f64,
    efficiency: f64,
    weekly_hours: f64,
) -> f64 {
    hours / (1.0 - shrinkage) / efficiency / weekly_hours
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::erlang::ServiceLevelVariant;
    use crate::requirement::ServiceLevelGoal;
    use crate::units::{AnswerWithinSeconds, PatienceSeconds, Share};
    use proptest::prelude::*;

    /// 80 % in 20 seconds; 100 contacts of 180 seconds in half an hour are 14 agents (see [`require`]).
    fn week(patience: Patience) -> RepresentativeWeek {
        RepresentativeWeek {
            interval: IntervalMinutes::new(30).unwrap(),
            offered: vec![0.0, 100.0, 100.0, 0.0],
            aht_seconds: vec![180.0; 4],
            goal: ServiceGoal {
                service_level: Some(ServiceLevelGoal {
                    share: Share::from_percent(80.0).unwrap(),
                    within: AnswerWithinSeconds::new(20.0).unwrap(),
                    variant: ServiceLevelVariant::OfOffered,
                }),
                maximum_occupancy: Some(Share::from_percent(85.0).unwrap()),
                ..ServiceGoal::default()
            },
            patience,
        }
    }

    #[test]
    fn a_table_of_full_time_equivalents_by_hand() {
        let week = week(Patience::Endless);
        // Two half hours of 14 agents: 14 hours, where the workload alone is 2 × 10 erlangs × 0.5 h = 10.
        assert_eq!(week.agents(200.0, 1.0).unwrap(), [0, 14, 14, 0]);
        assert_eq!(week.agent_hours(200.0, 1.0).unwrap(), 14.0);
        // At 30 % shrinkage and weeks of 4 hours: 14 / 0.7 / 4.
        assert!((full_time_equivalents(14.0, 0.3, 1.0, 4.0) - 5.0).abs() < 1e-12);
        // Half the contacts of twice the time are the same erlangs and, waiting longer for each, no fewer agents.
        assert!(week.agent_hours(100.0, 2.0).unwrap() >= 14.0);
        assert_eq!(week.agent_hours(0.0, 1.0).unwrap(), 0.0);
    }

    #[test]
    fn fewer_agents_than_needed_lose_contacts() {
        let impatient = week(Patience::Mean(PatienceSeconds::new(120.0).unwrap()));
        let required = impatient.agents(200.0, 1.0).unwrap();
        let lost = |coverage| {
            let lost = impatient.lost_contacts(200.0, 1.0, &required, coverage);
            lost.unwrap()
        };
        assert!(lost(1.2) < lost(1.0) && lost(1.0) < lost(0.8) && lost(0.8) < lost(0.4));
        assert_eq!(lost(0.0), 200.0);
        // Where nobody hangs up, 7 agents for 10 erlangs have no time for three tenths of them.
        let endless = week(Patience::Endless);
        let required = endless.agents(200.0, 1.0).unwrap();
        let lost = |coverage| {
            let lost = endless.lost_contacts(200.0, 1.0, &required, coverage);
            lost.unwrap()
        };
        assert_eq!(lost(1.0), 0.0);
        assert!((lost(0.5) - 60.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn more_contacts_or_longer_ones_never_take_fewer_hours(
            contacts in 10.0..2_000.0f64, more in 1.0..2.0f64, longer in 1.0..2.0f64,
        ) {
            let week = week(Patience::Endless);
            let base = week.agent_hours(contacts, 1.0).unwrap();
            prop_assert!(week.agent_hours(contacts * more, 1.0).unwrap() >= base);
            prop_assert!(week.agent_hours(contacts, longer).unwrap() >= base);
        }
    }
}
