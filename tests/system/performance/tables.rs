//! Files of tables, each opened by a reader that shares nothing with what wrote it.

use calamine::{Data, Reader, Xlsx};
use chrono::DateTime;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

/// A table: its header, then its rows. Instants are milliseconds since 1970, so that files which write local time and
/// files which have a type for them compare.
#[derive(Debug, PartialEq)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    fn of_texts(mut texts: Vec<Vec<String>>) -> Self {
        let header = texts.remove(0);
        for row in &mut texts {
            for (name, cell) in header.iter().zip(row) {
                if name == "startDate" || name == "endDate" {
                    let at = DateTime::parse_from_rfc3339(cell);
                    // A scorecard's ends are local days.
                    *cell = at.map_or(cell.clone(), |at| at.timestamp_millis().to_string());
                }
            }
        }
        Self {
            header,
            rows: texts,
        }
    }

    pub fn of_csv(bytes: &[u8]) -> Self {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(bytes);
        let rows = reader.records().map(|record| {
            let record = record.expect("a row of CSV");
            record.iter().map(str::to_owned).collect()
        });
        Self::of_texts(rows.collect())
    }

    pub fn of_xlsx(bytes: Vec<u8>) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
        let sheets = book.sheet_names();
        assert_eq!(sheets.len(), 1, "{sheets:?}");
        let sheet = book.worksheet_range(&sheets[0]).expect("a sheet");
        let rows = sheet.rows().map(|row| {
            let text = |cell: &Data| match cell {
                Data::Empty => String::new(),
                Data::String(text) => text.clone(),
                Data::Float(number) => number.to_string(),
                other => panic!("neither text nor number: {other:?}"),
            };
            row.iter().map(text).collect()
        });
        Self::of_texts(rows.collect())
    }

    pub fn of_parquet(bytes: Vec<u8>) -> Self {
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("a Parquet file");
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let header = schema.columns().iter();
        let rows = reader.get_row_iter(None).expect("rows").map(|row| {
            let text = |field: &Field| match field {
                Field::Null => String::new(),
                Field::Str(text) => text.clone(),
                Field::Double(number) => number.to_string(),
                Field::TimestampMillis(millis) => millis.to_string(),
                other => panic!("a type that is not written: {other:?}"),
            };
            let row = row.expect("a row");
            row.get_column_iter()
                .map(|(_, field)| text(field))
                .collect()
        });
        Self {
            header: header.map(|column| column.name().to_owned()).collect(),
            rows: rows.collect(),
        }
    }

    /// The cell of a row in a column.
    pub fn cell(&self, row: usize, column: &str) -> &str {
        let place = self.header.iter().position(|name| name == column);
        &self.rows[row][place.unwrap_or_else(|| panic!("no column {column}: {:?}", self.header))]
    }
}
