//! XLSX: one sheet, written row by row without keeping it in memory.

use chrono_tz::Tz;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::table::{Cell, Column, TableFile, local_text, unwritten};
use crate::failure::Failure;

pub(super) struct XlsxFile {
    workbook: Workbook,
    row: u32,
    zone: Tz,
}

impl XlsxFile {
    pub(super) fn new(columns: &[Column], zone: Tz) -> Result<Self, Failure> {
        let mut workbook = Workbook::new();
        workbook
            .add_worksheet_with_constant_memory()
            .map_err(|error| unwritten("XLSX", &error))?;
        let mut file = Self {
            workbook,
            row: 0,
            zone,
        };
        let header: Vec<Cell> = columns
            .iter()
            .map(|column| Cell::Text(column.name.clone()))
            .collect();
        file.take(&header)?;
        Ok(file)
    }
}

impl TableFile for XlsxFile {
    fn take(&mut self, row: &[Cell]) -> Result<(), Failure> {
        let (at, zone) = (self.row, self.zone);
        let mut write = || {
            let sheet = self.workbook.worksheet_from_index(0)?;
            for (column, cell) in (0_u16..).zip(row) {
                write_cell(sheet, (at, column), cell, zone)?;
            }
            Ok::<(), XlsxError>(())
        };
        write().map_err(|error| unwritten("XLSX", &error))?;
        self.row += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<u8>, Failure> {
        self.workbook
            .save_to_buffer()
            .map_err(|error| unwritten("XLSX", &error))
    }
}

/// A text is written as a text: a cell of that type is never run as a formula.
fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    zone: Tz,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            sheet.write_string(row, column, text)?;
        }
        Cell::Number(number) => {
            sheet.write_number(row, column, *number)?;
        }
        Cell::Instant(at) => {
            sheet.write_string(row, column, local_text(*at, zone))?;
        }
    }
    Ok(())
}
