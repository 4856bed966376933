//! Why a hiring problem cannot be read or solved.

/// A problem that says something that cannot be, or a failure of the solver.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HiringError {
    /// A row of weeks has another length than the gap.
    #[error("{what} has {got} weeks and the gap {want}; give one entry a week")]
    WrongLength {
        /// Which row.
        what: &'static str,
        /// Its length.
        got: usize,
        /// The gap's.
        want: usize,
    },
    /// A number is out of its range.
    #[error("{what} of week {week} is {value}; {remedy}")]
    OutOfRange {
        /// Which number.
        what: &'static str,
        /// Its week.
        week: usize,
        /// As given.
        value: f64,
        /// What it may be.
        remedy: &'static str,
    },
    /// The smallest class is larger than the largest.
    #[error("classes are of {least} to {most} people; lower the least or raise the most")]
    NoClassFits {
        /// The smallest class.
        least: u32,
        /// The largest class.
        most: u32,
    },
    /// HiGHS gave up; no input that passes the checks above is known to cause it.
    #[error("the solver ended with {0:?}; report the input that caused it")]
    Solver(String),
}
