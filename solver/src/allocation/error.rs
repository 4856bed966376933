//! Why an allocation problem cannot be read or solved.

/// A problem that says something that cannot be, or a failure of the solver.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AllocationError {
    /// The interval length does not divide an hour.
    #[error("intervals of {0} minutes do not fill an hour; give 5, 10, 15, 30 or 60")]
    IntervalLength(u32),
    /// Days fall back.
    #[error(
        "interval {interval} is of day {day}, the one before it of day {before}; days never go back"
    )]
    DaysGoBack {
        /// The interval's index.
        interval: usize,
        /// Its day.
        day: usize,
        /// The day before it.
        before: usize,
    },
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
    /// A row of numbers has another length than it should.
    #[error("{what} has {got} entries and should have {want}; give one for each")]
    WrongLength {
        /// Which row.
        what: String,
        /// Its length.
        got: usize,
        /// What it should be.
        want: usize,
    },
    /// Something names a group, list or campaign there is not.
    #[error("{what} names {kind} {index} of {count}; count from 0")]
    NoSuch {
        /// What names it.
        what: String,
        /// Group, list or campaign.
        kind: &'static str,
        /// As given.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A number is out of its range.
    #[error("{what}: {field} is {value}; {remedy}")]
    OutOfRange {
        /// Whose number.
        what: String,
        /// Which field.
        field: &'static str,
        /// As given.
        value: f64,
        /// What it may be.
        remedy: &'static str,
    },
    /// Quantiles do not rise, or probabilities do not sum to 1.
    #[error("inbound requirement of group {group} in interval {interval} {fault}")]
    BadRequirement {
        /// The group's index.
        group: usize,
        /// The interval's index.
        interval: usize,
        /// What is wrong, and what to give.
        fault: &'static str,
    },
    /// Only quantiles of smaller probabilities are known.
    #[error(
        "inbound requirement of group {group} in interval {interval} has no quantile of {protection} or above; give \
         one or protect with a smaller probability"
    )]
    BeyondQuantiles {
        /// The group's index.
        group: usize,
        /// The interval's index.
        interval: usize,
        /// The probability wanted.
        protection: f64,
    },
    /// A campaign counts by contacts, and nothing says what its mode is worth.
    #[error(
        "campaign {0} is worth something by the contact; give the occupancies of the dialling modes"
    )]
    NoOccupancies(usize),
    /// Occupancies that do not rise from mode to mode.
    #[error(
        "occupancies of preview, progressive and predictive dialling are {preview}, {progressive} and {predictive}; \
         each must be above the one before, the first above 0 and the last at most 1"
    )]
    OccupanciesDoNotRise {
        /// As given.
        preview: f64,
        /// As given.
        progressive: f64,
        /// As given.
        predictive: f64,
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
    /// A rule is asked about that the problem does not have.
    #[error("the problem has no rule {0}; ask about one of its rules")]
    NoSuchRule(String),
    /// No hand-out of whole minutes was found within the search's limit.
    #[error(
        "no hand-out of whole minutes was found in {nodes} nodes of the search; ask for fractions of minutes"
    )]
    NoWholeMinutes {
        /// Branch-and-bound nodes.
        nodes: i32,
    },
    /// HiGHS gave up; no input that passes the checks above is known to cause it.
    #[error("the solver ended with {0}; report the input that caused it")]
    Solver(String),
}
