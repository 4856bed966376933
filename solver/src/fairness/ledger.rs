use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::burden::{Burden, BurdenRules, burdens_of};
use super::spread::{Spread, spread_of};
use crate::problem::{Line, Problem};

/// What one agent carried.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Carried {
    /// Days under contract that the ledger covers, part-time days as the share that is worked: what a fair share is
    /// measured by.
    pub days: f64,
    /// Burdens by kind; a kind not listed is 0.
    pub burdens: BTreeMap<Burden, u32>,
    /// Wishes made.
    pub wishes: u32,
    /// Wishes granted.
    pub granted: u32,
}

impl Carried {
    /// Burdens of a kind.
    #[must_use]
    pub fn of(&self, burden: Burden) -> u32 {
        self.burdens.get(&burden).copied().unwrap_or(0)
    }
}

/// What all agents carried, by the agent's identifier, from month to month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ledger {
    /// By [`crate::problem::Agent::id`].
    pub agents: BTreeMap<String, Carried>,
}

/// What cannot be entered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LedgerError {
    /// A line of nobody.
    #[error(
        "a line is of agent {agent}, the problem has {agents}; record lines of the problem's agents"
    )]
    NoAgent {
        /// The line's agent.
        agent: usize,
        /// Agents of the problem.
        agents: usize,
    },
    /// A share of full time out of range.
    #[error("share of full time of {agent} is {share}; give more than 0 and at most 1")]
    Share {
        /// The agent's identifier.
        agent: String,
        /// The share.
        share: f64,
    },
}

impl Ledger {
    /// Adds a roster. The problem is the one before [`super::price_burdens`]: its wishes count as the agents' own. `share` is how much of full time an agent works, above 0 and at most 1: who works half, owes half.
    ///
    /// # Errors
    /// [`LedgerError`]; the ledger is then as it was.
    pub fn record(
        &mut self,
        rules: &BurdenRules,
        problem: &Problem,
        lines: &[Line],
        share: impl Fn(&str) -> f64,
    ) -> Result<(), LedgerError> {
        let mut next = self.clone();
        for line in lines {
            let agent = problem.agents.get(line.agent).ok_or(LedgerError::NoAgent {
                agent: line.agent,
                agents: problem.agents.len(),
            })?;
            let share = share(&agent.id);
            if !(share > 0.0 && share <= 1.0) {
                return Err(LedgerError::Share {
                    agent: agent.id.clone(),
                    share,
                });
            }
            let carried = next.agents.entry(agent.id.clone()).or_default();
            carried.days += share * problem.days.len() as f64;
            for burden in line
                .shifts
                .iter()
                .flat_map(|shift| burdens_of(rules, problem, shift))
            {
                *carried.burdens.entry(burden).or_insert(0) += 1;
            }
            for request in &agent.requests {
                let shift = line.shifts.iter().find(|shift| shift.day == request.day);
                let template = shift.map(|shift| shift.template.as_str());
                carried.wishes += 1;
                carried.granted += u32::from(request.wish.is_granted_by(template));
            }
        }
        *self = next;
        Ok(())
    }

    /// Burdens of a kind beyond an even share of the days in the ledger, by agent; they add up to 0. An agent who is not
    /// in the ledger has none.
    #[must_use]
    pub fn surplus(&self, burden: Burden) -> BTreeMap<&str, f64> {
        let figures = self
            .agents
            .iter()
            .map(|(id, carried)| (id.as_str(), f64::from(carried.of(burden)), carried.days));
        surplus_of(figures.collect())
    }

    /// Wishes granted beyond an even share of those made, by agent; they add up to 0.
    #[must_use]
    pub fn granted_surplus(&self) -> BTreeMap<&str, f64> {
        let figures = self.agents.iter().map(|(id, carried)| {
            (
                id.as_str(),
                f64::from(carried.granted),
                f64::from(carried.wishes),
            )
        });
        surplus_of(figures.collect())
    }

    /// How evenly a burden is spread, per day in the ledger.
    #[must_use]
    pub fn spread(&self, burden: Burden) -> Option<Spread> {
        let present = self.agents.values().filter(|carried| carried.days > 0.0);
        let rates: Vec<f64> = present
            .map(|carried| f64::from(carried.of(burden)) / carried.days)
            .collect();
        spread_of(&rates)
    }

    /// How evenly wishes are granted, as the share granted of those made.
    #[must_use]
    pub fn granted_spread(&self) -> Option<Spread> {
        let asked = self.agents.values().filter(|carried| carried.wishes > 0);
        let rates: Vec<f64> = asked
            .map(|carried| f64::from(carried.granted) / f64::from(carried.wishes))
            .collect();
        spread_of(&rates)
    }
}

fn surplus_of(figures: Vec<(&str, f64, f64)>) -> BTreeMap<&str, f64> {
    let (total, base) = figures
        .iter()
        .fold((0.0, 0.0), |(total, base), (_, count, weight)| {
            (total + count, base + weight)
        });
    let rate = if base > 0.0 { total / base } else { 0.0 };
    figures
        .into_iter()
        .map(|(id, count, weight)| (id, count - rate * weight))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::problem::{Agent, Price, Request, Wish};
    use crate::rules::testing::{on_days, week};

    fn problem() -> Problem {
        let mut problem = week();
        let agent = |id: &str| Agent {
            id: id.into(),
            ..Agent::default()
        };
        problem.agents = ["Ana", "Bo", "Cem"].map(agent).to_vec();
        problem
    }

    fn line_of(agent: usize, days: &[usize]) -> Line {
        Line {
            agent,
            ..on_days(days)
        }
    }

    #[test]
    fn a_roster_adds_its_weekends_and_wishes() {
        let mut problem = problem();
        problem.agents[0].requests = [Wish::DayOff, Wish::Work]
            .map(|wish| Request {
                day: 5,
                wish,
                price: Price::from(1),
            })
            .to_vec();
        let mut ledger = Ledger::default();
        let lines = [line_of(0, &[4, 5, 6]), line_of(1, &[0, 6])];
        let rules = BurdenRules::default();
        for _ in 0..2 {
            ledger
                .record(&rules, &problem, &lines, |_| 1.0)
                .expect("recorded");
        }
        let ana = &ledger.agents["Ana"];
        assert_eq!((ana.of(Burden::WeekendDay), ana.of(Burden::Night)), (4, 0));
        assert_eq!((ana.wishes, ana.granted, ana.days), (4, 2, 14.0));
        assert_eq!(ledger.agents["Bo"].of(Burden::WeekendDay), 2);
        assert!(!ledger.agents.contains_key("Cem"));
        assert_eq!(ledger.surplus(Burden::WeekendDay)["Ana"], 1.0);
    }

    #[test]
    fn a_ledger_is_the_same_after_it_was_written_and_read() {
        let mut ledger = Ledger::default();
        let lines = [line_of(0, &[4, 5, 6]), line_of(1, &[0, 6])];
        let third = |_: &str| 1.0 / 3.0;
        ledger
            .record(&BurdenRules::default(), &problem(), &lines, third)
            .expect("recorded");
        let written = serde_json::to_string(&ledger).expect("written");
        assert!(written.contains("weekendDay"), "{written}");
        assert_eq!(
            serde_json::from_str::<Ledger>(&written).expect("read"),
            ledger
        );
    }

    #[test]
    fn half_time_owes_half() {
        let mut ledger = Ledger::default();
        let lines = [line_of(0, &[5, 6]), line_of(1, &[5])];
        let half = |id: &str| if id == "Bo" { 0.5 } else { 1.0 };
        ledger
            .record(&BurdenRules::default(), &problem(), &lines, half)
            .expect("recorded");
        let surplus = ledger.surplus(Burden::WeekendDay);
        assert!(
            surplus.values().all(|surplus| surplus.abs() < 1e-9),
            "{surplus:?}"
        );
    }

    #[test]
    fn what_cannot_be_entered_changes_nothing() {
        let mut ledger = Ledger::default();
        let lines = [line_of(0, &[5]), line_of(7, &[5])];
        let rules = BurdenRules::default();
        let error = ledger.record(&rules, &problem(), &lines, |_| 1.0);
        assert_eq!(
            error,
            Err(LedgerError::NoAgent {
                agent: 7,
                agents: 3
            })
        );
        let error = ledger.record(&rules, &problem(), &lines[..1], |_| 0.0);
        assert!(error.is_err_and(|error| error.to_string().contains("Ana")));
        assert_eq!(ledger, Ledger::default());
    }

    proptest! {
        #[test]
        fn totals_are_conserved_and_surpluses_add_up_to_nothing(
            months in prop::collection::vec(prop::collection::vec(prop::collection::btree_set(0usize..7, 0..6), 3), 1..5),
            shares in prop::collection::vec(1u8..5, 3),
        ) {
            let problem = problem();
            let mut ledger = Ledger::default();
            let mut weekend_days = 0_u32;
            let share = |id: &str| {
                let place = problem.agents.iter().position(|agent| agent.id == id).expect("known");
                f64::from(shares[place]) / 4.0
            };
            for month in &months {
                let lines: Vec<Line> = month
                    .iter()
                    .enumerate()
                    .map(|(agent, days)| line_of(agent, &days.iter().copied().collect::<Vec<_>>()))
                    .collect();
                weekend_days += lines
                    .iter()
                    .flat_map(|line| &line.shifts)
                    .map(|shift| u32::from(shift.day >= 5))
                    .sum::<u32>();
                ledger.record(&BurdenRules::default(), &problem, &lines, share).expect("recorded");
            }
            let total: u32 = ledger.agents.values().map(|carried| carried.of(Burden::WeekendDay)).sum();
            prop_assert_eq!(total, weekend_days);
            for burden in Burden::ALL {
                prop_assert!(ledger.surplus(burden).values().sum::<f64>().abs() < 1e-9);
            }
        }
    }
}
