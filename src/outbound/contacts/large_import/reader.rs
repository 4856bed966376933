//! The file of an import, row by row.

use std::io::Write;

use csv::ByteRecord;
use tempfile::NamedTempFile;

use crate::db::Database;
use crate::failure::Failure;
use crate::history::Source;
use crate::outbound::contacts::columns::ListColumns;
use crate::outbound::contacts::layout::{ColumnMapping, TableLayout};
use crate::outbound::contacts::rows::RawContact;
use crate::outbound::store::contact_imports as store;

/// The rows of a kept file.
pub(super) struct ContactFile {
    source: Source,
    layout: TableLayout,
    columns: usize,
    record: ByteRecord,
    _file: NamedTempFile,
}

impl ContactFile {
    /// Puts the pieces together in a temporary file and opens it.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for what is no table, or lacks a column.
    pub(super) fn open(
        db: &Database,
        import: (&str, &str),
        mapping: &ColumnMapping,
        columns: &ListColumns,
    ) -> Result<Self, Failure> {
        let no_space = |error: std::io::Error| {
            Failure::Internal(format!(
                "a temporary file failed: {error}; check the space in the temporary folder"
            ))
        };
        let mut file = NamedTempFile::new().map_err(no_space)?;
        for piece in 0.. {
            let Some(bytes) = db.read(|conn| store::piece(conn, import, piece))? else {
                break;
            };
            file.write_all(&bytes).map_err(no_space)?;
        }
        file.flush().map_err(no_space)?;
        let source = Source::open(file.path())?;
        let layout = TableLayout::of(&source.header, mapping, columns)?;
        Ok(Self {
            columns: source.header.len(),
            source,
            layout,
            record: ByteRecord::new(),
            _file: file,
        })
    }

    /// The next row that is not blank; `None` at the end.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/file` when the file breaks off.
    pub(super) fn next_row(&mut self) -> Result<Option<RawContact>, Failure> {
        let Some(row) = self.source.next(&mut self.record)? else {
            return Ok(None);
        };
        let row = usize::try_from(row).unwrap_or(usize::MAX);
        let refused = |reason: String| RawContact {
            row,
            unreadable: Some(("(line)".to_owned(), String::new(), reason)),
            ..RawContact::default()
        };
        // A workbook's last cells may be missing; a line of text with more or fewer fields has slipped.
        if self.record.len() > self.columns {
            let (there, wanted) = (self.record.len(), self.columns);
            return Ok(Some(refused(format!(
                "the line has {there} fields and the header {wanted}"
            ))));
        }
        let mut fields = Vec::with_capacity(self.columns);
        for field in &self.record {
            match std::str::from_utf8(field) {
                Ok(field) => fields.push(field),
                Err(_) => return Ok(Some(refused("the line is no UTF-8".to_owned()))),
            }
        }
        Ok(Some(self.layout.contact(row, |at| fields.get(at).copied())))
    }
}
