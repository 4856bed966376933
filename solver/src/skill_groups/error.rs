//! Why skill groups cannot be staffed.

/// The evaluator could not judge a staffing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a staffing could not be judged: {0}")]
pub struct EvaluationFailed(pub String);

/// A problem that says something that cannot be, or has no solution.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SkillGroupsError {
    /// An index beyond the queues there are.
    #[error("{what} names queue {queue} of {queues}; name queues from 0")]
    NoSuchQueue {
        /// Who names it.
        what: String,
        /// As given.
        queue: usize,
        /// How many there are.
        queues: usize,
    },
    /// A group, or a floor, without a queue.
    #[error("{what} has no queue; name at least one")]
    NoQueue {
        /// Which group or floor.
        what: String,
    },
    /// A number out of its range.
    #[error("{what} is {value}; {remedy}")]
    OutOfRange {
        /// Which number.
        what: String,
        /// As given.
        value: f64,
        /// What it may be.
        remedy: &'static str,
    },
    /// A minimum above the maximum of the same group.
    #[error(
        "group {group} asks for at least {minimum} and at most {maximum} agents; lower the minimum or raise the maximum"
    )]
    MinimumAboveMaximum {
        /// The group's index.
        group: usize,
        /// Agents.
        minimum: u32,
        /// Agents.
        maximum: u32,
    },
    /// No group serves a queue that has work.
    #[error("no group serves queue {queue}; add the queue to a group")]
    NobodyServes {
        /// The queue's index.
        queue: usize,
    },
    /// What is proven to be needed is more than the groups' maxima allow.
    #[error(
        "queues {queues:?} take at least {needed} agents between them and the groups that serve them may have {most}; \
         raise a maximum or lower a goal"
    )]
    MaximaTooLow {
        /// The queues' indices.
        queues: Vec<usize>,
        /// Agents that no staffing can do without.
        needed: u32,
        /// The sum of the maxima.
        most: u32,
    },
    /// The work of these queues does not fit under the groups' maxima.
    #[error(
        "the work of queues {queues:?} does not fit under the maxima of the groups that serve them; raise a maximum or \
         lower a goal"
    )]
    WorkDoesNotFit {
        /// The queues' indices.
        queues: Vec<usize>,
    },
    /// The evaluator's refusal.
    #[error(transparent)]
    Evaluation(#[from] EvaluationFailed),
    /// HiGHS gave up; no input that passes the checks is known to cause it.
    #[error("the solver ended with {0}; report the input that caused it")]
    Solver(String),
}
