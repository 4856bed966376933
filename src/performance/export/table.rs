//! Cells and columns, whatever file they end in.

use chrono::{SecondsFormat, TimeZone};
use chrono_tz::Tz;

use super::csv_file::CsvFile;
use super::format::ExportFormat;
use super::parquet_file::ParquetFile;
use super::xlsx_file::XlsxFile;
use crate::db::Instant;
use crate::failure::Failure;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::performance) enum ColumnKind {
    Text,
    Number,
    Instant,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::performance) struct Column {
    pub name: String,
    pub kind: ColumnKind,
}

impl Column {
    pub(in crate::performance) fn text(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: ColumnKind::Text,
        }
    }

    pub(in crate::performance) fn number(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: ColumnKind::Number,
        }
    }

    pub(in crate::performance) fn instant(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: ColumnKind::Instant,
        }
    }
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::performance) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Instant(Instant),
}

impl Cell {
    pub(in crate::performance) fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.to_owned()))
    }

    pub(in crate::performance) fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }
}

/// A file that is being written.
pub(in crate::performance) trait TableFile {
    /// Takes one row, as many cells as there are columns.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the file cannot be written.
    fn take(&mut self, row: &[Cell]) -> Result<(), Failure>;

    /// The file's bytes.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the file cannot be written.
    fn finish(self: Box<Self>) -> Result<Vec<u8>, Failure>;
}

/// Begins a file of that format. Instants are written in the zone where a format has no type of its own for them.
///
/// # Errors
/// [`Failure::Internal`] when the file cannot be begun.
pub(in crate::performance) fn table_file(
    format: ExportFormat,
    columns: &[Column],
    zone: Tz,
) -> Result<Box<dyn TableFile>, Failure> {
    Ok(match format {
        ExportFormat::Csv => Box::new(CsvFile::new(columns, zone)?),
        ExportFormat::Xlsx => Box::new(XlsxFile::new(columns, zone)?),
        ExportFormat::Parquet => Box::new(ParquetFile::new(columns)?),
    })
}

/// An instant as local time with its offset.
pub(super) fn local_text(at: Instant, zone: Tz) -> String {
    zone.from_utc_datetime(&at.to_utc().naive_utc())
        .to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// A fault of a library that writes files.
pub(super) fn unwritten(format: &str, error: &impl std::fmt::Display) -> Failure {
    Failure::Internal(format!("writing {format}: {error}"))
}
