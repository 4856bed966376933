//! CSV.

use chrono_tz::Tz;

use super::table::{Cell, Column, TableFile, local_text, unwritten};
use crate::failure::Failure;
use crate::organisation::formula_guarded;

pub(super) struct CsvFile {
    writer: csv::Writer<Vec<u8>>,
    zone: Tz,
}

impl CsvFile {
    pub(super) fn new(columns: &[Column], zone: Tz) -> Result<Self, Failure> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer
            .write_record(columns.iter().map(|column| column.name.as_str()))
            .map_err(|error| unwritten("CSV", &error))?;
        Ok(Self { writer, zone })
    }
}

impl TableFile for CsvFile {
    fn take(&mut self, row: &[Cell]) -> Result<(), Failure> {
        let cells = row.iter().map(|cell| match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => formula_guarded(text),
            // All digits, so that it reads back unchanged.
            Cell::Number(number) => number.to_string(),
            Cell::Instant(at) => local_text(*at, self.zone),
        });
        self.writer
            .write_record(cells)
            .map_err(|error| unwritten("CSV", &error))
    }

    fn finish(self: Box<Self>) -> Result<Vec<u8>, Failure> {
        self.writer
            .into_inner()
            .map_err(|error| unwritten("CSV", &error))
    }
}
