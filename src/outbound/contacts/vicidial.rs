//! Contacts as leads of VICIdial, by the field names of its lead loader and its non-agent API.

use chrono::{Offset, TimeZone};
use chrono_tz::Tz;

use super::columns::ListColumns;
use super::lists::Contact;
use crate::db::Instant;
use crate::organisation::formula_guarded;

/// The fields that every file of leads has; `source_id`, `list_id`, `rank` and `owner` are filled from columns of the list that
/// are called so.
const FIELDS: [&str; 10] = [
    "vendor_lead_code",
    "source_id",
    "list_id",
    "phone_code",
    "phone_number",
    "first_name",
    "last_name",
    "gmt_offset_now",
    "rank",
    "owner",
];

/// The header of a file of leads.
pub(super) fn header(columns: &ListColumns) -> Vec<String> {
    let fields = FIELDS.into_iter().map(str::to_owned);
    let more = others(columns).map(|column| formula_guarded(column));
    fields.chain(more).collect()
}

/// A contact as a line under that header. `zone` is where it is called; what was never named is called by the contact's id,
/// so that a result can be told of it.
pub(super) fn lead(
    columns: &ListColumns,
    contact: &Contact,
    zone: Tz,
    now: Instant,
) -> Vec<String> {
    let own = |field: &str| {
        let mut names = columns.column_names.iter();
        let column = names.find(|column| column.eq_ignore_ascii_case(field));
        let value = column.and_then(|column| contact.data.get(column));
        formula_guarded(value.map_or("", String::as_str))
    };
    let (phone_code, phone_number) = split(&contact.phone);
    let name = contact.name.as_deref().unwrap_or("");
    let external_id = contact.external_id.as_deref().unwrap_or(&contact.id);
    let fields = FIELDS.into_iter().map(|field| match field {
        "vendor_lead_code" => formula_guarded(external_id),
        "phone_code" => phone_code.clone(),
        "phone_number" => phone_number.clone(),
        "first_name" => formula_guarded(name),
        "last_name" => String::new(),
        "gmt_offset_now" => hours_from_utc(zone, now),
        own_column => own(own_column),
    });
    fields
        .chain(others(columns).map(|column| own(column)))
        .collect()
}

/// Columns of the list that are no field of a lead.
fn others(columns: &ListColumns) -> impl Iterator<Item = &String> {
    let is_field = |column: &str| {
        FIELDS
            .iter()
            .any(|field| field.eq_ignore_ascii_case(column))
    };
    columns
        .column_names
        .iter()
        .filter(move |column| !is_field(column))
}

/// Country code and national number of a phone in E.164.
fn split(phone: &str) -> (String, String) {
    let code = phonenumber::parse(None, phone)
        .map(|number| number.code().value().to_string())
        .unwrap_or_default();
    let digits = phone.trim_start_matches('+');
    let number = digits.strip_prefix(&code).unwrap_or(digits);
    (code, number.to_owned())
}

/// Hours ahead of UTC at that instant, clock changes counted, with two decimals.
fn hours_from_utc(zone: Tz, now: Instant) -> String {
    let offset = zone.offset_from_utc_datetime(&now.to_utc().naive_utc());
    let hours = f64::from(offset.fix().local_minus_utc()) / 3_600.0;
    format!("{hours:.2}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::outbound::contacts::file_format::ContactFileFormat;
    use crate::outbound::contacts::layout::{ColumnMapping, TableLayout};

    fn contact(phone: &str) -> Contact {
        let now = Instant::from_epoch_millis(1_764_000_000_000);
        Contact {
            id: "c-1".to_owned(),
            contact_list_id: "l".to_owned(),
            phone: phone.to_owned(),
            external_id: None,
            name: Some("=Li".to_owned()),
            data: BTreeMap::from([
                ("Rank".to_owned(), "7".to_owned()),
                ("City".to_owned(), "Wuhan".to_owned()),
            ]),
            person_id: None,
            time_zone: None,
            segment: None,
            permitted_hours: None,
            date_created: now,
            field_sources: BTreeMap::new(),
        }
    }

    fn columns() -> ListColumns {
        ListColumns {
            column_names: ["City", "Rank"].map(str::to_owned).to_vec(),
            ..ListColumns::default()
        }
    }

    #[test]
    fn a_lead_has_its_phone_in_two_parts_and_the_offset_of_the_day() {
        let summer = Instant::from_epoch_millis(1_750_000_000_000);
        let winter = Instant::from_epoch_millis(1_764_000_000_000);
        let line = |phone, zone, now| lead(&columns(), &contact(phone), zone, now);
        let of_wuhan = line("+8613800000001", Tz::Asia__Shanghai, winter);
        assert_eq!(
            of_wuhan,
            [
                "c-1",
                "",
                "",
                "86",
                "13800000001",
                "'=Li",
                "",
                "8.00",
                "7",
                "",
                "Wuhan"
            ]
        );
        assert_eq!(
            line("+390612345678", Tz::Europe__Rome, summer)[3..5],
            ["39", "0612345678"]
        );
        assert_eq!(
            line("+12125550123", Tz::America__New_York, summer)[7],
            "-4.00"
        );
        assert_eq!(
            line("+12125550123", Tz::America__New_York, winter)[7],
            "-5.00"
        );
        assert_eq!(line("+919811122233", Tz::Asia__Kolkata, winter)[7], "5.50");
    }

    #[test]
    fn what_went_out_as_leads_comes_in_as_contacts() {
        let mapping = ColumnMapping {
            format: ContactFileFormat::Vicidial,
            ..ColumnMapping::default()
        };
        let layout = TableLayout::of(&header(&columns()), &mapping, &columns()).unwrap();
        let now = Instant::from_epoch_millis(1_764_000_000_000);
        for phone in ["+8613800000001", "+390612345678", "+12125550123"] {
            let line = lead(&columns(), &contact(phone), Tz::UTC, now);
            let back = layout.contact(2, |at| line.get(at).map(String::as_str));
            assert_eq!(back.phone, phone);
            assert_eq!(back.name.as_deref(), Some("=Li"));
            assert_eq!(back.external_id.as_deref(), Some("c-1"));
            assert_eq!(back.data, contact(phone).data);
        }
    }
}
