//! What parent and child say to each other, one JSON document a line.

use crewcast_solver::search::{Progress, Solution, SolveError};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// The parent's word that ends the search with the best roster so far. The end of its words ends the child.
pub(super) const STOP: &str = "stop";

/// The child's words.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Message {
    /// How far it is.
    Progress(Report),
    /// The last word of a search that ended well.
    Solution(Box<Solution>),
    /// The last word of one that did not.
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

/// Why there is no roster.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Refusal {
    is_problem: bool,
    detail: String,
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
        Self {
            is_problem: !matches!(error, SolveError::Engine { .. }),
            detail: error.to_string(),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        if refusal.is_problem {
            Self::conflict("roster-problem", refusal.detail)
        } else {
            Self::Internal(refusal.detail)
        }
    }
}

/// An error of the search as the service tells it.
pub(super) fn failure_of(error: SolveError) -> Failure {
    Refusal::from(error).into()
}
