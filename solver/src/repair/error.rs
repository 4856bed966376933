use crate::explain::ExplainError;
use crate::problem::ProblemError;
use crate::search::SolveError;

/// Why a roster was not repaired.
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// The changed problem cannot be understood.
    #[error("the problem is not valid: {0}")]
    Problem(#[from] ProblemError),
    /// The engine failed, or an agent has no line beside what is locked.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// A lock on what is not possible any more.
    #[error(
        "day {day} of agent {agent} is locked, and what the agent has there is not possible any more; unlock the day, or \
         undo the absence, day off or rule that forbids it"
    )]
    LockImpossible {
        /// The agent's identifier.
        agent: String,
        /// The day.
        day: usize,
    },
    /// The given roster has no line, or two, of an agent.
    #[error(
        "the given roster has {count} lines of agent {agent}; give one line an agent, or none for a new one"
    )]
    Lines {
        /// The agent's identifier.
        agent: String,
        /// Lines found.
        count: usize,
    },
    /// A lock or line of an agent or day that the problem does not have.
    #[error("{what} {found} is none of the problem's {length}; count from 0")]
    Unknown {
        /// What was named.
        what: &'static str,
        /// Its position.
        found: usize,
        /// How many there are.
        length: usize,
    },
    /// What the answer is explained by failed.
    #[error(transparent)]
    Explain(#[from] Box<ExplainError>),
}

impl From<ExplainError> for RepairError {
    fn from(error: ExplainError) -> Self {
        match error {
            ExplainError::Problem(error) => RepairError::Problem(error),
            ExplainError::Solve(error) => RepairError::Solve(error),
            other => RepairError::Explain(Box::new(other)),
        }
    }
}
