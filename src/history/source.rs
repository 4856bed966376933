//! A file as rows of fields, whatever its wrapping: CSV (comma, semicolon or tab), gzip around it, or the first sheet
//! of a workbook.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use calamine::{DataRef, Reader as _, Xlsx};
use csv::{ByteRecord, ReaderBuilder};

use crate::failure::Failure;
use crate::unpacking::{check_workbook, gunzip};

/// The longest row: a longer one is a quote that was never closed, or no table at all.
const LONGEST_ROW_BYTES: u64 = 4 * 1024 * 1024;

/// The largest workbook. A million rows, the most a sheet can hold, take about half of it.
const LARGEST_WORKBOOK_BYTES: u64 = 128 * 1024 * 1024;

/// The most that the rows of a workbook may come to: a small file can unpack to a hundred times its size.
const LARGEST_UNPACKED_BYTES: u64 = 1024 * 1024 * 1024;

/// How much of the file is looked at to tell its delimiter.
const SNIFFED_BYTES: u64 = 64 * 1024;

/// The rows of a file after its header.
pub struct Source {
    /// The header's fields, trimmed.
    pub header: Vec<String>,
    reader: csv::Reader<Box<dyn Read>>,
    since_last_row: Rc<Cell<u64>>,
}

impl Source {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/file` for what is no table: empty, cut off, or of another format.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let mut file = File::open(path).map_err(|error| {
            Failure::Malformed(format!(
                "{} cannot be opened: {error}; check the path",
                path.display()
            ))
        })?;
        let mut magic = [0u8; 4];
        let got = fill(&mut file, &mut magic).map_err(|error| unreadable(&error, 1))?;
        file.seek(SeekFrom::Start(0))
            .map_err(|error| unreadable(&error, 1))?;
        let plain: Box<dyn Read> = match magic.get(..got).unwrap_or_default() {
            [0x1f, 0x8b, ..] => {
                let packed_bytes = file.metadata().map_or(0, |data| data.len());
                Box::new(gunzip(BufReader::new(file), packed_bytes))
            }
            [b'P', b'K', 3, 4] => Box::new(rows_of_workbook(file)?),
            [0xd0, 0xcf, 0x11, 0xe0] => {
                return Err(refuse(
                    "unknown-format",
                    "this is a workbook of the old .xls format; save it as .xlsx or CSV",
                ));
            }
            _ => Box::new(file),
        };
        Self::of_text(plain)
    }

    fn of_text(mut plain: Box<dyn Read>) -> Result<Self, Failure> {
        let mut head = Vec::new();
        plain
            .by_ref()
            .take(SNIFFED_BYTES)
            .read_to_end(&mut head)
            .map_err(|error| unreadable(&error, 1))?;
        match head.as_slice() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                return Err(refuse(
                    "unknown-format",
                    "this is UTF-16 text; save it as CSV UTF-8",
                ));
            }
            [b'P', b'K', 3, 4, ..] => {
                return Err(refuse(
                    "unknown-format",
                    "this is a workbook inside gzip; send the workbook itself",
                ));
            }
            _ => {}
        }
        let head = head
            .strip_prefix(b"\xef\xbb\xbf")
            .map_or(head.clone(), <[u8]>::to_vec);
        let delimiter = delimiter_of(&head);
        let since_last_row = Rc::new(Cell::new(0));
        let guarded = RowGuard {
            inner: Cursor::new(head).chain(plain),
            since_last_row: since_last_row.clone(),
            last_byte: b'\n',
        };
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            // The parser's own treatment of \r\n puts line numbers one too low; trimming takes the \r away.
            .terminator(csv::Terminator::Any(b'\n'))
            .buffer_capacity(128 * 1024)
            .from_reader(Box::new(guarded) as Box<dyn Read>);
        let mut source = Self {
            header: Vec::new(),
            reader,
            since_last_row,
        };
        let mut record = ByteRecord::new();
        if source.next(&mut record)?.is_none() {
            return Err(refuse(
                "empty-file",
                "the file is empty; send one with a header and rows",
            ));
        }
        source.header = record
            .iter()
            .map(|field| String::from_utf8_lossy(field).trim().to_owned())
            .collect();
        Ok(source)
    }

    /// Reads the next row that is not blank into `record` and returns its number in the file; `None` at the end.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/file` when the file breaks off.
    pub fn next(&mut self, record: &mut ByteRecord) -> Result<Option<u64>, Failure> {
        while self.read(record)? {
            self.since_last_row.set(0);
            if record.iter().any(|field| !field.is_empty()) {
                return Ok(Some(self.row_of(record)));
            }
        }
        Ok(None)
    }

    fn read(&mut self, record: &mut ByteRecord) -> Result<bool, Failure> {
        let row = self.reader.position().line();
        self.reader
            .read_byte_record(record)
            .map_err(|error| match error.into_kind() {
                csv::ErrorKind::Io(error) => unreadable(&error, row),
                other => refuse(
                    "unreadable",
                    &format!("the file is no table: {other:?}; save it as CSV UTF-8"),
                ),
            })
    }

    /// The line a row begins on. The parser stands behind the row's end; where it began to read may be a blank line.
    fn row_of(&self, record: &ByteRecord) -> u64 {
        let inside = record
            .as_slice()
            .iter()
            .filter(|byte| **byte == b'\n')
            .count() as u64;
        self.reader.position().line().saturating_sub(1 + inside)
    }
}

/// Fills `buffer` as far as the file goes.
fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while let Some(rest) = buffer.get_mut(got..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            more => got += more,
        }
    }
    Ok(got)
}

fn refuse(code: &str, detail: &str) -> Failure {
    Failure::invalid("/file", code, detail)
}

fn unreadable(error: &io::Error, row: u64) -> Failure {
    match error.kind() {
        ErrorKind::UnexpectedEof => refuse(
            "truncated-file",
            &format!("the gzip stream breaks off in row {row}; send the whole file again"),
        ),
        ErrorKind::QuotaExceeded => refuse(
            "unpacks-too-large",
            "the file unpacks to far more than files of rows do; send it as plain CSV",
        ),
        ErrorKind::FileTooLarge => refuse(
            "row-too-long",
            &format!(
                "row {row} is longer than {LONGEST_ROW_BYTES} bytes; look for a quote that is never closed"
            ),
        ),
        _ => refuse(
            "unreadable",
            &format!("the file cannot be read at row {row}: {error}; send it again"),
        ),
    }
}

/// The delimiter that is most frequent in the first line, outside quotes; a comma when there is none.
fn delimiter_of(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0u32), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => {
                for (delimiter, count) in &mut counts {
                    *count += u32::from(delimiter == byte);
                }
            }
            _ => {}
        }
    }
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(delimiter, _)| delimiter)
}

/// Breaks off when more arrives than the longest row without a row being completed, so that memory stays bounded;
/// ends the last line where the file does not, so that all lines are counted alike.
struct RowGuard<R> {
    inner: R,
    since_last_row: Rc<Cell<u64>>,
    last_byte: u8,
}

impl<R: Read> Read for RowGuard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_last_row.get() > LONGEST_ROW_BYTES {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let got = self.inner.read(buffer)?;
        match (got, buffer.first_mut()) {
            (0, Some(first)) if self.last_byte != b'\n' => {
                *first = b'\n';
                self.last_byte = b'\n';
                return Ok(1);
            }
            _ => {}
        }
        if let Some(last) = got.checked_sub(1).and_then(|last| buffer.get(last)) {
            self.last_byte = *last;
        }
        self.since_last_row
            .set(self.since_last_row.get() + got as u64);
        Ok(got)
    }
}

/// The first sheet as a CSV file that nobody sees, line by line where the sheet has rows, so that row numbers hold.
fn rows_of_workbook(mut file: File) -> Result<File, Failure> {
    let broken = |error: &dyn std::fmt::Display| {
        refuse(
            "unreadable",
            &format!("the workbook cannot be read: {error}; save it again as .xlsx or CSV"),
        )
    };
    let size = file.metadata().map_or(0, |data| data.len());
    if size > LARGEST_WORKBOOK_BYTES {
        return Err(refuse(
            "workbook-too-large",
            &format!("the workbook is larger than {LARGEST_WORKBOOK_BYTES} bytes; save it as CSV"),
        ));
    }
    check_workbook(&mut file).map_err(|error| match error.kind() {
        ErrorKind::QuotaExceeded => unreadable(&error, 1),
        _ => broken(&error),
    })?;
    let mut workbook: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(|error| broken(&error))?;
    let sheet = workbook.sheet_names().first().cloned().ok_or_else(|| {
        refuse(
            "empty-file",
            "the workbook has no sheet; send one with a header and rows",
        )
    })?;
    let mut cells = workbook
        .worksheet_cells_reader(&sheet)
        .map_err(|error| broken(&error))?;
    let mut written = BufWriter::new(tempfile::tempfile().map_err(|error| no_space(&error))?);
    let (mut row, mut fields) = (0u32, Vec::<String>::new());
    let mut unpacked = 0u64;
    while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
        let (at_row, at_column) = cell.get_position();
        while row < at_row {
            write_row(&mut written, &fields).map_err(|error| no_space(&error))?;
            fields.clear();
            row += 1;
        }
        let place = at_column as usize;
        if fields.len() <= place {
            fields.resize(place + 1, String::new());
        }
        if let Some(field) = fields.get_mut(place) {
            *field = text_of(cell.get_value());
            unpacked += field.len() as u64 + 3;
        }
        if unpacked > LARGEST_UNPACKED_BYTES {
            return Err(refuse(
                "workbook-too-large",
                &format!(
                    "the sheet unpacks to more than {LARGEST_UNPACKED_BYTES} bytes; save it as CSV"
                ),
            ));
        }
    }
    write_row(&mut written, &fields).map_err(|error| no_space(&error))?;
    let mut file = written
        .into_inner()
        .map_err(|error| no_space(error.error()))?;
    file.seek(SeekFrom::Start(0))
        .map_err(|error| no_space(&error))?;
    Ok(file)
}

fn no_space(error: &io::Error) -> Failure {
    Failure::Internal(format!(
        "a temporary file failed: {error}; check the space in the temporary folder"
    ))
}

fn write_row(out: &mut impl io::Write, fields: &[String]) -> io::Result<()> {
    let line: Vec<String> = fields
        .iter()
        .map(|field| {
            format!(
                "\"{}\"",
                field.replace(['\n', '\r'], " ").replace('"', "\"\"")
            )
        })
        .collect();
    writeln!(out, "{}", line.join(","))
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => value.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    type NumberedRow = (u64, Vec<String>);

    fn rows(bytes: &[u8]) -> Result<(Vec<String>, Vec<NumberedRow>), Failure> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let mut source = Source::open(file.path())?;
        let mut record = ByteRecord::new();
        let mut all = Vec::new();
        while let Some(row) = source.next(&mut record)? {
            let fields = record
                .iter()
                .map(|field| String::from_utf8_lossy(field).into_owned());
            all.push((row, fields.collect()));
        }
        Ok((source.header.clone(), all))
    }

    fn code(bytes: &[u8]) -> String {
        rows(bytes).unwrap_err().faults()[0].code.clone()
    }

    fn strings(fields: &[&str]) -> Vec<String> {
        fields.iter().map(|field| (*field).to_owned()).collect()
    }

    #[test]
    fn delimiters_quotes_line_ends_and_a_byte_order_mark_make_no_difference() {
        for text in [
            "timestamp,volume\n\"1, or 2\",3\n4,5",
            "timestamp;volume\r\n1, or 2;3\r\n4;5\r\n",
            "timestamp\tvolume\n1, or 2\t3\n 4 \t5\n",
            "\u{feff}timestamp,volume\n\"1, or 2\",3\n4,5\n",
        ] {
            let (header, rows) = rows(text.as_bytes()).unwrap();
            assert_eq!(header, ["timestamp", "volume"], "{text:?}");
            assert_eq!(
                rows,
                [(2, strings(&["1, or 2", "3"])), (3, strings(&["4", "5"]))],
                "{text:?}"
            );
        }
    }

    #[test]
    fn row_numbers_are_those_of_the_file_even_after_empty_lines() {
        for line_end in ["\n", "\r\n"] {
            let text = ["a,b", "1,2", "", "3,4", ",", "\"x\ny\",5", "6,7"].join(line_end);
            let numbers: Vec<u64> = rows(text.as_bytes())
                .unwrap()
                .1
                .iter()
                .map(|row| row.0)
                .collect();
            assert_eq!(numbers, [2, 4, 6, 8], "{line_end:?}");
        }
    }

    #[test]
    fn gzip_is_read_and_a_cut_gzip_is_refused() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let text: String = (0..20_000)
            .map(|i| format!("{i},{}\n", i * 7919 % 10_007))
            .collect();
        encoder.write_all(b"a,b\n").unwrap();
        encoder.write_all(text.as_bytes()).unwrap();
        let whole = encoder.finish().unwrap();
        assert_eq!(rows(&whole).unwrap().1.len(), 20_000);
        assert_eq!(code(&whole[..whole.len() / 2]), "truncated-file");
        assert_eq!(code(&whole[..whole.len() - 3]), "truncated-file");
    }

    #[test]
    fn what_is_no_table_is_refused_by_name() {
        assert_eq!(code(b""), "empty-file");
        assert_eq!(code(b"\xff\xfea\0,\0"), "unknown-format");
        assert_eq!(code(b"\xd0\xcf\x11\xe0\xa1\xb1"), "unknown-format");
        assert_eq!(code(b"PK\x03\x04 no workbook"), "unreadable");
        assert_eq!(
            code(b"\x1f\x8b\x08 no gzip at all, but its first bytes"),
            "unreadable"
        );
        let mut endless = b"a,b\n\"".to_vec();
        endless.resize(8 * 1024 * 1024, b'x');
        assert_eq!(code(&endless), "row-too-long");
    }
}
