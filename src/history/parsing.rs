//! A whole file read row by row into sums on the grid, with everything that was wrong on the way.

use std::path::Path;

use chrono_tz::Tz;
use csv::ByteRecord;

use super::call_rows::{CallRow, CallRows};
use super::interval_rows::{IntervalRows, fitting_seconds};
use super::layout::{Header, ImportKind, Layout, Role};
use super::queues::{FileQueue, QueueBook};
use super::rejects::{FieldFault, Findings, Reject, shown};
use super::series::{Contribution, Series};
use super::source::Source;
use super::spacing::commonest_minutes;
use crate::failure::Failure;

/// Progress is told every so many rows.
const PROGRESS_ROWS: u64 = 10_000;

/// The longest stretch of call records in days: intervals without calls are stored as zeros, so a wrong year in one
/// row would otherwise fill a century.
const LONGEST_CALL_DAYS: i64 = 4_000;

/// How a file is to be read.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub kind: ImportKind,
    /// The zone of times without an offset.
    pub zone: Tz,
    /// The zone whose local clocks the business unit's intervals are aligned to.
    pub unit_zone: Tz,
    pub unit_minutes: u32,
    pub queue_name: Option<String>,
    pub interval_minutes: Option<u32>,
    pub default_average_handle_time_seconds: Option<f64>,
    pub answered_within_seconds: u32,
}

/// What one row adds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    /// Place in the file's list of queues.
    pub queue: usize,
    /// Start of the business unit's interval, in seconds since 1970.
    pub interval: i64,
    pub contribution: Contribution,
}

/// Rows of one queue.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RowCounts {
    pub taken: u64,
    pub ignored: u64,
}

/// A file read.
pub(super) struct Parsed {
    pub layout: Layout,
    pub rows_read: u64,
    pub rows_accepted: u64,
    pub rows_ignored: u64,
    pub findings: Findings,
    pub queues: Vec<FileQueue>,
    pub counts: Vec<RowCounts>,
    pub series: Series,
}

enum Rows<'a> {
    Intervals(IntervalRows<'a>),
    Calls(CallRows<'a>),
}

/// Reads a file.
///
/// # Errors
/// [`Failure::Invalid`] when the file as a whole is no history: not a table, columns missing, intervals too long, cut
/// off. What is wrong with single rows is among the findings.
pub(super) fn read_file(
    path: &Path,
    reading: &Reading,
    mut queues: QueueBook,
    progress: &mut dyn FnMut(u64),
) -> Result<Parsed, Failure> {
    let mut source = Source::open(path)?;
    let header = Header::recognise(reading.kind, &source.header)?;
    if header.place(Role::Queue).is_none() && reading.queue_name.is_none() {
        return Err(Failure::invalid(
            "?queueName",
            "missing-queue-name",
            "the file has no column for the queue; send queueName with the queue all rows belong to",
        ));
    }
    let mut rows = match reading.kind {
        ImportKind::Intervals => {
            let minutes = file_minutes(path, reading, &header)?;
            Rows::Intervals(IntervalRows::new(reading, &header, minutes))
        }
        ImportKind::CallRecords => Rows::Calls(CallRows::new(reading)),
    };
    let mut parsed = Parsed {
        layout: header.layout,
        rows_read: 0,
        rows_accepted: 0,
        rows_ignored: 0,
        findings: Findings::default(),
        queues: Vec::new(),
        counts: Vec::new(),
        series: Series::default(),
    };
    let mut record = ByteRecord::new();
    let mut short: Option<(u64, usize, ByteRecord)> = None;
    while let Some(row) = source.next(&mut record)? {
        parsed.rows_read += 1;
        if parsed.rows_read.is_multiple_of(PROGRESS_ROWS) {
            progress(parsed.rows_read);
        }
        if let Some((row, have, fields)) = short.take() {
            parsed
                .findings
                .refuse_row([too_few(&header, row, have, &fields, false)]);
        }
        if record.len() < header.width() {
            short = Some((row, record.len(), record.clone()));
            continue;
        }
        if record.len() > header.width() {
            parsed
                .findings
                .refuse_row([too_many(&header, row, &record)]);
            continue;
        }
        let outcome = match &mut rows {
            Rows::Intervals(rows) => rows
                .take(&header, &record, row, &mut queues)
                .map(|(taken, warning)| (CallRow::Counted(taken), warning)),
            Rows::Calls(rows) => rows
                .take(&header, &record, row, &mut queues)
                .map(|call| (call, None)),
        };
        match outcome {
            Ok((taken, warning)) => {
                if let Some(warning) = warning {
                    parsed.findings.warn(|| warning);
                }
                parsed.accept(&taken);
            }
            Err(faults) => parsed.findings.refuse_row(faults),
        }
    }
    if let Some((row, have, fields)) = short {
        parsed
            .findings
            .refuse_row([too_few(&header, row, have, &fields, true)]);
    }
    if parsed.rows_read == 0 {
        return Err(Failure::invalid(
            "/file",
            "empty-file",
            "the file has a header and no rows; send one with rows",
        ));
    }
    progress(parsed.rows_read);
    parsed.queues = queues.used().to_vec();
    parsed
        .counts
        .resize(parsed.queues.len(), RowCounts::default());
    if let Rows::Calls(mut rows) = rows {
        parsed.fill_silence(&mut rows)?;
    }
    Ok(parsed)
}

/// The length of intervals of a file without a column for it: as sent, or as the rows' spacing tells.
fn file_minutes(path: &Path, reading: &Reading, header: &Header) -> Result<Option<u32>, Failure> {
    let minutes = match (
        reading.interval_minutes,
        header.place(Role::IntervalMinutes),
    ) {
        (Some(minutes), _) => minutes,
        (None, Some(_)) => return Ok(None),
        (None, None) => commonest_minutes(path, header)?,
    };
    fitting_seconds(f64::from(minutes), reading.unit_minutes)
        .map_err(|fault| Failure::invalid("?intervalMinutes", fault.code, fault.to_string()))?;
    Ok(Some(minutes))
}

fn too_few(header: &Header, row: u64, have: usize, fields: &ByteRecord, is_last: bool) -> Reject {
    let reason = format!("the row has {have} of {} fields", header.width());
    let fault = if is_last {
        FieldFault::new(
            "truncated-file",
            format!("{reason} and is the last one: the file breaks off here"),
            "export the file again and send all of it",
        )
    } else {
        FieldFault::new(
            "too-few-fields",
            reason,
            "write every field of the row, empty ones too",
        )
    };
    fault.at(row, Some(header.name(have)), &joined(fields))
}

fn too_many(header: &Header, row: u64, fields: &ByteRecord) -> Reject {
    FieldFault::new(
        "too-many-fields",
        format!(
            "the row has {} fields, the header {}",
            fields.len(),
            header.width()
        ),
        "put fields that contain the delimiter in double quotes",
    )
    .at(row, None, &joined(fields))
}

fn joined(fields: &ByteRecord) -> Vec<u8> {
    let texts: Vec<String> = fields.iter().map(shown).collect();
    texts.join(",").into_bytes()
}

impl Parsed {
    fn accept(&mut self, row: &CallRow) {
        let queue = match row {
            CallRow::Counted(taken) => taken.queue,
            CallRow::Ignored(queue) => *queue,
        };
        if self.counts.len() <= queue {
            self.counts.resize(queue + 1, RowCounts::default());
        }
        let Some(counts) = self.counts.get_mut(queue) else {
            return;
        };
        match row {
            CallRow::Counted(taken) => {
                counts.taken += 1;
                self.rows_accepted += 1;
                self.series
                    .add(taken.queue, taken.interval, &taken.contribution);
            }
            CallRow::Ignored(_) => {
                counts.ignored += 1;
                self.rows_ignored += 1;
            }
        }
    }

    /// A log of calls says of every interval it spans how many came: none where there is no line. Each queue is
    /// filled from the day of its first call to the end of the log.
    fn fill_silence(&mut self, rows: &mut CallRows<'_>) -> Result<(), Failure> {
        let Some((first, last)) = self.series.span() else {
            return Ok(());
        };
        if (last - first) / 86_400 > LONGEST_CALL_DAYS {
            return Err(Failure::invalid(
                "/file",
                "time-span-too-long",
                format!(
                    "the calls span more than {LONGEST_CALL_DAYS} days; look for a wrong year, or send the years in files of their own"
                ),
            ));
        }
        for queue in 0..self.queues.len() {
            if let Some(own_first) = self.series.first_of(queue) {
                let from = rows.grid().day_of(own_first).max(first);
                let step = rows.grid().step_seconds();
                self.series.fill(queue, from, last, step);
            }
        }
        Ok(())
    }
}
