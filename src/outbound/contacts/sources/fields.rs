//! A contact's values by field: what imports may change. The phone and the person are who it is, and stay.

use std::collections::BTreeMap;

use crate::documents;
use crate::failure::Failure;
use crate::outbound::contacts::check::CheckedContact;
use crate::outbound::contacts::lists::data_of;
use crate::outbound::store::contacts::ContactRow;

/// Values that are there, by fixed field or column; no column is called like a field.
pub(super) type Fields = BTreeMap<String, String>;

const EXTERNAL_ID: &str = "externalId";
const NAME: &str = "name";
const TIME_ZONE: &str = "timeZone";
const SEGMENT: &str = "segment";
const PERMITTED_HOURS: &str = "permittedHours";

/// The values that a contact has.
///
/// # Errors
/// [`crate::db::DbError::Corrupt`].
pub(super) fn fields_of(row: &ContactRow) -> Result<Fields, Failure> {
    Ok(joined(
        data_of(row)?,
        [
            (EXTERNAL_ID, row.external_id.clone()),
            (NAME, row.name.clone()),
            (TIME_ZONE, Some(row.time_zone.clone())),
            (SEGMENT, Some(row.segment.clone())),
            (PERMITTED_HOURS, row.permitted_hours.clone()),
        ],
    ))
}

/// The values that a row of an import has.
///
/// # Errors
/// Only for hours that JSON cannot hold; there are none.
pub(super) fn offered_by(row: &CheckedContact) -> Result<Fields, Failure> {
    let contact = &row.contact;
    let hours = contact.permitted_hours.as_ref();
    Ok(joined(
        row.data.clone(),
        [
            (EXTERNAL_ID, contact.external_id.clone()),
            (NAME, contact.name.clone()),
            (TIME_ZONE, contact.time_zone.clone()),
            (SEGMENT, contact.segment.clone()),
            (PERMITTED_HOURS, hours.map(documents::write).transpose()?),
        ],
    ))
}

fn joined(data: Fields, fixed: [(&str, Option<String>); 5]) -> Fields {
    let mut fields = data;
    for (field, value) in fixed {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            fields.insert(field.to_owned(), value);
        }
    }
    fields
}

/// The contact with these values in the place of its own.
///
/// # Errors
/// Never for texts.
pub(super) fn with_fields(
    row: &ContactRow,
    mut fields: Fields,
    field_sources: String,
) -> Result<ContactRow, Failure> {
    Ok(ContactRow {
        external_id: fields.remove(EXTERNAL_ID),
        name: fields.remove(NAME),
        time_zone: fields.remove(TIME_ZONE).unwrap_or_default(),
        segment: fields.remove(SEGMENT).unwrap_or_default(),
        permitted_hours: fields.remove(PERMITTED_HOURS),
        data: documents::write(&fields)?,
        field_sources,
        ..row.clone()
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::db::Instant;

    /// A contact with these values.
    pub(in crate::outbound::contacts::sources) fn contact(fields: &Fields) -> ContactRow {
        let bare = ContactRow {
            tenant_id: "t".to_owned(),
            id: "c".to_owned(),
            contact_list_id: "l".to_owned(),
            phone: "+8613800000000".to_owned(),
            person_id: "p".to_owned(),
            time_zone: String::new(),
            external_id: None,
            name: None,
            created_at: Instant::from_epoch_millis(0),
            segment: String::new(),
            permitted_hours: None,
            data: "{}".to_owned(),
            import_id: String::new(),
            field_sources: String::new(),
        };
        with_fields(&bare, fields.clone(), String::new()).unwrap()
    }

    #[test]
    fn fixed_fields_and_columns_are_taken_apart_as_they_were_put_together() {
        let fields: Fields = [
            ("name", "Li"),
            ("timeZone", "Asia/Tokyo"),
            ("segment", "gold"),
            ("City", "Wuhan"),
        ]
        .map(|(field, value)| (field.to_owned(), value.to_owned()))
        .into();
        let row = contact(&fields);
        assert_eq!(
            (row.name.as_deref(), row.segment.as_str()),
            (Some("Li"), "gold")
        );
        assert_eq!(row.data, r#"{"City":"Wuhan"}"#);
        assert_eq!(fields_of(&row).unwrap(), fields);
    }
}
