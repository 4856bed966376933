//! Why an allocation problem cannot be read or solved.

/// A problem that says something that cannot be, or a failure of the solver.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AllocationError {
    /// A surplus is negative, NaN or infinite.
    #[error(
        "surplus of group {group} in interval {interval} is {minutes} minutes; give a finite number of at least 0"
    )]
    BadSurplus {
        /// The group's index.
        group: usize,
        /// The interval's index.
        interval: usize,
        /// As given.
        minutes: f64,
    },
    /// A row of surplus or a callable window has another length than the first.
    #[error("{what} has {got} intervals and the horizon {want}; give one entry an interval")]
    WrongLength {
        /// Which row.
        what: String,
        /// Its length.
        got: usize,
        /// The horizon's.
        want: usize,
    },
    /// A campaign names a group there is not.
    #[error("campaign {campaign} names group {group} of {groups}; name groups from 0")]
    NoSuchGroup {
        /// The campaign's index.
        campaign: usize,
        /// As given.
        group: usize,
        /// How many there are.
        groups: usize,
    },
    /// A number of a campaign is out of its range.
    #[error("campaign {campaign}: {field} is {value}; {remedy}")]
    OutOfRange {
        /// The campaign's index.
        campaign: usize,
        /// Which field.
        field: &'static str,
        /// As given.
        value: f64,
        /// What it may be.
        remedy: &'static str,
    },
    /// A minimum above the maximum of the same campaign.
    #[error(
        "campaign {campaign} asks for at least {minimum} and at most {maximum} minutes; lower the minimum or raise the maximum"
    )]
    MinimumAboveMaximum {
        /// The campaign's index.
        campaign: usize,
        /// Minutes.
        minimum: f64,
        /// Minutes.
        maximum: f64,
    },
    /// HiGHS gave up; no input that passes the checks above is known to cause it.
    #[error("the solver ended with {0:?}; report the input that caused it")]
    Solver(String),
}
