//! What the slicer refuses.

use crate::response::ResponseError;

/// Why a list was not sliced.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SlicingError {
    /// The table of contacts.
    #[error(transparent)]
    Contacts(#[from] ResponseError),
    /// Scores do not go with the contacts.
    #[error("{found} scores for {expected} contacts; give one a contact")]
    NotOneAContact {
        /// Scores given.
        found: usize,
        /// Rows of the table.
        expected: usize,
    },
    /// A score that is no probability.
    #[error(
        "row {row}: {field} is no probability (0 < P10 ≤ P90 < 1, 0 < mean < 1, 0 < answer ≤ 1); score the contact anew"
    )]
    NotAScore {
        /// Row, from 0.
        row: usize,
        /// `answer_rate` or `success`.
        field: &'static str,
    },
    /// A number outside its range.
    #[error("{field} = {value} is outside its range; use {range}")]
    OutOfRange {
        /// Name of the field.
        field: &'static str,
        /// The value refused.
        value: f64,
        /// What is allowed.
        range: &'static str,
    },
}
