//! From bytes to lines of agents: read as they arrive, before any database is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use serde::Serialize;

use super::cells::{COLUMNS, Column, unguarded};
use crate::failure::Failure;

/// A cell that keeps its file from being imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RejectedCell {
    /// The row as a spreadsheet counts them: the header is row 1.
    pub row: u64,
    /// The column's header; empty when the whole row is meant.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// Stable, kebab-case.
    pub code: &'static str,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

/// One agent's line. A column the file does not have is `None`; an empty cell is empty text.
#[derive(Clone, Debug, Default)]
pub(super) struct AgentLine {
    pub row: u64,
    cells: BTreeMap<Column, String>,
}

impl AgentLine {
    /// The cell's text; `None` when the file has no such column.
    pub(super) fn cell(&self, column: Column) -> Option<&str> {
        self.cells.get(&column).map(String::as_str)
    }

    /// Refuses the line's cell.
    pub(super) fn reject(
        &self,
        column: Column,
        code: &'static str,
        reason: impl Into<String>,
        remedy: impl Into<String>,
    ) -> RejectedCell {
        RejectedCell {
            row: self.row,
            column: column.name().to_owned(),
            value: self.cell(column).unwrap_or_default().to_owned(),
            code,
            reason: reason.into(),
            remedy: remedy.into(),
        }
    }
}

/// A whole file's lines, and what could not be read of it.
#[derive(Clone, Debug, Default)]
pub struct AgentLines {
    pub(super) lines: Vec<AgentLine>,
    pub(super) rejects: Vec<RejectedCell>,
}

impl AgentLines {
    /// Reads a file to its end.
    ///
    /// # Errors
    /// [`Failure::Malformed`] when it cannot be read on. What is wrong with its cells is no error here; the import's
    /// report lists it.
    pub fn read(file: impl Read) -> Result<Self, Failure> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(file);
        let mut read = Self::default();
        let mut columns: Option<Vec<Option<Column>>> = None;
        let mut record = csv::ByteRecord::new();
        let mut row = 0;
        let broken = |error: csv::Error| {
            Failure::Malformed(format!(
                "the file cannot be read on: {error}; send it again"
            ))
        };
        while reader.read_byte_record(&mut record).map_err(broken)? {
            row += 1;
            match &columns {
                None => columns = Some(read.header(&record)),
                Some(columns) => read.line(row, columns, &record),
            }
        }
        if columns.is_none() {
            read.header(&record);
        }
        Ok(read)
    }

    fn reject(&mut self, row: u64, column: &str, value: &str, code: &'static str, why: [&str; 2]) {
        let [reason, remedy] = why;
        self.rejects.push(RejectedCell {
            row,
            column: column.to_owned(),
            value: value.to_owned(),
            code,
            reason: reason.to_owned(),
            remedy: remedy.to_owned(),
        });
    }

    fn header(&mut self, record: &csv::ByteRecord) -> Vec<Option<Column>> {
        let mut seen = BTreeSet::new();
        let mut columns = Vec::new();
        for cell in record {
            let name = String::from_utf8_lossy(cell);
            let name = name.trim_start_matches('\u{feff}');
            let column = Column::parse(name);
            match column {
                None => {
                    let known = COLUMNS.map(Column::name).join(", ");
                    let remedy = format!("the columns are {known}; rename or remove it");
                    let why = ["there is no such column", remedy.as_str()];
                    self.reject(1, name, name, "unknown-column", why);
                }
                Some(column) if !seen.insert(column) => {
                    let why = ["the column stands there twice", "remove one of them"];
                    self.reject(1, name, name, "duplicate-column", why);
                }
                Some(_) => {}
            }
            columns.push(column);
        }
        for column in COLUMNS {
            if column.is_required() && !seen.contains(&column) {
                let why = ["the column is missing", "add it to the first row"];
                self.reject(1, column.name(), "", "missing-column", why);
            }
        }
        columns
    }

    fn line(&mut self, row: u64, columns: &[Option<Column>], record: &csv::ByteRecord) {
        if record.len() != columns.len() {
            let reason = format!(
                "it has {} cells, the header {}",
                record.len(),
                columns.len()
            );
            let remedy = "give every row as many cells as the header; quote text that holds commas";
            let code = "wrong-cell-count";
            return self.reject(row, "", "", code, [reason.as_str(), remedy]);
        }
        let mut line = AgentLine {
            row,
            ..AgentLine::default()
        };
        for (cell, column) in record.iter().zip(columns) {
            let Some(column) = *column else { continue };
            match std::str::from_utf8(cell) {
                Ok(text) if !text.contains('\0') => {
                    line.cells.insert(column, unguarded(text.trim()).to_owned());
                }
                _ => {
                    let value = String::from_utf8_lossy(cell).replace('\0', "\u{fffd}");
                    let why = ["it is no UTF-8 text", "save the file as CSV UTF-8"];
                    self.reject(row, column.name(), &value, "not-text", why);
                }
            }
        }
        self.lines.push(line);
    }
}
