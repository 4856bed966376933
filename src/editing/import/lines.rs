//! Rows of the file, cell by cell.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::organisation::formula_unguarded;

/// A column of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    AgentId,
    AgentExternalId,
    AgentName,
    Date,
    Start,
    End,
    PaidMinutes,
    Activities,
    Shift,
}

const COLUMNS: [Column; 9] = [
    Column::AgentId,
    Column::AgentExternalId,
    Column::AgentName,
    Column::Date,
    Column::Start,
    Column::End,
    Column::PaidMinutes,
    Column::Activities,
    Column::Shift,
];

impl Column {
    pub const fn name(self) -> &'static str {
        match self {
            Self::AgentId => "AgentId",
            Self::AgentExternalId => "AgentExternalId",
            Self::AgentName => "AgentName",
            Self::Date => "Date",
            Self::Start => "Start",
            Self::End => "End",
            Self::PaidMinutes => "PaidMinutes",
            Self::Activities => "Activities",
            Self::Shift => "Shift",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let mut columns = COLUMNS.into_iter();
        columns.find(|column| column.name().eq_ignore_ascii_case(name.trim()))
    }
}

/// A cell that stands against the import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RejectedScheduleCell {
    /// The row, the header being row 1.
    pub row: u64,
    /// The column; empty for the row as a whole.
    pub column: String,
    /// As it stands in the file.
    pub value: String,
    /// Stable, kebab-case.
    pub code: String,
    /// What is wrong with it.
    pub reason: String,
    /// How to mend it.
    pub remedy: String,
}

/// The rows of a file, not looked into yet.
#[derive(Debug, Default)]
pub struct ScheduleLines {
    pub(super) lines: Vec<ScheduleLine>,
    pub(super) rejects: Vec<RejectedScheduleCell>,
}

/// One row.
#[derive(Debug)]
pub(super) struct ScheduleLine {
    pub row: u64,
    cells: BTreeMap<Column, String>,
}

impl ScheduleLine {
    /// The cell's text without spaces around it; empty where the file has no such column.
    pub fn cell(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", String::as_str)
    }

    pub fn reject(
        &self,
        column: Column,
        code: &str,
        reason: impl Into<String>,
        remedy: &str,
    ) -> RejectedScheduleCell {
        RejectedScheduleCell {
            row: self.row,
            column: column.name().to_owned(),
            value: self.cell(column).to_owned(),
            code: code.to_owned(),
            reason: reason.into(),
            remedy: remedy.to_owned(),
        }
    }
}

impl ScheduleLines {
    /// Reads a CSV file in UTF-8.
    pub fn read(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let whole = |row: u64, code: &str, reason: String, remedy: &str| RejectedScheduleCell {
            row,
            column: String::new(),
            value: String::new(),
            code: code.to_owned(),
            reason,
            remedy: remedy.to_owned(),
        };
        let mut found = Self::default();
        let headers = match reader.headers() {
            Ok(headers) => headers.clone(),
            Err(error) => {
                let remedy = "send the file as UTF-8 with commas between its columns";
                found
                    .rejects
                    .push(whole(1, "unreadable", error.to_string(), remedy));
                return found;
            }
        };
        let columns: Vec<Option<Column>> = headers.iter().map(Column::parse).collect();
        for (header, _) in headers
            .iter()
            .zip(&columns)
            .filter(|(_, column)| column.is_none())
        {
            let remedy = "keep to the columns of an exported schedule";
            let reason = format!("column {header:?} is not known");
            found
                .rejects
                .push(whole(1, "unknown-column", reason, remedy));
        }
        let has = |column: Column| columns.contains(&Some(column));
        for column in [Column::Start, Column::End, Column::Activities] {
            if !has(column) {
                let reason = format!("there is no column {}", column.name());
                found
                    .rejects
                    .push(whole(1, "missing-column", reason, "add it"));
            }
        }
        if !has(Column::AgentId) && !has(Column::AgentExternalId) {
            let reason = "there is neither AgentId nor AgentExternalId".to_owned();
            found
                .rejects
                .push(whole(1, "missing-column", reason, "add one of them"));
        }
        for (index, record) in reader.records().enumerate() {
            let row = index as u64 + 2;
            match record {
                Ok(record) => {
                    let cells = record.iter().zip(&columns);
                    let cells = cells.filter_map(|(text, column)| {
                        Some(((*column)?, formula_unguarded(text.trim()).to_owned()))
                    });
                    found.lines.push(ScheduleLine {
                        row,
                        cells: cells.collect(),
                    });
                }
                Err(error) => {
                    let remedy = "send the row as UTF-8";
                    found
                        .rejects
                        .push(whole(row, "unreadable", error.to_string(), remedy));
                }
            }
        }
        found
    }
}
