//! What the response models refuse.

/// Why no response could be learned or told.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ResponseError {
    /// A column is longer or shorter than the table.
    #[error(
        "column {column} has {found} values where the table has {expected} rows; give every column one value a contact"
    )]
    RaggedColumn {
        /// The column's name.
        column: String,
        /// Values given.
        found: usize,
        /// Rows of the table.
        expected: usize,
    },
    /// Two columns would have the same reason code.
    #[error(
        "column {column} has the reason code {code}, as another column or the time of the call has; rename it"
    )]
    SameCode {
        /// The column's name.
        column: String,
        /// The code that is taken.
        code: String,
    },
    /// An infinite number.
    #[error("row {row}, column {column}: {value} is infinite; leave it empty if unknown")]
    NotFinite {
        /// The column's name.
        column: String,
        /// Row, from 0.
        row: usize,
        /// The value refused.
        value: f64,
    },
    /// A column that does not exist was named.
    #[error("the table has no column {column}; its columns are {known}")]
    NoSuchColumn {
        /// The name given.
        column: String,
        /// The names there are, separated by commas.
        known: String,
    },
    /// A column that is known only after the call would predict it.
    #[error(
        "column {column} is known only after the call (known_after_call), so it cannot predict the call; leave it out of the table"
    )]
    KnownAfterCall {
        /// The column's name.
        column: String,
    },
    /// A column has numbers where the model was fitted on text, or the other way round.
    #[error(
        "column {column} is {found} where the model was fitted on {expected}; give it the same type"
    )]
    OtherType {
        /// The column's name.
        column: String,
        /// `numeric` or `alphabetic`.
        found: &'static str,
        /// `numeric` or `alphabetic`.
        expected: &'static str,
    },
    /// An attempt names a contact that the table does not have.
    #[error(
        "attempt {attempt} is of contact {contact}, and the table has {rows} rows; give the row of the contact"
    )]
    NoSuchContact {
        /// Attempt, from 0.
        attempt: usize,
        /// The row named.
        contact: usize,
        /// Rows of the table.
        rows: usize,
    },
    /// An attempt has no usable moment.
    #[error("attempt {attempt} was made at day {at_days}; give a finite number of days")]
    NotAMoment {
        /// Attempt, from 0.
        attempt: usize,
        /// The value refused.
        at_days: f64,
    },
    /// An outcome is older than what is learned already.
    #[error(
        "attempt {attempt} was made at day {at_days}, before day {learned_until_days} that is learned already; fit anew to put it in its place"
    )]
    OlderThanLearned {
        /// Attempt, from 0.
        attempt: usize,
        /// Its moment.
        at_days: f64,
        /// The moment of the newest attempt learned.
        learned_until_days: f64,
    },
    /// Nothing to learn from.
    #[error(
        "there are {found} attempts {what} to learn from and {needed} are needed; call more contacts at random first"
    )]
    TooFewAttempts {
        /// Which attempts.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many are needed.
        needed: usize,
    },
    /// More levels than a fit can bear.
    #[error(
        "the columns have {found} levels together, and {most} are the most; leave columns out, or raise least_attempts_of_a_level"
    )]
    TooManyLevels {
        /// Levels of all columns.
        found: usize,
        /// The most there may be.
        most: usize,
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
    /// A tally has more successes than trials, or a negative or infinite one.
    #[error(
        "cell {cell}: {successes} successes of {trials} trials are no tally; give 0 ≤ successes ≤ trials ≤ 1e12"
    )]
    NotATally {
        /// Cell, from 0.
        cell: usize,
        /// Trials given.
        trials: f64,
        /// Successes given.
        successes: f64,
    },
    /// A prediction that is no probability.
    #[error("prediction {row} is {value}; give a probability above 0 and below 1")]
    NotAProbability {
        /// Row, from 0.
        row: usize,
        /// The value refused.
        value: f64,
    },
    /// A segment that is not watched.
    #[error("segment {segment} is not watched; name it when the watch begins")]
    NoSuchSegment {
        /// The name given.
        segment: String,
    },
    /// A stored model whose parts do not fit together.
    #[error("the stored model cannot be read: {what}; fit it anew")]
    NotAModel {
        /// What does not fit.
        what: &'static str,
    },
    /// Newton's method did not come to rest.
    #[error(
        "the fit did not settle on a batch of {attempts} attempts; narrow the prior (prior_standard_deviation)"
    )]
    NotSettled {
        /// Attempts of the batch.
        attempts: usize,
    },
}
