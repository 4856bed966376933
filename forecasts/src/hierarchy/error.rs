//! What cannot be reconciled or borrowed, and what to do about it.

use chrono::NaiveDate;

use crate::grid::SlotsPerDay;

/// Why a hierarchy or its forecasts are refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HierarchyError {
    /// There is no node.
    #[error("the hierarchy has no node; give at least one queue")]
    NoNodes,
    /// A parent that does not exist.
    #[error("node {node} names node {parent} as its parent and there are {nodes} nodes; name one from 0 to {}", .nodes - 1)]
    NoSuchParent {
        /// The node.
        node: usize,
        /// The parent it names.
        parent: usize,
        /// Number of nodes.
        nodes: usize,
    },
    /// A node that is above itself.
    #[error("node {node} lies above itself; make every chain of parents end at a root")]
    Circle {
        /// One node of the circle, or below it.
        node: usize,
    },
    /// Not one row a node.
    #[error("{found} rows of {what} were given for {nodes} nodes; give one row a node")]
    WrongNumberOfNodes {
        /// What the rows hold.
        what: &'static str,
        /// Rows found.
        found: usize,
        /// Nodes of the hierarchy.
        nodes: usize,
    },
    /// Rows of different lengths.
    #[error(
        "node {node} has {found} values of {what} and {expected} are needed; give every node as many"
    )]
    RaggedRows {
        /// What the rows hold.
        what: &'static str,
        /// The node.
        node: usize,
        /// Values found.
        found: usize,
        /// Values needed.
        expected: usize,
    },
    /// A base forecast that is negative, NaN or infinite.
    #[error(
        "node {node}, column {column}: a forecast of {value} contacts is none; give a finite number from 0 up"
    )]
    NotAForecast {
        /// The node.
        node: usize,
        /// The column: interval or day.
        column: usize,
        /// The value refused.
        value: f64,
    },
    /// A variance that is negative or NaN, or infinite at a leaf.
    #[error(
        "node {node}: {value} is no error variance; give a number from 0 up (infinite where an inner node has no \
         forecast of its own)"
    )]
    NotAVariance {
        /// The node.
        node: usize,
        /// The value refused.
        value: f64,
    },
    /// A residual that is NaN or infinite.
    #[error(
        "node {node}: a residual of {value} is none; leave out the days that not every node has"
    )]
    NotAResidual {
        /// The node.
        node: usize,
        /// The value refused.
        value: f64,
    },
    /// Too few residuals for a covariance.
    #[error(
        "a covariance needs {needed} residuals a node and there are {found}; use variances instead"
    )]
    TooFewResiduals {
        /// Residuals a node found.
        found: usize,
        /// Residuals a node needed.
        needed: usize,
    },
    /// A covariance that cannot be factored.
    #[error("the errors' covariance is not positive definite; use variances instead")]
    NotPositiveDefinite,
}

/// Why forecasts of different grain cannot be brought together.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TemporalError {
    /// Dates that do not rise.
    #[error(
        "{date} does not lie after the day before it in the list; give the days in order, each once"
    )]
    DatesNotRising {
        /// The day out of order.
        date: NaiveDate,
    },
    /// Not one row a day.
    #[error("{found} rows of {what} were given for {days} days; give one a day")]
    WrongNumberOfDays {
        /// What the rows hold.
        what: &'static str,
        /// Rows found.
        found: usize,
        /// Days asked for.
        days: usize,
    },
    /// Not one variance a slot.
    #[error("{found} interval variances were given for a day of {slots} slots; give one a slot")]
    WrongNumberOfSlots {
        /// Variances found.
        found: usize,
        /// Slots of the day.
        slots: usize,
    },
    /// A forecast that is negative, NaN or infinite.
    #[error("{date}: a forecast of {value} contacts is none; give a finite number from 0 up")]
    NotAForecast {
        /// The day, or the first day of the week.
        date: NaiveDate,
        /// The value refused.
        value: f64,
    },
    /// A variance that is negative or NaN, or infinite where it must be known.
    #[error("{date}: {value} is no error variance; give a finite number from 0 up")]
    NotAVariance {
        /// The day, or the first day of the week.
        date: NaiveDate,
        /// The value refused.
        value: f64,
    },
    /// A week's total whose days are not all forecast.
    #[error(
        "the week of {week} has {days} of its days in the forecast; give totals only of whole weeks"
    )]
    PartialWeek {
        /// First day of the week.
        week: NaiveDate,
        /// Days of it in the forecast.
        days: usize,
    },
}

/// Why no shape can be borrowed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BorrowError {
    /// Nobody to borrow from.
    #[error("no queue to borrow from was given; name at least one with {needed} observed days")]
    NoDonors {
        /// Observed days a donor needs.
        needed: usize,
    },
    /// A donor with too little history.
    #[error(
        "{donor} has {found} observed days with contacts and a donor needs {needed}; choose an older queue"
    )]
    DonorTooShort {
        /// The donor.
        donor: String,
        /// Observed days with contacts.
        found: usize,
        /// Days needed.
        needed: usize,
    },
    /// Queues with different interval lengths.
    #[error(
        "{donor} has {found} and {expected} are needed; bring all queues to the business unit's interval"
    )]
    DifferentGrids {
        /// The donor.
        donor: String,
        /// Its grid.
        found: SlotsPerDay,
        /// The grid of the new queue, or of the first donor.
        expected: SlotsPerDay,
    },
    /// A donor whose prior weight is no weight.
    #[error("{donor} has a prior weight of {weight}; give a finite number above 0")]
    NotAWeight {
        /// The donor.
        donor: String,
        /// The weight refused.
        weight: f64,
    },
    /// Neither contacts nor an expected volume.
    #[error(
        "the queue has no contacts yet, so its level is unknown; state an expected daily volume"
    )]
    NoLevel,
    /// An expected volume that is negative, NaN or infinite.
    #[error("an expected daily volume of {value} is none; give a finite number from 0 up")]
    NotAVolume {
        /// The value refused.
        value: f64,
    },
}
