//! Tables as files: CSV, XLSX and Parquet from the same cells.

mod csv_file;
mod format;
mod parquet_file;
mod table;
mod tables;
#[cfg(test)]
mod tests;
mod xlsx_file;

pub use format::ExportFormat;
pub(super) use table::{Cell, Column, table_file};
pub use tables::export_performance;
