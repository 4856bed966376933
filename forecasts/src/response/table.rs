//! What is known of contacts, column by column.

use std::collections::BTreeMap;

use super::ResponseError;
use super::call_time::RESERVED_CODES;

/// Named columns of equal length, one row a contact.
///
/// ```
/// use crewcast_forecasts::response::ContactTable;
/// let mut contacts = ContactTable::with_rows(3);
/// contacts.push_numeric("age", vec![41.0, f64::NAN, 23.0])?;
/// contacts.push_alphabetic("region", [Some("north"), None, Some("south")])?;
/// assert_eq!(contacts.columns()[1].name(), "region");
/// # Ok::<(), crewcast_forecasts::response::ResponseError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContactTable {
    rows: usize,
    columns: Vec<ContactColumn>,
}

/// One column of a [`ContactTable`].
#[derive(Clone, Debug, PartialEq)]
pub struct ContactColumn {
    name: String,
    values: ColumnValues,
    known_after_call: bool,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnValues {
    /// Finite numbers; NaN is a missing one.
    Numeric(Vec<f64>),
    /// Text that repeats.
    Alphabetic(AlphabeticValues),
}

/// Text by number: row → level → text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlphabeticValues {
    levels: Vec<String>,
    of_row: Vec<u32>,
}

/// The level of a row without a value.
const MISSING: u32 = u32::MAX;

impl AlphabeticValues {
    fn of<'a>(values: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut found = Self::default();
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        for value in values {
            let level = match value {
                None | Some("") => MISSING,
                Some(text) => *numbers.entry(text).or_insert_with(|| {
                    found.levels.push(text.to_owned());
                    // A level a row at most, and rows of text beyond 4 thousand million do not fit into memory.
                    u32::try_from(found.levels.len() - 1).unwrap_or(MISSING)
                }),
            };
            found.of_row.push(level);
        }
        found
    }

    /// The texts there are, in the order they first appear.
    #[must_use]
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// Number of a row's text in [`AlphabeticValues::levels`]; `None` where it is missing.
    #[must_use]
    pub fn level(&self, row: usize) -> Option<usize> {
        match self.of_row[row] {
            MISSING => None,
            level => Some(level as usize),
        }
    }

    /// A row's text; `None` where it is missing.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        self.level(row).map(|level| self.levels[level].as_str())
    }
}

impl ContactColumn {
    /// The name it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its values.
    #[must_use]
    pub fn values(&self) -> &ColumnValues {
        &self.values
    }

    /// Whether it is known only once the call is over.
    #[must_use]
    pub fn is_known_after_call(&self) -> bool {
        self.known_after_call
    }

    pub(super) fn type_name(&self) -> &'static str {
        match self.values {
            ColumnValues::Numeric(_) => "numeric",
            ColumnValues::Alphabetic(_) => "alphabetic",
        }
    }
}

/// The stable code of a column in reasons: its name in capitals, other signs than letters and digits as `_`.
#[must_use]
pub fn reason_code(column: &str) -> String {
    column
        .chars()
        .flat_map(char::to_uppercase)
        .map(|sign| if sign.is_alphanumeric() { sign } else { '_' })
        .collect()
}

impl ContactTable {
    /// A table of so many contacts, without a column yet.
    #[must_use]
    pub fn with_rows(rows: usize) -> Self {
        Self {
            rows,
            columns: Vec::new(),
        }
    }

    /// Adds a column of numbers at the right; NaN is a missing one.
    ///
    /// # Errors
    /// [`ResponseError::RaggedColumn`] unless it has one value a contact, [`ResponseError::NotFinite`] for ±∞,
    /// [`ResponseError::SameCode`] when another column's name differs in signs or capitals alone.
    pub fn push_numeric(
        &mut self,
        name: impl Into<String>,
        values: Vec<f64>,
    ) -> Result<(), ResponseError> {
        let name = name.into();
        if let Some(row) = values.iter().position(|value| value.is_infinite()) {
            return Err(ResponseError::NotFinite {
                column: name,
                row,
                value: values[row],
            });
        }
        let found = values.len();
        self.push(name, ColumnValues::Numeric(values), found)
    }

    /// Adds a column of text at the right; `None` and the empty text are missing.
    ///
    /// # Errors
    /// As [`ContactTable::push_numeric`].
    pub fn push_alphabetic<'a>(
        &mut self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<(), ResponseError> {
        let values = AlphabeticValues::of(values);
        let found = values.of_row.len();
        self.push(name.into(), ColumnValues::Alphabetic(values), found)
    }

    fn push(
        &mut self,
        name: String,
        values: ColumnValues,
        found: usize,
    ) -> Result<(), ResponseError> {
        if found != self.rows {
            return Err(ResponseError::RaggedColumn {
                column: name,
                found,
                expected: self.rows,
            });
        }
        let code = reason_code(&name);
        let is_taken = RESERVED_CODES.contains(&code.as_str())
            || self
                .columns
                .iter()
                .any(|column| reason_code(&column.name) == code);
        if is_taken {
            return Err(ResponseError::SameCode { column: name, code });
        }
        self.columns.push(ContactColumn {
            name,
            values,
            known_after_call: false,
        });
        Ok(())
    }

    /// Declares that a column is known only once the call is over, such as its duration. Models refuse the table then.
    ///
    /// # Errors
    /// [`ResponseError::NoSuchColumn`].
    pub fn declare_known_after_call(&mut self, column: &str) -> Result<(), ResponseError> {
        let known = self.names();
        let found = self.columns.iter_mut().find(|each| each.name == column);
        let found = found.ok_or_else(|| ResponseError::NoSuchColumn {
            column: column.to_owned(),
            known,
        })?;
        found.known_after_call = true;
        Ok(())
    }

    /// Number of contacts.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns, from the left.
    #[must_use]
    pub fn columns(&self) -> &[ContactColumn] {
        &self.columns
    }

    /// A column by its name.
    ///
    /// # Errors
    /// [`ResponseError::NoSuchColumn`].
    pub fn column(&self, name: &str) -> Result<&ContactColumn, ResponseError> {
        self.columns
            .iter()
            .find(|column| column.name == name)
            .ok_or_else(|| ResponseError::NoSuchColumn {
                column: name.to_owned(),
                known: self.names(),
            })
    }

    /// # Errors
    /// [`ResponseError::KnownAfterCall`] names the first column that is known only after the call.
    pub(crate) fn refuse_known_after_call(&self) -> Result<(), ResponseError> {
        match self.columns.iter().find(|column| column.known_after_call) {
            Some(column) => Err(ResponseError::KnownAfterCall {
                column: column.name.clone(),
            }),
            None => Ok(()),
        }
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(ContactColumn::name).collect();
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_needs_a_value_a_contact_and_a_code_of_its_own() {
        let mut contacts = ContactTable::with_rows(2);
        let ragged = contacts.push_numeric("age", vec![1.0]).unwrap_err();
        assert_eq!(
            ragged.to_string(),
            "column age has 1 values where the table has 2 rows; give every column one value a contact"
        );
        contacts.push_numeric("last call", vec![1.0, 2.0]).unwrap();
        let same = contacts.push_numeric("Last.Call", vec![1.0, 2.0]);
        assert!(matches!(same, Err(ResponseError::SameCode { code, .. }) if code == "LAST_CALL"));
        let taken = contacts.push_numeric("call hour", vec![1.0, 2.0]);
        assert!(matches!(taken, Err(ResponseError::SameCode { .. })));
        let infinite = contacts.push_numeric("debt", vec![1.0, f64::INFINITY]);
        assert!(matches!(
            infinite,
            Err(ResponseError::NotFinite { row: 1, .. })
        ));
    }

    #[test]
    fn the_empty_text_is_a_missing_one() {
        let mut contacts = ContactTable::with_rows(3);
        contacts
            .push_alphabetic("job", [Some("cook"), Some(""), None])
            .unwrap();
        let ColumnValues::Alphabetic(values) = contacts.columns()[0].values() else {
            panic!("text was pushed");
        };
        assert_eq!(values.levels(), ["cook"]);
        assert_eq!(
            (values.text(0), values.text(1), values.text(2)),
            (Some("cook"), None, None)
        );
    }

    #[test]
    fn names_in_any_script_have_codes() {
        assert_eq!(reason_code("emp.var.rate"), "EMP_VAR_RATE");
        assert_eq!(reason_code("年龄"), "年龄");
    }
}
