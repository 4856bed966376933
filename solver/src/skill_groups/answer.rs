//! What comes back: a staffing, how good it is, and why it is so large.

use super::evaluate::Attained;
use super::problem::Floor;

/// A goal missed by a staffing, and what more agents would have done to it: one cut of the search.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// The goal's index.
    pub goal: usize,
    /// The staffing that missed it.
    pub agents: Vec<u32>,
    /// The share it attained.
    pub attained: f64,
    /// What one more agent of each group adds to the log-odds of that share; 0 where nothing, or too little to tell.
    pub gain_per_agent: Vec<f64>,
    /// Log-odds the cut asks for beyond what was attained.
    pub(super) asked: f64,
}

impl Cut {
    /// What the cut takes another staffing to gain over its own.
    pub(super) fn gain(&self, agents: &[u32]) -> f64 {
        let each = self.gain_per_agent.iter().zip(agents).zip(&self.agents);
        each.map(|((gain, &now), &then)| gain * (f64::from(now) - f64::from(then)))
            .sum()
    }
}

/// Something a planner should know about the result.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// These agents are all needed, whatever the routing: one fewer breaks the floor.
    FloorBinds(Floor),
    /// The check found the goal met, but its confidence interval reaches below it.
    WithinNoise {
        /// The goal's index.
        goal: usize,
    },
    /// The goal is not met; the groups' maxima or the limit of evaluations stand against it.
    GoalMissed {
        /// The goal's index.
        goal: usize,
        /// The share attained.
        attained: f64,
        /// Whether every group that bears on the queue has its maximum of agents.
        all_at_maximum: bool,
    },
    /// The search ended at its limit: a cheaper staffing may have been left untried.
    LimitReached {
        /// Staffings judged.
        evaluations: u32,
    },
}

/// A staffing of all groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing {
    /// Agents of each group.
    pub agents: Vec<u32>,
    /// What they cost.
    pub cost: f64,
    /// No staffing that meets the goals costs less: the least cost of whole agents under the proven rows.
    pub lower_bound: f64,
    /// The weaker bound of the work alone: each agent's time spent once, agents divisible.
    pub transport_bound: f64,
    /// The least cost under the proven rows and the estimated floors: likely near the truth, but no bound.
    pub estimated_cost: f64,
    /// Each goal in the last check, in the order of the problem.
    pub attained: Vec<Attained>,
    /// Whether the last check found every goal met.
    pub meets_goals: bool,
    /// Whether every cheaper staffing that the proven rows allow was judged, or is smaller than one that was, and
    /// missed a goal: then no cheaper one exists in the evaluator's eyes.
    pub exhaustive: bool,
    /// The last cut of each goal that the search had to cut for.
    pub cuts: Vec<Cut>,
    /// What a planner should know.
    pub messages: Vec<Message>,
    /// Staffings judged.
    pub evaluations: u32,
}

impl Staffing {
    /// How far the cost is above the lower bound, as a share of the cost; 0 where nothing costs anything.
    #[must_use]
    pub fn gap(&self) -> f64 {
        if self.cost > 0.0 {
            ((self.cost - self.lower_bound) / self.cost).max(0.0)
        } else {
            0.0
        }
    }
}
