//! What a contact must be to be taken.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use phonenumber::country;
use serde::{Deserialize, Serialize};

use super::columns::ListColumns;
use super::lists::phone_for;
use super::phone;
use super::rows::RawContact;
use crate::failure::Fault;
use crate::tenancy::Scope;

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ContactReject)]
pub struct Reject {
    /// Its line in the file (the header is row 1), or its place in the JSON array from 1.
    pub row: usize,
    /// The column at fault.
    pub column: String,
    /// What stands there; phones are masked for those who may not see them.
    pub value: String,
    /// What is wrong.
    pub reason: String,
    /// How to mend it.
    pub remedy: String,
}

impl Reject {
    /// The row as a fault of a request.
    pub(in crate::outbound) fn as_fault(&self) -> Fault {
        Fault::new(
            format!("/rows/{}/{}", self.row, self.column),
            "rejected-row",
            format!(
                "row {}, column {}: {:?}: {}; {}",
                self.row, self.column, self.value, self.reason, self.remedy
            ),
        )
    }
}

/// A contact that can be kept.
#[derive(Clone, Debug)]
pub(in crate::outbound) struct CheckedContact {
    /// As sent; `data` and `phone` stand beside it as they are kept.
    pub contact: RawContact,
    /// E.164.
    pub phone: String,
    /// Values of the list's columns as they are kept.
    pub data: BTreeMap<String, String>,
}

/// Checks one row.
///
/// # Errors
/// The first thing that keeps it out, its phone masked for actors who may not see it.
pub(in crate::outbound) fn check_contact(
    scope: &Scope,
    contact: RawContact,
    columns: &ListColumns,
    region: country::Id,
) -> Result<CheckedContact, Reject> {
    match parts(&contact, columns, region) {
        Ok((phone, data)) => Ok(CheckedContact {
            contact,
            phone,
            data,
        }),
        Err(mut reject) => {
            let mut phones = columns.phone_columns.iter();
            if reject.column == "phone" || phones.any(|phone| phone.column_name == reject.column) {
                reject.value = phone_for(scope, &reject.value);
            }
            Err(reject)
        }
    }
}

type Parts = (String, BTreeMap<String, String>);

fn parts(
    contact: &RawContact,
    columns: &ListColumns,
    region: country::Id,
) -> Result<Parts, Reject> {
    let reject = |column: &str, value: &str, reason: &str, remedy: &str| Reject {
        row: contact.row,
        column: column.to_owned(),
        value: value.to_owned(),
        reason: reason.to_owned(),
        remedy: remedy.to_owned(),
    };
    if let Some((column, value, reason)) = &contact.unreadable {
        return Err(reject(column, value, reason, "correct the row"));
    }
    let dialable = first_dialable(contact, columns, region);
    let no_phone = || {
        reject(
            "phone",
            "",
            "no phone",
            "give the number to be called, or leave the row out",
        )
    };
    if matches!(dialable, Err(NotDialable::Missing)) {
        return Err(no_phone());
    }
    if let Some(zone) = contact
        .time_zone
        .as_ref()
        .filter(|zone| zone.parse::<Tz>().is_err())
    {
        return Err(reject(
            "timeZone",
            zone,
            "no known time zone",
            "use an IANA name such as Asia/Shanghai, or leave it empty for the list's default",
        ));
    }
    if let Some((field, remedy)) = contact
        .permitted_hours
        .as_ref()
        .and_then(|hours| hours.fault())
    {
        let column = format!("permittedHours/{field}");
        return Err(reject(&column, "", "no such hours", remedy));
    }
    let texts = [
        ("externalId", &contact.external_id, 200),
        ("name", &contact.name, 200),
        ("personId", &contact.person_id, 200),
        ("segment", &contact.segment, 60),
    ];
    for (column, value, most) in texts {
        let value = value.as_deref().unwrap_or("");
        if value.chars().count() > most || value.contains('\0') {
            let reason = format!("longer than {most} characters or with U+0000");
            return Err(reject(column, "", &reason, "shorten it"));
        }
    }
    let data = columns
        .accept(&contact.data)
        .map_err(|fault| reject(&fault.column, &fault.value, fault.reason, fault.remedy))?;
    match dialable {
        Ok(phone) => Ok((phone, data)),
        Err(NotDialable::Refused {
            column,
            value,
            error,
        }) => {
            let text = error.to_string();
            let (reason, remedy) = text
                .split_once("; ")
                .unwrap_or((text.as_str(), "correct it"));
            Err(reject(&column, &value, reason, remedy))
        }
        Err(NotDialable::Missing) => Err(no_phone()),
    }
}

enum NotDialable {
    Missing,
    Refused {
        column: String,
        value: String,
        error: phone::PhoneError,
    },
}

/// The phone, or without one the first of the phone columns that can be dialled; the first of them that cannot be when none
/// can.
fn first_dialable(
    contact: &RawContact,
    columns: &ListColumns,
    region: country::Id,
) -> Result<String, NotDialable> {
    let own = ("phone", contact.phone.as_str());
    let others = columns.phone_columns.iter().filter_map(|phone| {
        let value = contact.data.get(&phone.column_name)?;
        Some((phone.column_name.as_str(), value.as_str()))
    });
    let mut refused = None;
    for (column, value) in std::iter::once(own).chain(others) {
        if value.trim().is_empty() {
            continue;
        }
        match phone::normalise(value, region) {
            Ok(phone) => return Ok(phone),
            Err(error) => {
                refused.get_or_insert(NotDialable::Refused {
                    column: column.to_owned(),
                    value: value.to_owned(),
                    error,
                });
            }
        }
        if column == "phone" {
            break;
        }
    }
    Err(refused.unwrap_or(NotDialable::Missing))
}
