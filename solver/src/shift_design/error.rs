//! Why no shifts can be designed.

use crate::problem::ProblemError;
use crate::search::SolveError;

/// A design problem that says something that cannot be, or whose programs fail.
#[derive(Debug, thiserror::Error)]
pub enum ShiftDesignError {
    /// Days, demand or work plans are wrong.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// An index beyond the plans or groups there are.
    #[error(
        "contracts[{contract}].{field} is {index}, but there are {length}; use an index below {length}"
    )]
    UnknownIndex {
        /// The contract's identifier.
        contract: String,
        /// `plan` or `groups`.
        field: &'static str,
        /// As given.
        index: usize,
        /// How many there are.
        length: usize,
    },
    /// A cost that is no number, infinite or negative.
    #[error("contracts[{contract}].costPerAgent is {cost}; give a finite number, 0 or above")]
    Cost {
        /// The contract's identifier.
        contract: String,
        /// As given.
        cost: f64,
    },
    /// A least number of agents above the most.
    #[error(
        "contracts[{contract}] asks for at least {minimum} and at most {maximum} agents; lower minimumAgents or raise maximumAgents"
    )]
    MinimumAboveMaximum {
        /// The contract's identifier.
        contract: String,
        /// Agents.
        minimum: u32,
        /// Agents.
        maximum: u32,
    },
    /// Two contracts of one name.
    #[error("two contracts are called {0:?}; give each an id of its own")]
    DuplicateContract(String),
    /// No kind of shift is allowed.
    #[error("mostShiftKinds is 0; allow at least 1 or leave it out")]
    NoKinds,
    /// The linear-programming engine failed.
    #[error(
        "the engine answered {status} in {phase}; check that costs and requirements are of ordinary size (below 1e9)"
    )]
    Engine {
        /// What was being solved.
        phase: &'static str,
        /// The engine's words.
        status: String,
    },
    /// A roster to compare with was not found.
    #[error(transparent)]
    Roster(#[from] SolveError),
}
