//! Parquet, written column by column in groups of rows.

use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::table::{Cell, Column, ColumnKind, TableFile, unwritten};
use crate::failure::Failure;

/// Rows of one group: what is kept in memory at once.
const ROWS_A_GROUP: usize = 20_000;

pub(super) struct ParquetFile {
    writer: SerializedFileWriter<Vec<u8>>,
    kinds: Vec<ColumnKind>,
    waiting: Vec<Vec<Cell>>,
}

impl ParquetFile {
    pub(super) fn new(columns: &[Column]) -> Result<Self, Failure> {
        let begin = || {
            let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
            let schema = Type::group_type_builder("table")
                .with_fields(fields)
                .build()?;
            let properties = Arc::new(WriterProperties::builder().build());
            SerializedFileWriter::new(Vec::new(), Arc::new(schema), properties)
        };
        Ok(Self {
            writer: begin().map_err(|error| unwritten("Parquet", &error))?,
            kinds: columns.iter().map(|column| column.kind).collect(),
            waiting: Vec::new(),
        })
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let rows = std::mem::take(&mut self.waiting);
        let mut group = self.writer.next_row_group()?;
        for (index, kind) in self.kinds.iter().enumerate() {
            let cells = rows
                .iter()
                .map(|row| row.get(index).unwrap_or(&Cell::Empty));
            if let Some(mut column) = group.next_column()? {
                write_column(&mut column, *kind, cells)?;
                column.close()?;
            }
        }
        group.close()?;
        Ok(())
    }
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        ColumnKind::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Number => (PhysicalType::DOUBLE, None),
        ColumnKind::Instant => (
            PhysicalType::INT64,
            Some(LogicalType::timestamp(true, TimeUnit::MILLIS)),
        ),
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
        .map(Arc::new)
}

/// A definition level of 1 says that a cell has a value, 0 that it is empty.
fn write_column<'a>(
    column: &mut SerializedColumnWriter<'_>,
    kind: ColumnKind,
    cells: impl Iterator<Item = &'a Cell> + Clone,
) -> Result<(), ParquetError> {
    let levels = |holds: fn(&Cell) -> bool| -> Vec<i16> {
        cells.clone().map(|cell| i16::from(holds(cell))).collect()
    };
    match kind {
        ColumnKind::Text => {
            let levels = levels(|cell| matches!(cell, Cell::Text(_)));
            let values: Vec<ByteArray> = cells
                .filter_map(|cell| match cell {
                    Cell::Text(text) => Some(ByteArray::from(text.as_str())),
                    _ => None,
                })
                .collect();
            column
                .typed::<ByteArrayType>()
                .write_batch(&values, Some(&levels), None)?;
        }
        ColumnKind::Number => {
            let levels = levels(|cell| matches!(cell, Cell::Number(_)));
            let values: Vec<f64> = cells
                .filter_map(|cell| match cell {
                    Cell::Number(number) => Some(*number),
                    _ => None,
                })
                .collect();
            column
                .typed::<DoubleType>()
                .write_batch(&values, Some(&levels), None)?;
        }
        ColumnKind::Instant => {
            let levels = levels(|cell| matches!(cell, Cell::Instant(_)));
            let values: Vec<i64> = cells
                .filter_map(|cell| match cell {
                    Cell::Instant(at) => Some(at.epoch_millis()),
                    _ => None,
                })
                .collect();
            column
                .typed::<Int64Type>()
                .write_batch(&values, Some(&levels), None)?;
        }
    }
    Ok(())
}

impl TableFile for ParquetFile {
    fn take(&mut self, row: &[Cell]) -> Result<(), Failure> {
        self.waiting.push(row.to_vec());
        if self.waiting.len() == ROWS_A_GROUP {
            self.write_group()
                .map_err(|error| unwritten("Parquet", &error))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<u8>, Failure> {
        let unwritten = |error: ParquetError| unwritten("Parquet", &error);
        if !self.waiting.is_empty() {
            self.write_group().map_err(unwritten)?;
        }
        self.writer.into_inner().map_err(unwritten)
    }
}
