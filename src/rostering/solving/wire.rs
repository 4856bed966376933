//! What parent and child say to each other, one JSON document a line.

use std::borrow::Cow;

use crewcast_solver::explain::ExplainError;
use crewcast_solver::problem::{Line, Problem};
use crewcast_solver::repair::RepairError;
use crewcast_solver::search::{Progress, Solution, SolveError};
use crewcast_solver::shift_design::{Design, DesignProblem, ShiftDesignError};
use serde::{Deserialize, Serialize};

use super::question::{Answer, Question};

use crate::failure::Failure;

/// The parent's first word: what the child is for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Task<'a> {
    /// To search for a roster.
    Roster(Cow<'a, Problem>),
    /// To answer a question about one.
    Question {
        /// What the roster is for.
        problem: Cow<'a, Problem>,
        /// The roster; empty where there is none.
        lines: Cow<'a, [Line]>,
        /// What is asked.
        question: Cow<'a, Question>,
    },
    /// To design shifts and a team for a demand.
    Design(Cow<'a, DesignProblem>),
}

/// The child's words.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Message {
    /// How far it is.
    Progress(Report),
    /// The last word of a search that ended well.
    Solution(Box<Solution>),
    /// The last word when a question was asked.
    Answer(Box<Answer>),
    /// The last word when shifts were to be designed.
    Design(Box<Design>),
    /// The last word of work that came to nothing.
    Failed(Refusal),
}

/// How far a search is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::rostering) struct Report {
    /// What it is at; see [`Progress::phase`].
    pub phase: String,
    /// Objective of the best roster so far, if there is one.
    pub objective: Option<f64>,
    /// The best proved lower bound, if there is one.
    pub bound: Option<f64>,
    /// Relative gap between them.
    pub gap: Option<f64>,
    /// A rough share of the work done, 0 to 100.
    pub percent: f64,
}

/// Why there is no roster, or no answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Refusal {
    cause: RefusalCause,
    detail: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum RefusalCause {
    /// The problem cannot be understood, or an agent has no line.
    Problem,
    /// The question is about something the problem does not have.
    Unknown,
    /// It cannot be told for sure.
    Undecided,
    /// The time was up.
    Stopped,
    /// What is locked is not possible any more.
    Locked,
    /// The linear-programming engine, or we.
    Fault,
}

impl From<Progress> for Report {
    fn from(progress: Progress) -> Self {
        Self {
            phase: progress.phase.to_owned(),
            objective: progress.objective,
            // JSON has no infinity, which a search without a bound reports.
            bound: Some(progress.bound).filter(|bound| bound.is_finite()),
            gap: progress.gap,
            percent: progress.percent,
        }
    }
}

impl From<SolveError> for Refusal {
    fn from(error: SolveError) -> Self {
        let cause = match error {
            SolveError::Engine { .. } => RefusalCause::Fault,
            _ => RefusalCause::Problem,
        };
        Self {
            cause,
            detail: error.to_string(),
        }
    }
}

impl From<ExplainError> for Refusal {
    fn from(error: ExplainError) -> Self {
        let cause = match error {
            ExplainError::Solve(error) => return error.into(),
            ExplainError::Problem(_) | ExplainError::HorizonTooLong { .. } => RefusalCause::Problem,
            ExplainError::Unknown { .. } => RefusalCause::Unknown,
            ExplainError::Undecided { .. } => RefusalCause::Undecided,
            ExplainError::Stopped => RefusalCause::Stopped,
            ExplainError::Repair(ref error) => match **error {
                RepairError::LockImpossible { .. } => RefusalCause::Locked,
                _ => RefusalCause::Fault,
            },
            ExplainError::ForeignLine { .. } => RefusalCause::Fault,
        };
        Self {
            cause,
            detail: error.to_string(),
        }
    }
}

impl From<ShiftDesignError> for Refusal {
    fn from(error: ShiftDesignError) -> Self {
        let cause = match error {
            ShiftDesignError::Roster(error) => return error.into(),
            ShiftDesignError::Engine { .. } => RefusalCause::Fault,
            _ => RefusalCause::Problem,
        };
        Self {
            cause,
            detail: error.to_string(),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal.cause {
            RefusalCause::Problem => "roster-problem",
            RefusalCause::Unknown => "roster-has-not",
            RefusalCause::Undecided => "roster-undecided",
            RefusalCause::Stopped => "roster-stopped",
            RefusalCause::Locked => "lock-impossible",
            RefusalCause::Fault => return Self::Internal(refusal.detail),
        };
        Self::conflict(code, refusal.detail)
    }
}

/// An error of the solver as the service tells it.
pub(super) fn failure_of(error: impl Into<Refusal>) -> Failure {
    error.into().into()
}
