//! Imports as people see them.

use serde::{Deserialize, Serialize};

use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::outbound::contacts::check::Reject;
use crate::outbound::contacts::lists::stored_list;
use crate::outbound::contacts::sources::KeptValues;
use crate::outbound::store::contact_imports::{self as store, ContactImportRow};
use crate::tenancy::Scope;

pub(super) const WHAT: &str = "contact import";

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ContactImportStatus {
    /// Its run has yet to end; none of its contacts are on the list.
    UnderWay,
    /// Its contacts are on the list.
    Complete,
    /// Rows were wrong, so nothing of it was kept but the list of them.
    Rejected,
    /// A dry run: nothing was to be kept.
    Validated,
    /// Stopped, or its file could not be read; nothing was kept.
    Withdrawn,
}

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ContactImportReport {
    /// Rows read.
    pub received: u64,
    /// Contacts that are new on the list (or would be).
    pub imported: u64,
    /// Rows whose phone was on the list already or came before in the file.
    pub duplicates: u64,
    /// Contacts that were on the list of which a value is (or would be) another now; only where a source is named.
    pub updated: u64,
    /// Values that were kept though the rows have others, by field and the source that had set them.
    pub kept_values: Vec<KeptValues>,
    /// New contacts on whose phone more than one person is known.
    pub ambiguous_persons: u64,
    /// Phones put onto the tenant's do-not-call list.
    pub do_not_call: u64,
    /// Rows not taken.
    pub rejected: u64,
    /// Whether nothing was to be kept.
    pub dry_run: bool,
}

/// The import of one file.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactImport {
    /// Its id.
    pub id: String,
    /// The list it goes into.
    pub contact_list_id: String,
    /// Where it stands.
    pub status: ContactImportStatus,
    /// What became of its rows so far.
    #[serde(flatten)]
    pub report: ContactImportReport,
    /// Who sent it.
    pub created_by: String,
    /// When.
    pub date_created: Instant,
    /// When it was over.
    pub date_finished: Option<Instant>,
}

/// A row that was not taken, with its place in the list of them.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedContactReject {
    /// Its place in the list.
    pub id: String,
    /// The row.
    #[serde(flatten)]
    pub reject: Reject,
}

/// One import.
///
/// # Errors
/// `not-found`.
pub fn find_contact_import(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (list, id): (&str, &str),
) -> Result<ContactImport, Failure> {
    from_row(stored(conn, scope, (list, id))?)
}

/// A page of a list's imports.
///
/// # Errors
/// `not-found` for the list; [`Failure::Invalid`] at `?pageSize`.
pub fn list_contact_imports(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &str,
    page: &PageParams,
) -> Result<Page<ContactImport>, Failure> {
    let (size, after) = page.bounds()?;
    stored_list(conn, scope, list)?;
    let rows = store::after(conn, scope.tenant(), list, &after, size + 1)?;
    let imports = rows.into_iter().map(from_row).collect::<Result<_, _>>()?;
    Ok(Page::of(imports, size, |import: &ContactImport| &import.id))
}

/// A page of the rows an import did not take, in the order of the file.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] at `?pageSize` or `?pageToken`.
pub fn list_contact_import_rejects(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (list, id): (&str, &str),
    page: &PageParams,
) -> Result<Page<ListedContactReject>, Failure> {
    let (size, after) = page.bounds_by_number()?;
    stored(conn, scope, (list, id))?;
    let after = after.unwrap_or(0);
    let rows = store::rejects_after(conn, (scope.tenant(), id), after, size + 1)?;
    let rejects = rows
        .into_iter()
        .map(|(number, reject)| {
            Ok(ListedContactReject {
                reject: documents::read("reject", id, &reject)?,
                id: number.to_string(),
            })
        })
        .collect::<Result<_, Failure>>()?;
    Ok(Page::of(rejects, size, |listed: &ListedContactReject| {
        &listed.id
    }))
}

pub(super) fn stored(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (list, id): (&str, &str),
) -> Result<ContactImportRow, Failure> {
    store::find(conn, scope.tenant(), id)?
        .filter(|row| row.contact_list_id == list)
        .ok_or_else(|| Failure::not_found(WHAT, id))
}

pub(super) fn from_row(row: ContactImportRow) -> Result<ContactImport, Failure> {
    Ok(ContactImport {
        status: documents::read(WHAT, &row.id, &row.status)?,
        report: documents::read(WHAT, &row.id, &row.report)?,
        id: row.id,
        contact_list_id: row.contact_list_id,
        created_by: row.created_by,
        date_created: row.created_at,
        date_finished: row.finished_at,
    })
}
