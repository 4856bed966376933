//! Contacts coming in: read, checked row by row, and kept all together or not at all.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::lists::{phone_for, stored_list};
use super::phone;
use super::rows::RawContact;
use crate::db::Conn;
use crate::documents;
use crate::events::{ContactsImported, publish};
use crate::failure::{Failure, Fault};
use crate::outbound::leasing::admit::admit_contacts;
use crate::outbound::policy::dnc_lists::block_for_tenant;
use crate::outbound::store::campaigns;
use crate::outbound::store::contacts::{self as store, ContactRow};
use crate::tenancy::{Scope, new_id};

/// The most rows one import takes.
const MOST_ROWS: usize = 200_000;

/// The most rejects that are told; the count is always of all.
const MOST_REJECTS_TOLD: usize = 1_000;

/// How an import treats what it finds.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct ImportOptions {
    /// Keep the good rows though others are rejected; without it nothing is kept then.
    #[serde(default)]
    pub accept_partial: bool,
    /// Check and count, keep nothing.
    #[serde(default)]
    pub dry_run: bool,
    /// ISO 3166 code in which national numbers are read; the list's default when left out.
    pub region: Option<String>,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
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

/// What became of the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// Rows read.
    pub received: usize,
    /// Contacts that are new on the list (or would be, on a dry run).
    pub imported: usize,
    /// Rows whose phone was on the list already or came before in the same import.
    pub duplicates: usize,
    /// Phones put onto the tenant's do-not-call list.
    pub do_not_call: usize,
    /// Rows not taken.
    pub rejected: usize,
    /// The first 1,000 of them.
    pub rejects: Vec<Reject>,
    /// Whether nothing was to be kept.
    pub dry_run: bool,
}

struct Accepted {
    contact: RawContact,
    phone: String,
}

/// Puts contacts onto a list and into the pools of the campaigns that use it. A phone that the list has keeps the
/// contact it has.
///
/// # Errors
/// `not-found` for the list; [`Failure::Invalid`] with one fault a rejected row, unless `accept_partial` or
/// `dry_run`; nothing is kept then.
pub fn import_contacts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list_id: &str,
    options: &ImportOptions,
    rows: Vec<RawContact>,
) -> Result<ImportReport, Failure> {
    let list = stored_list(conn, scope, list_id)?;
    let region_code = options.region.as_ref().unwrap_or(&list.default_region);
    let region = phone::region(region_code)
        .map_err(|error| Failure::invalid("?region", "unknown-region", error.to_string()))?;
    if rows.len() > MOST_ROWS {
        let detail = format!("{} rows; send at most {MOST_ROWS} at once", rows.len());
        return Err(Failure::invalid("", "too-many", detail));
    }
    let received = rows.len();
    let mut rejects = Vec::new();
    let mut accepted: Vec<Accepted> = Vec::new();
    for contact in rows {
        match check(&contact, region) {
            Ok(phone) => accepted.push(Accepted { contact, phone }),
            Err(mut reject) => {
                if reject.column == "phone" {
                    reject.value = phone_for(scope, &reject.value);
                }
                rejects.push(reject);
            }
        }
    }
    let rejected = rejects.len();
    rejects.truncate(MOST_REJECTS_TOLD);
    if rejected > 0 && !options.accept_partial && !options.dry_run {
        return Err(Failure::Invalid(rejects.iter().map(as_fault).collect()));
    }

    let blocked: BTreeSet<String> = accepted
        .iter()
        .filter(|row| row.contact.do_not_call)
        .map(|row| row.phone.clone())
        .collect();
    let phones: Vec<&str> = accepted.iter().map(|row| row.phone.as_str()).collect();
    let mut seen: BTreeSet<String> = store::known_phones(conn, scope.tenant(), list_id, &phones)?
        .into_iter()
        .collect();
    let taken = accepted.len();
    let fresh: Vec<ContactRow> = accepted
        .into_iter()
        .filter(|row| seen.insert(row.phone.clone()))
        .map(|row| to_row(scope, list_id, row))
        .collect::<Result<_, _>>()?;
    let report = ImportReport {
        received,
        imported: fresh.len(),
        duplicates: taken - fresh.len(),
        do_not_call: blocked.len(),
        rejected,
        rejects,
        dry_run: options.dry_run,
    };
    if options.dry_run {
        return Ok(report);
    }
    let before: BTreeSet<String> = documents::read("contact list", &list.id, &list.time_zones)?;
    let zones: BTreeSet<String> = fresh
        .iter()
        .map(|row| row.time_zone.clone())
        .chain(before)
        .collect();
    if !store::replace_zones(conn, &list, &documents::write(&zones)?)? {
        return Err(Failure::conflict(
            "import-in-progress",
            "another import into this list ended just now; send yours again",
        ));
    }
    store::insert(conn, &fresh).map_err(|error| Failure::from_write(error, "contact"))?;
    // First, so that contacts come into pools as they are to be found there.
    block_for_tenant(conn, scope, blocked)?;
    for campaign in campaigns::of_list(conn, scope.tenant(), list_id)? {
        admit_contacts(conn, scope, &campaign, &fresh)?;
    }
    let told = ContactsImported {
        contact_list_id: list_id,
        added_count: report.imported,
    };
    publish(conn, scope, &told)?;
    Ok(report)
}

fn to_row(scope: &Scope, list_id: &str, row: Accepted) -> Result<ContactRow, Failure> {
    let hours = row.contact.permitted_hours.as_ref();
    Ok(ContactRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        contact_list_id: list_id.to_owned(),
        phone: row.phone,
        person_id: row.contact.person_id.unwrap_or_default(),
        time_zone: row.contact.time_zone.unwrap_or_default(),
        permitted_hours: hours.map(documents::write).transpose()?,
        segment: row.contact.segment.unwrap_or_default(),
        external_id: row.contact.external_id,
        name: row.contact.name,
        created_at: scope.now,
    })
}

fn check(contact: &RawContact, region: phonenumber::country::Id) -> Result<String, Reject> {
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
    if contact.phone.trim().is_empty() {
        return Err(reject(
            "phone",
            "",
            "no phone",
            "give the number to be called, or leave the row out",
        ));
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
    phone::normalise(&contact.phone, region).map_err(|error| {
        let text = error.to_string();
        let (reason, remedy) = text
            .split_once("; ")
            .unwrap_or((text.as_str(), "correct it"));
        reject("phone", &contact.phone, reason, remedy)
    })
}

fn as_fault(reject: &Reject) -> Fault {
    Fault::new(
        format!("/rows/{}/{}", reject.row, reject.column),
        "rejected-row",
        format!(
            "row {}, column {}: {:?}: {}; {}",
            reject.row, reject.column, reject.value, reject.reason, reject.remedy
        ),
    )
}
