//! The evaluator with a memory, a limit and the goals' margins.

use std::collections::BTreeMap;

use super::error::{EvaluationFailed, SkillGroupsError};
use super::evaluate::{Attained, Effort, Evaluate};
use super::problem::Goal;

/// Why a search stops before it is through.
pub(super) enum Halt {
    /// No more evaluations are allowed.
    Limit,
    /// Something refused.
    Failed(SkillGroupsError),
}

impl From<EvaluationFailed> for Halt {
    fn from(failed: EvaluationFailed) -> Self {
        Self::Failed(failed.into())
    }
}

impl From<SkillGroupsError> for Halt {
    fn from(error: SkillGroupsError) -> Self {
        Self::Failed(error)
    }
}

/// Log-odds of a share, held within ±20.
///
/// The share of contacts served in time nears 1 about exponentially in the number of agents, so its log-odds are
/// nearly linear in it where the share itself is convex at first and concave later. Cuts drawn on this scale seldom
/// cut off good staffings, even from a start far below the goal.
pub(super) fn log_odds(share: f64) -> f64 {
    let share = share.clamp(2e-9, 1.0 - 2e-9);
    (share / (1.0 - share)).ln()
}

pub(super) struct Judge<'a, E> {
    evaluator: &'a mut E,
    goals: &'a [Goal],
    /// Log-odds that a goal must surpass its share by, because a check found the search too hopeful.
    margins: Vec<f64>,
    seen: BTreeMap<(Effort, Vec<u32>), Vec<Attained>>,
    limit: u32,
}

impl<'a, E: Evaluate> Judge<'a, E> {
    pub(super) fn new(evaluator: &'a mut E, goals: &'a [Goal], limit: u32) -> Self {
        Self {
            evaluator,
            goals,
            margins: vec![0.0; goals.len()],
            seen: BTreeMap::new(),
            limit,
        }
    }

    /// Staffings judged so far.
    pub(super) fn evaluations(&self) -> u32 {
        u32::try_from(self.seen.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn left(&self) -> u32 {
        self.limit.saturating_sub(self.evaluations())
    }

    /// Judges a staffing, or remembers what was said of it. Checks are made beyond the limit, too: an answer that
    /// was not checked is none.
    pub(super) fn attained(
        &mut self,
        agents: &[u32],
        effort: Effort,
    ) -> Result<Vec<Attained>, Halt> {
        let key = (effort, agents.to_vec());
        if let Some(known) = self.seen.get(&key) {
            return Ok(known.clone());
        }
        if effort == Effort::Search && self.left() == 0 {
            return Err(Halt::Limit);
        }
        let attained = self.evaluator.attained(agents, effort)?;
        if attained.len() != self.goals.len() {
            let (got, want) = (attained.len(), self.goals.len());
            let words = format!("{got} figures for {want} goals; give one a goal");
            return Err(EvaluationFailed(words).into());
        }
        if let Some(strange) = attained.iter().find(|a| !(0.0..=1.0).contains(&a.share)) {
            let words = format!("a share of {}; give 0 to 1", strange.share);
            return Err(EvaluationFailed(words).into());
        }
        self.seen.insert(key, attained.clone());
        Ok(attained)
    }

    /// By how many log-odds each goal is surpassed; below 0 where it is missed.
    pub(super) fn slack(&self, attained: &[Attained]) -> Vec<f64> {
        let each = self.goals.iter().zip(attained).zip(&self.margins);
        each.map(|((goal, attained), margin)| {
            log_odds(attained.share) - log_odds(goal.share) - margin
        })
        .collect()
    }

    /// The slack of a staffing in the search.
    pub(super) fn slack_of(&mut self, agents: &[u32]) -> Result<Vec<f64>, Halt> {
        let attained = self.attained(agents, Effort::Search)?;
        Ok(self.slack(&attained))
    }

    pub(super) fn meets(&mut self, agents: &[u32]) -> Result<bool, Halt> {
        Ok(self.slack_of(agents)?.iter().all(|&slack| slack >= 0.0))
    }

    pub(super) fn raise_margin(&mut self, goal: usize, by: f64) {
        self.margins[goal] += by;
    }

    /// Whether a staffing with at least as many agents in every group is known to miss a goal. More agents of any
    /// group do not harm a queue under the routing rules meant here, up to the noise of a simulation.
    pub(super) fn is_below_a_miss(&self, agents: &[u32]) -> bool {
        self.seen.iter().any(|((effort, other), attained)| {
            *effort == Effort::Search
                && agents
                    .iter()
                    .zip(other)
                    .all(|(mine, theirs)| mine <= theirs)
                && self.slack(attained).iter().any(|&slack| slack < 0.0)
        })
    }
}
