//! Each file read back by a reader that shares nothing with what wrote it, and held against the CSV.

use calamine::{Data, Reader, Xlsx};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::{Cell, Column, ExportFormat, table_file};
use crate::db::Instant;

fn columns() -> Vec<Column> {
    vec![
        Column::instant("startDate"),
        Column::text("queue"),
        Column::number("serviceLevel"),
    ]
}

fn rows() -> Vec<Vec<Cell>> {
    let at = |minute: i64| Cell::Instant(Instant::from_epoch_millis(0).plus_minutes(minute));
    vec![
        vec![
            at(0),
            Cell::Text("=cmd|' /C calc'!A0".to_owned()),
            Cell::Number(100.0 / 3.0),
        ],
        vec![at(15), Cell::Empty, Cell::Empty],
        vec![
            at(30),
            Cell::Text("客服, \"VIP\"".to_owned()),
            Cell::Number(-0.5),
        ],
    ]
}

fn written(format: ExportFormat, rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut file = table_file(format, &columns(), chrono_tz::Europe::Berlin).unwrap();
    for row in rows {
        file.take(row).unwrap();
    }
    file.finish().unwrap()
}

/// The CSV's rows, the guard before formulas taken off.
fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    reader
        .records()
        .map(|record| {
            let cell = |cell: &str| crate::organisation::formula_unguarded(cell).to_owned();
            record.unwrap().iter().map(cell).collect()
        })
        .collect()
}

#[test]
fn a_csv_cell_that_could_run_as_a_formula_is_guarded() {
    let text = String::from_utf8(written(ExportFormat::Csv, &rows())).unwrap();
    assert!(text.starts_with("startDate,queue,serviceLevel\n"));
    assert!(
        text.contains("1970-01-01T01:00:00+01:00,'=cmd|' /C calc'!A0,33.333333333333336\n"),
        "{text}"
    );
    assert!(text.contains("1970-01-01T01:15:00+01:00,,\n"), "{text}");
}

#[test]
fn the_workbook_holds_what_the_csv_holds_and_no_formula() {
    let bytes = written(ExportFormat::Xlsx, &rows());
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Sheet1").unwrap();
    let read: Vec<Vec<String>> = sheet
        .rows()
        .map(|row| {
            let text = |cell: &Data| match cell {
                Data::Empty => String::new(),
                Data::String(text) => text.clone(),
                Data::Float(number) => number.to_string(),
                other => panic!("neither text nor number: {other:?}"),
            };
            row.iter().map(text).collect()
        })
        .collect();
    assert_eq!(read, csv_rows(&written(ExportFormat::Csv, &rows())));
    let formulas = book.worksheet_formula("Sheet1").unwrap();
    assert!(formulas.used_cells().next().is_none());
}

#[test]
fn the_parquet_file_holds_the_same_cells_in_its_own_types() {
    // More than one group of rows.
    let many: Vec<Vec<Cell>> = rows().into_iter().cycle().take(20_002).collect();
    let bytes = written(ExportFormat::Parquet, &many);
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    assert_eq!(reader.metadata().num_row_groups(), 2);
    let mut count = 0;
    for (row, cells) in reader.get_row_iter(None).unwrap().zip(&many) {
        let row = row.unwrap();
        let read: Vec<Cell> = row
            .get_column_iter()
            .map(|(_, field)| match field {
                Field::Null => Cell::Empty,
                Field::Str(text) => Cell::Text(text.clone()),
                Field::Double(number) => Cell::Number(*number),
                Field::TimestampMillis(millis) => {
                    Cell::Instant(Instant::from_epoch_millis(*millis))
                }
                other => panic!("a type that is not written: {other:?}"),
            })
            .collect();
        assert_eq!(&read, cells);
        count += 1;
    }
    assert_eq!(count, many.len());
}

#[test]
fn tables_without_rows_are_files_too() {
    assert_eq!(
        written(ExportFormat::Csv, &[]),
        b"startDate,queue,serviceLevel\n"
    );
    let bytes = written(ExportFormat::Xlsx, &[]);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Sheet1").unwrap();
    assert_eq!(sheet.get_size(), (1, 3));
    let bytes = written(ExportFormat::Parquet, &[]);
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
}
