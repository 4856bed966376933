//! Features, column by column.

use super::TreesError;

/// Named columns of equal length. NaN is a missing value; ±∞ are values like others, below and above all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeatureTable {
    rows: usize,
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
}

impl FeatureTable {
    /// A table of so many rows, without a column yet.
    ///
    /// # Errors
    /// [`TreesError::TooManyRows`] above 4,294,967,295 rows.
    pub fn with_rows(rows: usize) -> Result<Self, TreesError> {
        if u32::try_from(rows).is_err() {
            return Err(TreesError::TooManyRows { rows });
        }
        Ok(Self {
            rows,
            ..Self::default()
        })
    }

    /// Adds a column at the right.
    ///
    /// # Errors
    /// [`TreesError::RaggedColumn`] unless it has one value a row.
    pub fn push(&mut self, name: impl Into<String>, values: Vec<f64>) -> Result<(), TreesError> {
        let name = name.into();
        if values.len() != self.rows {
            return Err(TreesError::RaggedColumn {
                column: name,
                found: values.len(),
                expected: self.rows,
            });
        }
        self.names.push(name);
        self.columns.push(values);
        Ok(())
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns' names, from the left.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The columns, from the left.
    #[must_use]
    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// Writes a row's values into `row`; what the table lacks at the right stays as it was.
    pub(super) fn read_row(&self, index: usize, row: &mut [f64]) {
        for (value, column) in row.iter_mut().zip(&self.columns) {
            *value = column[index];
        }
    }
}
