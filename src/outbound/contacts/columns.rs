//! The columns of a contact list besides the fixed fields, and what may stand in them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::failure::Faults;

/// The fixed fields of a contact; no column is called like one of them, in whatever case.
pub(in crate::outbound) const FIXED_FIELDS: [&str; 9] = [
    "phone",
    "externalId",
    "name",
    "personId",
    "timeZone",
    "segment",
    "doNotCall",
    "permittedHours",
    "dateCreated",
];

/// The most columns of a list.
const MOST_COLUMNS: usize = 100;

/// The longest value of a column, in characters.
const LONGEST_VALUE: usize = 1_000;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ColumnDataType {
    /// Decimal numbers with a point.
    Numeric,
    /// Any text.
    Alphabetic,
    /// `2026-03-29`, `2026-03-29T15:00`, or with seconds or an offset.
    Date,
}

/// What stands in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ColumnDataTypeSpecification {
    /// One of `columnNames`.
    pub column_name: String,
    /// What stands in it.
    pub column_data_type: ColumnDataType,
}

/// A column that holds phones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactPhoneNumberColumn {
    /// One of `columnNames`.
    pub column_name: String,
    /// What kind of phone, for people to read: `mobile`, `home`, …
    #[serde(rename = "type", default)]
    pub kind: String,
}

/// The columns of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListColumns {
    /// Columns besides the fixed fields, each name once in whatever case.
    #[serde(default)]
    pub column_names: Vec<String>,
    /// Columns that hold phones: a contact without `phone` is called on the first of them that can be dialled.
    #[serde(default)]
    pub phone_columns: Vec<ContactPhoneNumberColumn>,
    /// What stands in columns; any text in those that are not named.
    #[serde(default)]
    pub column_data_type_specifications: Vec<ColumnDataTypeSpecification>,
    /// Whether blanks around values are taken away; yes when left out.
    #[serde(default = "yes")]
    pub trim_whitespace: bool,
}

const fn yes() -> bool {
    true
}

impl Default for ListColumns {
    fn default() -> Self {
        Self {
            column_names: Vec::new(),
            phone_columns: Vec::new(),
            column_data_type_specifications: Vec::new(),
            trim_whitespace: true,
        }
    }
}

/// What is wrong with a value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::outbound) struct ColumnFault {
    pub column: String,
    pub value: String,
    pub reason: &'static str,
    pub remedy: &'static str,
}

impl ListColumns {
    /// Notes what cannot be.
    pub(in crate::outbound) fn check(&self, faults: &mut Faults) {
        faults.require(
            self.column_names.len() <= MOST_COLUMNS,
            "/columnNames",
            "too-many",
            format!("name at most {MOST_COLUMNS} columns"),
        );
        let mut seen: BTreeSet<String> = FIXED_FIELDS.map(str::to_ascii_lowercase).into();
        for (at, name) in self.column_names.iter().enumerate() {
            let pointer = format!("/columnNames/{at}");
            faults.require_name(name, pointer.clone());
            faults.require(
                seen.insert(name.to_ascii_lowercase()),
                pointer,
                "duplicate",
                "a field or another column has this name; choose another",
            );
        }
        let known = |name: &String| self.column_names.contains(name);
        for (at, column) in self.phone_columns.iter().enumerate() {
            faults.require(
                known(&column.column_name),
                format!("/phoneColumns/{at}/columnName"),
                "unknown-column",
                "name one of columnNames",
            );
        }
        let mut typed = BTreeSet::new();
        for (at, column) in self.column_data_type_specifications.iter().enumerate() {
            faults.require(
                known(&column.column_name) && typed.insert(&column.column_name),
                format!("/columnDataTypeSpecifications/{at}/columnName"),
                "unknown-column",
                "name one of columnNames, each once",
            );
        }
    }

    /// What stands in that column.
    pub(in crate::outbound) fn data_type(&self, column: &str) -> ColumnDataType {
        self.column_data_type_specifications
            .iter()
            .find(|specification| specification.column_name == column)
            .map_or(ColumnDataType::Alphabetic, |found| found.column_data_type)
    }

    /// The values as they are kept: trimmed where the list says so, without empty ones.
    ///
    /// # Errors
    /// The first value that cannot stand in its column.
    pub(in crate::outbound) fn accept(
        &self,
        values: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, ColumnFault> {
        let mut kept = BTreeMap::new();
        for (column, value) in values {
            let fault = |reason, remedy| ColumnFault {
                column: column.clone(),
                value: value.chars().take(LONGEST_VALUE).collect(),
                reason,
                remedy,
            };
            if !self.column_names.contains(column) {
                return Err(fault(
                    "the list has no such column",
                    "add it to the list's columnNames, or leave it out",
                ));
            }
            let text = if self.trim_whitespace {
                value.trim()
            } else {
                value.as_str()
            };
            if text.chars().count() > LONGEST_VALUE || text.contains('\0') {
                return Err(fault(
                    "longer than 1,000 characters or with U+0000",
                    "shorten it",
                ));
            }
            if text.trim().is_empty() {
                continue;
            }
            match self.data_type(column) {
                ColumnDataType::Numeric if text.trim().parse::<Decimal>().is_err() => {
                    return Err(fault(
                        "no number",
                        "write it with digits and a point, such as 1250.50, or leave it empty",
                    ));
                }
                ColumnDataType::Date if !is_date(text.trim()) => {
                    return Err(fault(
                        "no date",
                        "write it as 2026-03-29 or 2026-03-29T15:00, or leave it empty",
                    ));
                }
                ColumnDataType::Numeric | ColumnDataType::Alphabetic | ColumnDataType::Date => {}
            }
            kept.insert(column.clone(), text.to_owned());
        }
        Ok(kept)
    }
}

/// Local times that a date column takes, besides those with an offset.
const LOCAL_TIMES: [&str; 4] = [
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
];

/// A date or time as a contact's column holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::outbound) enum Written {
    /// With an offset, as milliseconds since 1970 UTC.
    Instant(i64),
    /// On the clocks of the list's zone.
    Local(NaiveDateTime),
}

/// Reads a date or time; a date alone is its midnight.
pub(in crate::outbound) fn read_date(text: &str) -> Option<Written> {
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return date.and_hms_opt(0, 0, 0).map(Written::Local);
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(Written::Instant(at.timestamp_millis()));
    }
    let local = LOCAL_TIMES
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    local.map(Written::Local)
}

fn is_date(text: &str) -> bool {
    read_date(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> ListColumns {
        let of = |column_name: &str, column_data_type| ColumnDataTypeSpecification {
            column_name: column_name.to_owned(),
            column_data_type,
        };
        ListColumns {
            column_names: ["Balance", "Due", "City"].map(str::to_owned).to_vec(),
            column_data_type_specifications: vec![
                of("Balance", ColumnDataType::Numeric),
                of("Due", ColumnDataType::Date),
            ],
            ..ListColumns::default()
        }
    }

    fn values(of: &[(&str, &str)]) -> BTreeMap<String, String> {
        of.iter()
            .map(|(column, value)| ((*column).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn values_are_trimmed_and_empty_ones_left_out() {
        let kept = columns().accept(&values(&[("Balance", " 12.50 "), ("City", "  ")]));
        assert_eq!(kept, Ok(values(&[("Balance", "12.50")])));
        let as_sent = ListColumns {
            trim_whitespace: false,
            ..columns()
        };
        let kept = as_sent.accept(&values(&[("City", " Wuhan ")]));
        assert_eq!(kept, Ok(values(&[("City", " Wuhan ")])));
    }

    #[test]
    fn a_value_that_does_not_fit_its_column_is_named_with_it() {
        for (column, value) in [
            ("Balance", "12,50"),
            ("Balance", "NaN"),
            ("Due", "29.03.2026"),
            ("Due", "2026-02-30"),
            ("Street", "x"),
        ] {
            let fault = columns().accept(&values(&[(column, value)])).unwrap_err();
            assert_eq!(
                (fault.column.as_str(), fault.value.as_str()),
                (column, value)
            );
        }
        for due in [
            "2026-03-29",
            "2026-03-29T02:30",
            "2026-03-29T02:30:00+02:00",
        ] {
            assert!(columns().accept(&values(&[("Due", due)])).is_ok(), "{due}");
        }
    }

    #[test]
    fn no_column_has_the_name_of_a_field_or_of_another_column() {
        let mut faults = Faults::default();
        let twice = ListColumns {
            column_names: ["City", "city", "PHONE"].map(str::to_owned).to_vec(),
            phone_columns: vec![ContactPhoneNumberColumn {
                column_name: "Mobile".to_owned(),
                kind: String::new(),
            }],
            ..ListColumns::default()
        };
        twice.check(&mut faults);
        let failure = faults.into_result().unwrap_err();
        let pointers: Vec<&str> = failure
            .faults()
            .iter()
            .map(|fault| fault.pointer.as_str())
            .collect();
        assert_eq!(
            pointers,
            [
                "/columnNames/1",
                "/columnNames/2",
                "/phoneColumns/0/columnName"
            ]
        );
    }
}
