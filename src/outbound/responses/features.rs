//! The columns a model learns from, and contacts as its table.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use crewcast_forecasts::response::{ContactTable, ResponseError};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::request::NewResponseModel;
use crate::failure::Failure;
use crate::outbound::contacts::columns::{ColumnDataType, ListColumns};
use crate::outbound::contacts::filter::FilterColumnType;

/// The feature that is no column: which try of the contact it is, from 1.
pub(in crate::outbound) const ATTEMPT_NUMBER: &str = "attempt number";

/// Contacts that were called, and that were not, before a column's being filled for the first alone says anything.
const ENOUGH_TO_TELL: usize = 50;

/// A column with so many texts, and more texts than half its values, names contacts instead of telling what they are like.
const MANY_TEXTS: usize = 60;

/// A column that a model learns from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LearnedColumn {
    /// A column of the list, or `attempt number`.
    pub column: String,
    /// How its values are read.
    pub column_type: FilterColumnType,
}

/// A column that a model does not learn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeftOutColumn {
    /// A column of the list.
    pub column: String,
    /// Why, in words.
    pub reason: String,
}

/// Values of a contact's columns.
pub(in crate::outbound) type Data = BTreeMap<String, String>;

/// What is known of a contact before a call.
#[derive(Clone, Copy)]
pub(in crate::outbound) struct Facts<'a> {
    /// Values of its columns.
    pub data: &'a Data,
    /// Which try it is, from 1.
    pub attempt: i32,
}

/// The columns to learn from, of those that a list has.
///
/// # Errors
/// [`Failure::Invalid`] `known-after-call` for a column that is filled for called contacts alone.
pub(super) fn choose(
    list: &ListColumns,
    request: &NewResponseModel,
    called: &[&Data],
    uncalled: &[Data],
) -> Result<(Vec<LearnedColumn>, Vec<LeftOutColumn>), Failure> {
    let (mut learned, mut left_out) = (Vec::new(), Vec::new());
    for column in &list.column_names {
        let is_named = request.columns.as_ref().map(|named| named.contains(column));
        let reason = match is_named {
            Some(true) => None,
            Some(false) => Some("it was not named".to_owned()),
            None => reason_against(list, request, column, called),
        };
        if let Some(reason) = reason {
            left_out.push(LeftOutColumn {
                column: column.clone(),
                reason,
            });
            continue;
        }
        refuse_known_after_call(column, called, uncalled)?;
        learned.push(LearnedColumn {
            column: column.clone(),
            column_type: match list.data_type(column) {
                ColumnDataType::Numeric => FilterColumnType::Numeric,
                ColumnDataType::Alphabetic | ColumnDataType::Date => FilterColumnType::Alphabetic,
            },
        });
    }
    learned.push(LearnedColumn {
        column: ATTEMPT_NUMBER.to_owned(),
        column_type: FilterColumnType::Numeric,
    });
    Ok((learned, left_out))
}

fn reason_against(
    list: &ListColumns,
    request: &NewResponseModel,
    column: &String,
    called: &[&Data],
) -> Option<String> {
    if request.known_after_call_columns.contains(column) {
        return Some("it is known only after the call".to_owned());
    }
    if list
        .phone_columns
        .iter()
        .any(|one| one.column_name == *column)
    {
        return Some("it holds phones".to_owned());
    }
    let data_type = list.data_type(column);
    if data_type == ColumnDataType::Date {
        return Some(
            "it holds dates; import what matters of them, such as an age in days, as a numeric column"
                .to_owned(),
        );
    }
    let values = called.iter().filter_map(|data| data.get(column));
    let count = values.clone().count();
    if count == 0 {
        return Some("no contact that was called has a value".to_owned());
    }
    let texts = values.collect::<BTreeSet<_>>().len();
    let names_contacts =
        data_type == ColumnDataType::Alphabetic && texts > MANY_TEXTS && 2 * texts > count;
    names_contacts.then(|| {
        format!("it has {texts} texts among {count} contacts: it names them; name it in columns to learn from it all the same")
    })
}

fn refuse_known_after_call(
    column: &str,
    called: &[&Data],
    uncalled: &[Data],
) -> Result<(), Failure> {
    let filled = called
        .iter()
        .filter(|data| data.contains_key(column))
        .count();
    let is_filled_before = uncalled.iter().any(|data| data.contains_key(column));
    if filled < ENOUGH_TO_TELL || uncalled.len() < ENOUGH_TO_TELL || is_filled_before {
        return Ok(());
    }
    Err(Failure::invalid(
        "/columns",
        "known-after-call",
        format!(
            "column {column:?} is filled for {filled} contacts that were called and for none of {} that were not: it is \
             known only after the call, so it cannot foretell one; name it in knownAfterCallColumns",
            uncalled.len()
        ),
    ))
}

/// Contacts as a model's table.
///
/// # Errors
/// [`ResponseError::SameCode`] for two columns whose names differ in signs alone.
pub(in crate::outbound) fn table(
    columns: &[LearnedColumn],
    contacts: &[Facts<'_>],
) -> Result<ContactTable, ResponseError> {
    let mut table = ContactTable::with_rows(contacts.len());
    for column in columns {
        let name = column.column.as_str();
        match column.column_type {
            FilterColumnType::Numeric if name == ATTEMPT_NUMBER => {
                let numbers = contacts.iter().map(|facts| f64::from(facts.attempt));
                table.push_numeric(name, numbers.collect())?;
            }
            FilterColumnType::Numeric => {
                let numbers = contacts.iter().map(|facts| number(facts.data.get(name)));
                table.push_numeric(name, numbers.collect())?;
            }
            FilterColumnType::Alphabetic => {
                let texts = contacts.iter().map(|facts| facts.data.get(name));
                table.push_alphabetic(name, texts.map(|text| text.map(String::as_str)))?;
            }
        }
    }
    Ok(table)
}

/// The number of a cell as the table takes it: NaN where there is none.
fn number(cell: Option<&String>) -> f64 {
    let number = cell.and_then(|text| Decimal::from_str(text.trim()).ok());
    number
        .and_then(|number| number.to_f64())
        .unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbound::contacts::columns::ColumnDataTypeSpecification;

    fn list() -> ListColumns {
        let numeric = |name: &str| ColumnDataTypeSpecification {
            column_name: name.to_owned(),
            column_data_type: ColumnDataType::Numeric,
        };
        ListColumns {
            column_names: ["age", "city", "duration", "note"]
                .map(str::to_owned)
                .to_vec(),
            column_data_type_specifications: vec![numeric("age"), numeric("duration")],
            ..ListColumns::default()
        }
    }

    fn contact(number: usize, was_called: bool) -> Data {
        let mut data = Data::from([
            ("age".to_owned(), (20 + number % 50).to_string()),
            ("city".to_owned(), ["Oslo", "Rome"][number % 2].to_owned()),
            ("note".to_owned(), format!("customer {number}")),
        ]);
        if was_called {
            data.insert("duration".to_owned(), "90".to_owned());
        }
        data
    }

    fn contacts(was_called: bool) -> Vec<Data> {
        (0..80).map(|number| contact(number, was_called)).collect()
    }

    #[test]
    fn a_column_that_only_called_contacts_have_is_refused() {
        let (called, uncalled) = (contacts(true), contacts(false));
        let called: Vec<&Data> = called.iter().collect();
        let failure =
            choose(&list(), &NewResponseModel::default(), &called, &uncalled).unwrap_err();
        assert_eq!(failure.faults()[0].code, "known-after-call");
        assert!(failure.faults()[0].detail.contains("\"duration\""));
    }

    #[test]
    fn columns_that_name_contacts_or_were_declared_are_left_out() {
        let (called, uncalled) = (contacts(true), contacts(false));
        let called: Vec<&Data> = called.iter().collect();
        let request = NewResponseModel {
            known_after_call_columns: BTreeSet::from(["duration".to_owned()]),
            ..NewResponseModel::default()
        };
        let (learned, left_out) = choose(&list(), &request, &called, &uncalled).unwrap();
        let learned: Vec<&str> = learned.iter().map(|one| one.column.as_str()).collect();
        assert_eq!(learned, ["age", "city", ATTEMPT_NUMBER]);
        let left_out: Vec<&str> = left_out.iter().map(|one| one.column.as_str()).collect();
        assert_eq!(left_out, ["duration", "note"]);
    }

    #[test]
    fn a_number_that_is_missing_is_missing_in_the_table() {
        let columns = [LearnedColumn {
            column: "age".to_owned(),
            column_type: FilterColumnType::Numeric,
        }];
        let (with, without) = (contact(3, false), Data::new());
        let facts = [&with, &without].map(|data| Facts { data, attempt: 1 });
        let table = table(&columns, &facts).unwrap();
        let crewcast_forecasts::response::ColumnValues::Numeric(ages) = table.columns()[0].values()
        else {
            panic!("ages are numbers");
        };
        assert_eq!(ages[0], 23.0);
        assert!(ages[1].is_nan());
    }
}
