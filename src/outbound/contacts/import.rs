//! Contacts coming in: read, checked row by row, and kept all together or not at all.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::check::{CheckedContact, Reject, check_contact};
use super::columns::ListColumns;
use super::keep::{first_of_each_phone, keep_contacts};
use super::lists::{columns_of, locked_list, stored_list};
use super::phone;
use super::rows::RawContact;
use super::sources::{ImportSource, KeptValues, Offered, offer, write_changes};
use crate::db::Conn;
use crate::documents;
use crate::events::{ContactsImported, publish};
use crate::failure::Failure;
use crate::outbound::leasing::admit::admit_contacts;
use crate::outbound::persons::marks::restore_marks;
use crate::outbound::policy::dnc_lists::block_for_tenant;
use crate::outbound::store::contact_import_updates::imports_with_updates;
use crate::outbound::store::contacts::{self as store, ContactListRow};
use crate::outbound::store::{campaigns, contact_imports};
use crate::tenancy::Scope;

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
    /// The contact source the rows are from. Values of contacts that the list has are then overwritten where the source is
    /// trusted enough; without it they stay as they are.
    pub source: Option<String>,
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
    /// Contacts that were on the list of which a value is (or would be) another now; only where a source is named.
    pub updated: usize,
    /// Values that were kept though the rows have others, by field and the source that had set them.
    pub kept_values: Vec<KeptValues>,
    /// New contacts on whose phone more than one person is known; the first known was taken where none was named.
    pub ambiguous_persons: usize,
    /// Phones put onto the tenant's do-not-call list.
    pub do_not_call: usize,
    /// Rows not taken.
    pub rejected: usize,
    /// The first 1,000 of them.
    pub rejects: Vec<Reject>,
    /// Whether nothing was to be kept.
    pub dry_run: bool,
}

/// Puts contacts onto a list and into the pools of the campaigns that use it. A phone that the list has keeps the
/// contact it has; where the import names its source, that contact gets the values that the source may set.
///
/// # Errors
/// `not-found` for the list; [`Failure::Invalid`] at `?source`; [`Failure::Invalid`] with one fault a rejected row, unless `accept_partial` or
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
    let source = ImportSource::named(conn, scope, options.source.as_deref())?;
    if rows.len() > MOST_ROWS {
        let detail = format!("{} rows; send at most {MOST_ROWS} at once", rows.len());
        return Err(Failure::invalid("", "too-many", detail));
    }
    let columns = columns_of(&list)?;
    let received = rows.len();
    let mut rejects = Vec::new();
    let mut accepted: Vec<CheckedContact> = Vec::new();
    for contact in rows {
        match check_contact(scope, contact, &columns, region) {
            Ok(checked) => accepted.push(checked),
            Err(reject) => rejects.push(reject),
        }
    }
    let rejected = rejects.len();
    rejects.truncate(MOST_REJECTS_TOLD);
    if rejected > 0 && !options.accept_partial && !options.dry_run {
        return Err(Failure::Invalid(
            rejects.iter().map(Reject::as_fault).collect(),
        ));
    }
    let blocked: BTreeSet<String> = accepted
        .iter()
        .filter(|row| row.contact.do_not_call)
        .map(|row| row.phone.clone())
        .collect();
    let mut report = ImportReport {
        received,
        imported: 0,
        duplicates: 0,
        updated: 0,
        kept_values: Vec::new(),
        ambiguous_persons: 0,
        do_not_call: blocked.len(),
        rejected,
        rejects,
        dry_run: options.dry_run,
    };
    let taken = accepted.len();
    if options.dry_run {
        let mut offered = offered(conn, scope, list_id, (source.as_ref(), &columns), accepted)?;
        offered.tell_kept(&mut report.kept_values);
        report.updated = offered.updated;
        report.imported = first_of_each_phone(conn, scope, list_id, offered.rest)?.len();
        report.duplicates = taken - report.imported;
        return Ok(report);
    }
    let list = locked_list(conn, scope, list_id)?;
    if !contact_imports::under_way(conn, scope.tenant(), Some(list_id))?.is_empty() {
        return Err(Failure::conflict(
            "import-in-progress",
            "an import into this list is under way; wait for its run, or withdraw it by DELETE",
        ));
    }
    if !imports_with_updates(conn, scope.tenant(), list_id)?.is_empty() {
        return Err(Failure::conflict(
            "import-in-progress",
            "an import into this list still writes new values to its contacts; send yours again when its run has ended, or as a \
             file to …/imports, which finishes it first",
        ));
    }
    let mut offered = offered(conn, scope, list_id, (source.as_ref(), &columns), accepted)?;
    offered.tell_kept(&mut report.kept_values);
    report.updated = offered.updated;
    write_changes(conn, scope, list_id, &offered.changed)?;
    let field_sources = match &source {
        Some(source) => source.of_new_contacts(scope.now)?,
        None => String::new(),
    };
    let kept = keep_contacts(conn, scope, (list_id, ""), &field_sources, offered.rest)?;
    report.imported = kept.fresh.len();
    report.duplicates = taken - report.imported;
    report.ambiguous_persons = kept.ambiguous;
    let fresh_zones = kept.fresh.iter().map(|row| row.time_zone.clone());
    let new_zones = offered
        .changed
        .iter()
        .map(|(_, after)| after.time_zone.clone());
    note_zones(conn, &list, fresh_zones.chain(new_zones).collect())?;
    // First, so that contacts come into pools as they are to be found there.
    block_for_tenant(conn, scope, blocked)?;
    restore_marks(conn, scope, &kept.fresh)?;
    for campaign in campaigns::of_list(conn, scope.tenant(), list_id)? {
        admit_contacts(conn, scope, &campaign, &kept.fresh)?;
    }
    let told = ContactsImported {
        contact_list_id: list_id,
        added_count: report.imported,
    };
    publish(conn, scope, &told)?;
    Ok(report)
}

/// What the rows change on contacts that the list has.
fn offered(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list_id: &str,
    (source, columns): (Option<&ImportSource>, &ListColumns),
    checked: Vec<CheckedContact>,
) -> Result<Offered, Failure> {
    match source {
        Some(source) => offer(
            conn,
            scope,
            (list_id, ""),
            (source, columns),
            (checked, &|_| true),
        ),
        None => Ok(Offered::nothing(checked)),
    }
}

/// Notes the zones of contacts that came onto a list.
///
/// # Errors
/// `import-in-progress` when another import did so meanwhile.
pub(in crate::outbound) fn note_zones(
    conn: &mut Conn<'_>,
    list: &ContactListRow,
    mut zones: BTreeSet<String>,
) -> Result<(), Failure> {
    let before: BTreeSet<String> = documents::read("contact list", &list.id, &list.time_zones)?;
    zones.extend(before);
    if store::replace_zones(conn, list, &documents::write(&zones)?)? {
        return Ok(());
    }
    Err(Failure::conflict(
        "import-in-progress",
        "another import into this list ended just now; send yours again",
    ))
}
