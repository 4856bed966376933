use serde::{Deserialize, Serialize};

use crate::explain::{Message, Shortage};
use crate::problem::{AgentIndex, Line, ProblemError};

/// Why the search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// The gap is within [`crate::problem::Limits::target_gap`].
    OptimalWithinGap,
    /// The work limit was spent first; a rerun gives the same roster.
    WorkLimit,
    /// The caller's `stop` said so; a rerun may end elsewhere.
    Stopped,
}

/// A weekly minimum that no line of the agent's plan can meet, and which was given up as far as needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Relaxation {
    /// Whose plan.
    pub agent: AgentIndex,
    /// The rule's name, as in [`crate::rules`].
    pub rule: String,
}

/// How much was done; the same on every rerun unless stopped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Work {
    /// Rounds of column generation.
    pub rounds: usize,
    /// Lines generated.
    pub columns: usize,
    /// Lines priced, by column generation and by the neighbourhood search.
    pub pricings: usize,
    /// Linear programs solved.
    pub linear_programs: usize,
    /// Branch-and-bound nodes.
    pub nodes: usize,
}

impl Work {
    /// Counts what was done elsewhere.
    pub(crate) fn add(&mut self, other: &Work) {
        self.rounds += other.rounds;
        self.columns += other.columns;
        self.pricings += other.pricings;
        self.linear_programs += other.linear_programs;
        self.nodes += other.nodes;
    }
}

/// How far the search is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// `columns`, `dive`, `neighbourhoods`, `restrictedMaster` or `done`.
    pub phase: &'static str,
    /// Objective of the best roster so far, if there is one.
    pub objective: Option<f64>,
    /// The best proved lower bound.
    pub bound: f64,
    /// Relative gap between them.
    pub gap: Option<f64>,
    /// A rough share of the work done, 0 to 100.
    pub percent: f64,
}

/// A roster with its proof.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Solution {
    /// One line an agent, in the order of [`crate::problem::Problem::agents`].
    pub lines: Vec<Line>,
    /// Cost of under- and over-staffing, by slot and by shift, and of breaks beyond limits, plus [`Solution::line_cost`].
    pub objective: f64,
    /// Price of wishes not granted, soft rules broken and minima relaxed.
    pub line_cost: f64,
    /// No roster costs less than this.
    pub bound: f64,
    /// `(objective − bound) / objective`, 0 when both are 0.
    pub gap: f64,
    /// Why the search ended.
    pub status: Status,
    /// What it took.
    pub work: Work,
    /// Heads on queue by group and slot; an agent's slot is spent once, split between groups if that is best.
    pub staffed: Vec<Vec<f64>>,
    /// Agents on the shift, by entry of [`crate::problem::Problem::shift_demand`].
    pub shifts_staffed: Vec<u32>,
    /// Heads missing by group and slot.
    pub under: Vec<Vec<f64>>,
    /// Heads too many by group and slot.
    pub over: Vec<Vec<f64>>,
    /// Minima given up.
    pub relaxed: Vec<Relaxation>,
    /// Stretches that stay short, with the cause.
    pub shortages: Vec<Shortage>,
    /// What a planner should know.
    pub messages: Vec<Message>,
}

/// Why there is no roster at all.
#[derive(Debug, thiserror::Error)]
pub enum SolveError {
    /// The problem cannot be understood.
    #[error("the problem is not valid: {0}")]
    Problem(#[from] ProblemError),
    /// Hard rules that no line of an agent keeps.
    #[error(
        "agent {agent} has no line that keeps the hard rules, whatever the roster, even without minima; make a rule of the \
         plan soft, or remove a locked shift or a day off"
    )]
    NoLine {
        /// The agent's identifier.
        agent: String,
    },
    /// The linear-programming engine failed.
    #[error(
        "the linear program ended with {status} in {phase}; check that costs and requirements are of ordinary size (below 1e9)"
    )]
    Engine {
        /// What was being solved.
        phase: &'static str,
        /// The engine's words.
        status: String,
    },
}
