//! The files there are.

/// What a table is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ExportFormat {
    /// Comma-separated text; cells that a spreadsheet would run as formulas get an apostrophe.
    Csv,
    /// An Excel workbook of one sheet.
    Xlsx,
    /// Apache Parquet, uncompressed: text as UTF-8, numbers as doubles, instants as UTC milliseconds.
    Parquet,
}

impl ExportFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Parquet];

    /// As `Accept` names it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// As `Content-Type` names it.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx | Self::Parquet => self.media_type(),
        }
    }

    /// The end of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
        }
    }
}
