//! Conditions on a contact's columns, in the words of contact list filters.

use std::fmt;

use super::SlicingError;
use crate::response::{ColumnValues, ContactTable};

/// One condition on one column; a slice is the conjunction of some.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// What is asked of its value.
    pub test: Test,
    /// The condition holds where the test does not. A missing number passes no test, and so holds where it is inverted.
    pub inverted: bool,
}

/// What is asked of a value. Text is compared as it stands; a missing one is the empty text.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The text.
    Equals(String),
    /// One of the texts.
    In(Vec<String>),
    /// A number below.
    LessThan(f64),
    /// A number of at least.
    GreaterThanEquals(f64),
    /// A number in a range.
    Between {
        /// Its lower end, which belongs to it.
        min: f64,
        /// Its upper end, which does not.
        max: f64,
    },
}

impl Test {
    /// Its operator in a contact list filter.
    #[must_use]
    pub fn operator(&self) -> &'static str {
        match self {
            Self::Equals(_) => "EQUALS",
            Self::In(_) => "IN",
            Self::LessThan(_) => "LESS_THAN",
            Self::GreaterThanEquals(_) => "GREATER_THAN_EQUALS",
            Self::Between { .. } => "BETWEEN",
        }
    }

    /// Its column type in a contact list filter.
    #[must_use]
    pub fn column_type(&self) -> &'static str {
        match self {
            Self::Equals(_) | Self::In(_) => "alphabetic",
            _ => "numeric",
        }
    }

    fn holds_for_text(&self, text: &str) -> bool {
        match self {
            Self::Equals(wanted) => wanted == text,
            Self::In(wanted) => wanted.iter().any(|each| each == text),
            _ => false,
        }
    }

    fn holds_for_number(&self, number: f64) -> bool {
        match *self {
            Self::LessThan(limit) => number < limit,
            Self::GreaterThanEquals(limit) => number >= limit,
            Self::Between { min, max } => number >= min && number < max,
            _ => false,
        }
    }
}

impl Condition {
    /// Whether it holds for a row.
    ///
    /// # Errors
    /// [`SlicingError::Contacts`] when the table has no such column.
    pub fn holds(&self, contacts: &ContactTable, row: usize) -> Result<bool, SlicingError> {
        let passes = match contacts.column(&self.column)?.values() {
            ColumnValues::Numeric(values) => self.test.holds_for_number(values[row]),
            ColumnValues::Alphabetic(values) => self
                .test
                .holds_for_text(values.text(row).unwrap_or_default()),
        };
        Ok(passes != self.inverted)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (column, operator) = (&self.column, self.test.operator());
        if self.inverted {
            write!(formatter, "NOT ")?;
        }
        match &self.test {
            Test::Equals(text) => write!(formatter, "{column} {operator} {text:?}"),
            Test::In(texts) => write!(formatter, "{column} {operator} {texts:?}"),
            Test::LessThan(limit) | Test::GreaterThanEquals(limit) => {
                write!(formatter, "{column} {operator} {limit}")
            }
            Test::Between { min, max } => {
                write!(formatter, "{column} {operator} {min} and below {max}")
            }
        }
    }
}
