use crate::problem::ProblemError;
use crate::repair::RepairError;
use crate::search::SolveError;

/// Why a question about a roster has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// The problem cannot be understood.
    #[error("the problem is not valid: {0}")]
    Problem(#[from] ProblemError),
    /// The engine failed, or an agent has no line at all.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// An agent, group, day, slot or template that the problem does not have.
    #[error("{what} {found:?} is asked about, which the problem does not have; {remedy}")]
    Unknown {
        /// What was named.
        what: &'static str,
        /// The name or position.
        found: String,
        /// What to give instead.
        remedy: &'static str,
    },
    /// The roster given is none of this problem.
    #[error("the line of agent {agent} {why}; give the roster that was made for this problem")]
    ForeignLine {
        /// The agent's identifier.
        agent: String,
        /// What does not fit.
        why: String,
    },
    /// Prices come from a linear program over whole lines.
    #[error(
        "the horizon has {days} days, prices are told for {most} at most; ask about a part of the horizon"
    )]
    HorizonTooLong {
        /// Days of the horizon.
        days: usize,
        /// Most days.
        most: usize,
    },
    /// The lines of an agent are too many to tell for sure.
    #[error(
        "whether agent {agent} has a line cannot be told for sure, its rules tell too many states apart; ask about fewer weeks, \
         or limit fewer shifts of a template"
    )]
    Undecided {
        /// The agent's identifier.
        agent: String,
    },
    /// The roster could not be changed as the question asks.
    #[error(transparent)]
    Repair(#[from] Box<RepairError>),
    /// The caller said so.
    #[error("stopped before there was an answer; allow more time")]
    Stopped,
}

impl From<RepairError> for ExplainError {
    fn from(error: RepairError) -> Self {
        match error {
            RepairError::Problem(error) => ExplainError::Problem(error),
            RepairError::Solve(error) => ExplainError::Solve(error),
            RepairError::Explain(error) => *error,
            other => ExplainError::Repair(Box::new(other)),
        }
    }
}
