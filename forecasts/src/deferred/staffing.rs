//! The fewest agents, the same in every open interval, with whom a share of the work meets its due time.

use serde::{Deserialize, Serialize};

use super::backlog::{Outcome, run};
use super::workload::{Workload, WorkloadError};
use crate::units::Share;

/// Sums of fractions of contacts are a little off; nobody misses a billionth of one.
const ROUNDING: f64 = 1e-9;
const MOST_AGENTS: u32 = 10_000_000;

/// How much of the work must be finished by its due time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OnTimeGoal {
    /// Of all contacts of a stream that are due within the horizon, in every stream.
    pub share: Share,
}

impl OnTimeGoal {
    /// Whether every stream reaches the share; a stream of which nothing is due does.
    #[must_use]
    pub fn is_met_by(&self, outcome: &Outcome) -> bool {
        outcome
            .on_time_shares
            .iter()
            .flatten()
            .all(|share| *share >= self.share.as_f64() - ROUNDING)
    }
}

/// A number of agents and what comes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Constant {
    /// Agents in every open interval.
    pub agents: u32,
    /// With them.
    pub outcome: Outcome,
}

/// The fewest agents, the same in every open interval, that meet the goal; `None` where no number does, because work
/// is overdue from the start or due while everything is closed.
///
/// More agents never finish anything later, so the answer is found by halving.
///
/// # Errors
/// [`WorkloadError`] as [`run`].
pub fn constant_agents(
    workload: &Workload,
    goal: OnTimeGoal,
) -> Result<Option<Constant>, WorkloadError> {
    workload.check()?;
    let at = |agents: u32| -> Result<Option<Constant>, WorkloadError> {
        let everywhere: Vec<f64> = workload
            .open
            .iter()
            .map(|open| if *open { f64::from(agents) } else { 0.0 })
            .collect();
        let outcome = run(workload, &everywhere)?;
        Ok(goal
            .is_met_by(&outcome)
            .then_some(Constant { agents, outcome }))
    };
    let Some(mut best) = at(fewest_that_never_wait(workload))? else {
        return Ok(None);
    };
    let mut low = 0;
    while low < best.agents {
        match at(low + (best.agents - low) / 2)? {
            Some(enough) => best = enough,
            None => low += (best.agents - low) / 2 + 1,
        }
    }
    Ok(Some(best))
}

/// With so many agents all work there is fits into any one interval.
fn fewest_that_never_wait(workload: &Workload) -> u32 {
    let work: f64 = workload
        .cohorts()
        .iter()
        .map(|cohort| cohort.contacts * cohort.aht_seconds)
        .sum();
    let agents = (work / workload.productive_seconds()).ceil() + 1.0;
    agents.min(f64::from(MOST_AGENTS)) as u32
}
