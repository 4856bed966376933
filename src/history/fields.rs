//! One row of a file, read column by column; everything wrong with it is gathered before it is refused.

use csv::ByteRecord;

use super::layout::{Header, Role};
use super::rejects::{FieldFault, Reject};

/// A row under examination.
pub(super) struct Fields<'a> {
    header: &'a Header,
    record: &'a ByteRecord,
    row: u64,
    faults: Vec<Reject>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(header: &'a Header, record: &'a ByteRecord, row: u64) -> Self {
        Self {
            header,
            record,
            row,
            faults: Vec::new(),
        }
    }

    /// What stands in the column of a role; nothing when the file has no such column.
    pub(super) fn get(&self, role: Role) -> &'a [u8] {
        self.at(self.header.place(role))
    }

    pub(super) fn at(&self, place: Option<usize>) -> &'a [u8] {
        place
            .and_then(|place| self.record.get(place))
            .unwrap_or_default()
    }

    /// The value of a reading, or a note of what is wrong with its column.
    pub(super) fn take<T>(&mut self, role: Role, reading: Result<T, FieldFault>) -> Option<T> {
        match reading {
            Ok(value) => Some(value),
            Err(fault) => {
                self.note(role, fault);
                None
            }
        }
    }

    /// Notes what is wrong with a column.
    pub(super) fn note(&mut self, role: Role, fault: FieldFault) {
        let reject = self.describe(role, fault);
        self.faults.push(reject);
    }

    /// A fault with its place, not held against the row.
    pub(super) fn describe(&self, role: Role, fault: FieldFault) -> Reject {
        let column = self.header.place(role).map(|place| self.header.name(place));
        fault.at(self.row, column, self.get(role))
    }

    /// The row's number.
    pub(super) fn row(&self) -> u64 {
        self.row
    }

    /// All that is wrong with the row.
    pub(super) fn into_faults(self) -> Vec<Reject> {
        self.faults
    }
}
