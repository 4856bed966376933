//! Contacts as they are sent: lines of CSV with mapped columns, or JSON objects.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::failure::Failure;
use crate::outbound::policy::permitted_hours::PermittedHours;

/// A contact as sent, nothing of it checked.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawContact {
    /// Its place: filled in by the reader.
    #[serde(skip)]
    pub row: usize,
    /// A column that could not be read at all: its name, its value, the reason.
    #[serde(skip)]
    pub unreadable: Option<(String, String, String)>,
    /// National or international.
    #[serde(default)]
    pub phone: String,
    /// The caller's own id of it.
    pub external_id: Option<String>,
    /// For people to read.
    pub name: Option<String>,
    /// Who is behind it, across lists.
    pub person_id: Option<String>,
    /// IANA zone.
    pub time_zone: Option<String>,
    /// What response models tell it by: at most 60 characters, few different ones in a list.
    pub segment: Option<String>,
    /// Its own hours, which narrow those of campaigns; in JSON only.
    pub permitted_hours: Option<PermittedHours>,
    /// Whether the phone is to go onto the tenant's do-not-call list.
    #[serde(default)]
    pub do_not_call: bool,
}

/// The JSON form of an import.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawContacts {
    /// The contacts.
    pub contacts: Vec<RawContact>,
}

/// Which header of a CSV file stands for which column; without a mapping the column's own name is looked for.
/// Letters' case does not matter.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct ColumnMapping {
    /// Header of the phone; `phone` when left out.
    pub phone_column: Option<String>,
    /// Header of the caller's own id; `externalId` when left out.
    pub external_id_column: Option<String>,
    /// Header of the name; `name` when left out.
    pub name_column: Option<String>,
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
            ("externalId", &self.external_id_column),
            ("name", &self.name_column),
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

/// Reads JSON contacts.
///
/// # Errors
/// [`Failure::Malformed`] with the place.
pub fn contacts_of_json(bytes: &[u8]) -> Result<Vec<RawContact>, Failure> {
    let parsed: RawContacts = serde_json::from_slice(bytes).map_err(|error| {
        Failure::Malformed(format!(
            "the contacts cannot be read: {error}; send {{\"contacts\": [{{\"phone\": …}}]}}"
        ))
    })?;
    let rows = parsed.contacts.into_iter().enumerate();
    Ok(rows
        .map(|(at, contact)| RawContact {
            row: at + 1,
            time_zone: contact.time_zone.filter(|zone| !zone.is_empty()),
            ..contact
        })
        .collect())
}

/// Reads CSV, separated by commas, semicolons or tabs, UTF-8 with or without a byte order mark. A line that cannot
/// be read comes back as a contact that is `unreadable`.
///
/// # Errors
/// [`Failure::Invalid`] when a mapped header, or that of the phone, is missing.
pub fn contacts_of_csv(bytes: &[u8], mapping: &ColumnMapping) -> Result<Vec<RawContact>, Failure> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let first_line = bytes.split(|b| *b == b'\n').next().unwrap_or(&[]);
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| first_line.iter().filter(|b| *b == delimiter).count())
        .filter(|delimiter| first_line.contains(delimiter))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let headers = reader
        .headers()
        .map_err(|error| {
            Failure::Malformed(format!(
                "the header cannot be read: {error}; save the file as UTF-8"
            ))
        })?
        .clone();
    let named = mapping.named();
    let place = |column: &'static str| -> Result<Option<usize>, Failure> {
        let wanted = named.get(column).map_or(column, String::as_str);
        let found = headers
            .iter()
            .position(|header| header.eq_ignore_ascii_case(wanted));
        if found.is_none() && (column == "phone" || named.contains_key(column)) {
            let there = headers.iter().collect::<Vec<_>>().join(", ");
            return Err(Failure::invalid(
                format!("?{column}Column"),
                "missing-column",
                format!("there is no column {wanted:?}; name one of: {there}"),
            ));
        }
        Ok(found)
    };
    let (phone, external_id, name) = (place("phone")?, place("externalId")?, place("name")?);
    let (person_id, time_zone, do_not_call) =
        (place("personId")?, place("timeZone")?, place("doNotCall")?);
    let segment = place("segment")?;
    let rows = reader.records().enumerate().map(|(at, record)| {
        let row = at + 2;
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let reason = match error.kind() {
                    csv::ErrorKind::Utf8 { .. } => "the line is no UTF-8".to_owned(),
                    csv::ErrorKind::UnequalLengths {
                        expected_len, len, ..
                    } => {
                        format!("the line has {len} fields and the header {expected_len}")
                    }
                    _ => "the line cannot be read".to_owned(),
                };
                return RawContact {
                    row,
                    unreadable: Some(("(line)".to_owned(), String::new(), reason)),
                    ..RawContact::default()
                };
            }
        };
        let text = |column: Option<usize>| {
            let value = column.and_then(|column| record.get(column)).unwrap_or("");
            (!value.is_empty()).then(|| value.to_owned())
        };
        let (marked, unreadable) = match text(do_not_call).map(|mark| mark.to_ascii_lowercase()) {
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
        RawContact {
            row,
            unreadable,
            phone: text(phone).unwrap_or_default(),
            external_id: text(external_id),
            name: text(name),
            person_id: text(person_id),
            time_zone: text(time_zone),
            segment: text(segment),
            permitted_hours: None,
            do_not_call: marked,
        }
    });
    Ok(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_mapping_in_any_order_and_case() {
        let mapping = ColumnMapping {
            phone_column: Some("Mobile".to_owned()),
            ..ColumnMapping::default()
        };
        let rows = contacts_of_csv("\u{feff}NAME;mobile\nLi;138\n".as_bytes(), &mapping).unwrap();
        assert_eq!(
            (rows[0].phone.as_str(), rows[0].name.as_deref(), rows[0].row),
            ("138", Some("Li"), 2)
        );
    }

    #[test]
    fn a_missing_column_and_a_short_line_are_named() {
        let failure = contacts_of_csv(b"name\nLi\n", &ColumnMapping::default()).unwrap_err();
        assert_eq!(failure.faults()[0].pointer, "?phoneColumn");
        let rows =
            contacts_of_csv(b"phone,name\n138\n139,Wu\n", &ColumnMapping::default()).unwrap();
        assert!(rows[0].unreadable.is_some() && rows[1].unreadable.is_none());
    }
}
