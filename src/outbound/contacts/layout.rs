//! Which columns of a table of contacts stand for what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::ListColumns;
use super::file_format::ContactFileFormat;
use super::rows::RawContact;
use crate::failure::Failure;
use crate::organisation::formula_unguarded;

/// Which header of a CSV file stands for which column; without a mapping the column's own name is looked for.
/// Letters' case does not matter.
#[derive(Clone, Debug, Default, Deserialize, Serialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct ColumnMapping {
    /// Whose columns the file has; `crewcast` when left out.
    #[serde(default)]
    #[param(inline)]
    pub format: ContactFileFormat,
    /// Header of the phone; `phone` when left out.
    pub phone_column: Option<String>,
    /// Header of the country code that belongs in front of the phone; `phoneCode` when left out.
    pub phone_code_column: Option<String>,
    /// Header of the caller's own id; `externalId` when left out.
    pub external_id_column: Option<String>,
    /// Header of the name; `name` when left out.
    pub name_column: Option<String>,
    /// Header of what follows the name, after a blank; `familyName` when left out.
    pub family_name_column: Option<String>,
    /// Header of the person; `personId` when left out.
    pub person_id_column: Option<String>,
    /// Header of the time zone; `timeZone` when left out.
    pub time_zone_column: Option<String>,
    /// Header of the segment; `segment` when left out.
    pub segment_column: Option<String>,
    /// Header of the do-not-call mark (`true`, `yes`, `1`, `y`); `doNotCall` when left out.
    pub do_not_call_column: Option<String>,
}

impl ColumnMapping {
    fn named(&self) -> BTreeMap<&'static str, String> {
        [
            ("phone", &self.phone_column),
            ("phoneCode", &self.phone_code_column),
            ("externalId", &self.external_id_column),
            ("name", &self.name_column),
            ("familyName", &self.family_name_column),
            ("personId", &self.person_id_column),
            ("timeZone", &self.time_zone_column),
            ("segment", &self.segment_column),
            ("doNotCall", &self.do_not_call_column),
        ]
        .into_iter()
        .filter_map(|(column, header)| Some((column, header.clone()?)))
        .collect()
    }
}

/// The places of a table's columns.
#[derive(Clone, Debug)]
pub(in crate::outbound) struct TableLayout {
    phone: Option<usize>,
    phone_code: Option<usize>,
    external_id: Option<usize>,
    name: Option<usize>,
    family_name: Option<usize>,
    person_id: Option<usize>,
    time_zone: Option<usize>,
    segment: Option<usize>,
    do_not_call: Option<usize>,
    /// Columns of the list, with the list's spelling.
    data: Vec<(String, usize)>,
}

impl TableLayout {
    /// Finds the columns in a header. Columns that are neither fields nor the list's are passed over.
    ///
    /// # Errors
    /// [`Failure::Invalid`] when a mapped header is missing, or that of the phone and of every phone column.
    pub(in crate::outbound) fn of(
        headers: &[String],
        mapping: &ColumnMapping,
        columns: &ListColumns,
    ) -> Result<Self, Failure> {
        let position = |wanted: &str| {
            headers
                .iter()
                .position(|header| header.eq_ignore_ascii_case(wanted))
        };
        let data: Vec<(String, usize)> = columns
            .column_names
            .iter()
            .filter_map(|column| Some((column.clone(), position(column)?)))
            .collect();
        let has_phone_column = columns
            .phone_columns
            .iter()
            .any(|phone| data.iter().any(|(column, _)| *column == phone.column_name));
        let named = mapping.named();
        let place = |column: &'static str| -> Result<Option<usize>, Failure> {
            let usual = mapping.format.header_of(column);
            let wanted = named.get(column).map_or(usual, String::as_str);
            let found = position(wanted);
            let is_needed = named.contains_key(column) || (column == "phone" && !has_phone_column);
            if found.is_none() && is_needed {
                return Err(Failure::invalid(
                    format!("?{column}Column"),
                    "missing-column",
                    // A file without a header has phones there: they are not repeated.
                    format!(
                        "none of the {} columns of the first line is called {wanted:?}; begin the file with a header, or name \
                         the column",
                        headers.len()
                    ),
                ));
            }
            Ok(found)
        };
        Ok(Self {
            phone: place("phone")?,
            phone_code: place("phoneCode")?,
            external_id: place("externalId")?,
            name: place("name")?,
            family_name: place("familyName")?,
            person_id: place("personId")?,
            time_zone: place("timeZone")?,
            segment: place("segment")?,
            do_not_call: place("doNotCall")?,
            data,
        })
    }

    /// The contact of one row, whose fields `field` gives.
    pub(in crate::outbound) fn contact<'a>(
        &self,
        row: usize,
        field: impl Fn(usize) -> Option<&'a str>,
    ) -> RawContact {
        let text = |column: Option<usize>| {
            let value = formula_unguarded(column.and_then(&field).unwrap_or(""));
            (!value.is_empty()).then(|| value.to_owned())
        };
        let mark = text(self.do_not_call).map(|mark| mark.to_ascii_lowercase());
        let (do_not_call, unreadable) = match mark {
            None => (false, None),
            Some(mark) => match mark.as_str() {
                "true" | "yes" | "y" | "1" => (true, None),
                "false" | "no" | "n" | "0" => (false, None),
                _ => {
                    let reason = "neither yes nor no".to_owned();
                    (false, Some(("doNotCall".to_owned(), mark, reason)))
                }
            },
        };
        let data = self
            .data
            .iter()
            .filter_map(|(column, at)| Some((column.clone(), text(Some(*at))?)))
            .collect();
        let phone = text(self.phone).unwrap_or_default();
        let phone = match text(self.phone_code) {
            Some(code) if !phone.is_empty() && !phone.starts_with('+') => {
                format!("+{}{phone}", code.trim_start_matches('+'))
            }
            _ => phone,
        };
        let names = [text(self.name), text(self.family_name)];
        let name: Vec<String> = names.into_iter().flatten().collect();
        RawContact {
            row,
            unreadable,
            phone,
            external_id: text(self.external_id),
            name: (!name.is_empty()).then(|| name.join(" ")),
            person_id: text(self.person_id),
            time_zone: text(self.time_zone),
            segment: text(self.segment),
            permitted_hours: None,
            do_not_call,
            data,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbound::contacts::columns::ContactPhoneNumberColumn;

    #[test]
    fn a_phone_column_of_the_list_stands_in_for_the_phone() {
        let headers = ["Mobile".to_owned(), "city".to_owned(), "x".to_owned()];
        let mut columns = ListColumns {
            column_names: ["mobile", "City", "Age"].map(str::to_owned).to_vec(),
            ..ListColumns::default()
        };
        let mapping = ColumnMapping::default();
        assert!(TableLayout::of(&headers, &mapping, &columns).is_err());
        columns.phone_columns.push(ContactPhoneNumberColumn {
            column_name: "mobile".to_owned(),
            kind: "mobile".to_owned(),
        });
        let layout = TableLayout::of(&headers, &mapping, &columns).unwrap();
        let contact = layout.contact(2, |at| ["138", "Wuhan", "passed over"].get(at).copied());
        let data = [("mobile", "138"), ("City", "Wuhan")]
            .map(|(column, value)| (column.to_owned(), value.to_owned()));
        assert_eq!((contact.phone.as_str(), contact.data), ("", data.into()));
    }
}
