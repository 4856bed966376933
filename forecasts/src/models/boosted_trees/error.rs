//! What the trees refuse.

/// Why no trees were grown.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TreesError {
    /// A column is longer or shorter than the table.
    #[error(
        "column {column} has {found} values where the table has {expected} rows; give every column one value a row, NaN where it is missing"
    )]
    RaggedColumn {
        /// The column's name.
        column: String,
        /// Values given.
        found: usize,
        /// Rows of the table.
        expected: usize,
    },
    /// More rows than a 32-bit index can number.
    #[error("{rows} rows are more than 4,294,967,295; leave out the oldest")]
    TooManyRows {
        /// Rows given.
        rows: usize,
    },
    /// Targets or weights do not go with the rows.
    #[error("{found} {what} for {expected} rows; give one a row")]
    NotOneARow {
        /// `targets` or `weights`.
        what: &'static str,
        /// Values given.
        found: usize,
        /// Rows of the table.
        expected: usize,
    },
    /// Nothing to learn from.
    #[error("no row has a weight above 0; give at least one")]
    NoRows,
    /// A target that counts is NaN or infinite.
    #[error("the target of row {row} is {value}; give a number, or the row a weight of 0")]
    NotATarget {
        /// Row, from 0.
        row: usize,
        /// The value refused.
        value: f64,
    },
    /// A weight is negative, NaN or infinite.
    #[error("the weight of row {row} is {value}; give a number of at least 0")]
    NotAWeight {
        /// Row, from 0.
        row: usize,
        /// The value refused.
        value: f64,
    },
    /// The quantile is no share.
    #[error("{share} is no quantile; give one above 0 and below 1")]
    NotAQuantile {
        /// The value refused.
        share: f64,
    },
    /// An option lies outside its range.
    #[error("{option} = {value} is outside its range; use {range}")]
    OutOfRange {
        /// Name of the option.
        option: &'static str,
        /// The value refused.
        value: f64,
        /// What is allowed.
        range: &'static str,
    },
}
