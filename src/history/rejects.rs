//! Rows that were refused, each with its place, its reason and its remedy.

use serde::{Deserialize, Serialize};

/// How many refused rows are listed by one import; further ones are counted only.
pub(super) const LISTED_REJECTS: usize = 100_000;

/// How many warnings are listed by one import; further ones are counted only.
pub(super) const LISTED_WARNINGS: usize = 100;

/// The longest piece of a file shown back to the reader, in characters.
const SHOWN_CHARACTERS: usize = 120;

/// One row that was refused, or warned about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reject {
    /// The row in the file; the header is row 1.
    pub row: u64,
    /// The column as its header names it; absent when the whole row is at fault.
    pub column: Option<String>,
    /// What stands there.
    pub value: String,
    /// Stable, kebab-case.
    pub code: String,
    /// What is wrong with it.
    pub reason: String,
    /// How to mend it.
    pub remedy: String,
}

/// What is wrong with one field, before its place is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}; {remedy}")]
pub(super) struct FieldFault {
    pub code: &'static str,
    pub reason: String,
    pub remedy: String,
}

impl FieldFault {
    pub(super) fn new(
        code: &'static str,
        reason: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            code,
            reason: reason.into(),
            remedy: remedy.into(),
        }
    }

    /// This fault at its place.
    pub(super) fn at(self, row: u64, column: Option<&str>, value: &[u8]) -> Reject {
        Reject {
            row,
            column: column.map(str::to_owned),
            value: shown(value),
            code: self.code.to_owned(),
            reason: self.reason,
            remedy: self.remedy,
        }
    }
}

/// The list of an import's refused rows and warnings.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub rejects: Vec<Reject>,
    pub rejected_rows: u64,
    pub warnings: Vec<Reject>,
    pub warning_count: u64,
}

impl Findings {
    /// Notes a refused row and all that is wrong with it.
    pub(super) fn refuse_row(&mut self, faults: impl IntoIterator<Item = Reject>) {
        self.rejected_rows += 1;
        let room = LISTED_REJECTS.saturating_sub(self.rejects.len());
        self.rejects.extend(faults.into_iter().take(room));
    }

    /// Notes something odd in a row that is taken nevertheless.
    pub(super) fn warn(&mut self, warning: impl FnOnce() -> Reject) {
        self.warning_count += 1;
        if self.warnings.len() < LISTED_WARNINGS {
            self.warnings.push(warning());
        }
    }
}

/// A piece of the file fit to be shown: readable, and not too long. PostgreSQL's text cannot hold U+0000.
pub(super) fn shown(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value).replace('\0', "\u{FFFD}");
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_or_binary_value_is_shown_cut_and_readable() {
        assert_eq!(shown(b"\xff\x00a"), "\u{FFFD}\u{FFFD}a");
        assert_eq!(shown("é".repeat(500).as_bytes()).chars().count(), 121);
    }

    #[test]
    fn rejects_beyond_the_limit_are_still_counted() {
        let mut findings = Findings::default();
        for row in 0..LISTED_REJECTS as u64 + 5 {
            findings.refuse_row([FieldFault::new("bad-time", "", "").at(row, None, b"")]);
        }
        assert_eq!(findings.rejects.len(), LISTED_REJECTS);
        assert_eq!(findings.rejected_rows, LISTED_REJECTS as u64 + 5);
    }
}
