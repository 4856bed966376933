//! Contact list filters: kept conditions on the contacts of a list.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::filter::{CheckedFilter, ContactListFilterClause, FilterType};
use super::lists::{columns_of, data_of, sees_phones, stored_list, zone_of};
use crate::db::{Conn, Instant, Record};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::store::contacts::{ContactListRow, ContactRow};
use crate::outbound::store::filters::FilterRow;
use crate::records;
use crate::tenancy::{Scope, new_id};

/// Fields of a contact that a filter may ask besides the list's columns.
const ASKED_FIELDS: [&str; 7] = [
    "phone",
    "externalId",
    "name",
    "personId",
    "timeZone",
    "segment",
    "dateCreated",
];

const WHAT: &str = "contact list filter";

/// Kept conditions on the contacts of a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactListFilter {
    /// Its id.
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// The list whose contacts it is about.
    pub contact_list_id: String,
    /// How the clauses stand together.
    pub filter_type: FilterType,
    /// The conditions.
    pub clauses: Vec<ContactListFilterClause>,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub date_created: Instant,
    /// When it was last changed.
    pub date_modified: Instant,
}

/// A filter to be made, or what one is to become.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewContactListFilter {
    /// Unique in the tenant.
    pub name: String,
    /// The list whose contacts it is about; it stays that list's.
    pub contact_list_id: String,
    /// How the clauses stand together; `AND` when left out.
    #[serde(default)]
    pub filter_type: FilterType,
    /// The conditions, at least one.
    pub clauses: Vec<ContactListFilterClause>,
}

#[derive(Serialize, Deserialize)]
struct FilterDocument {
    filter_type: FilterType,
    clauses: Vec<ContactListFilterClause>,
}

/// Makes a filter.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `not-found` for the list; `already-exists` when the name is taken.
pub fn create_contact_list_filter(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewContactListFilter,
) -> Result<ContactListFilter, Failure> {
    check(conn, scope, &new)?;
    let row = FilterRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        filter: document(&new)?,
        contact_list_id: new.contact_list_id,
        name: new.name,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    FilterRow::insert(conn, std::slice::from_ref(&row))
        .map_err(|error| Failure::from_write(error, WHAT))?;
    from_row(row)
}

/// One filter.
///
/// # Errors
/// `not-found`.
pub fn find_contact_list_filter(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<ContactListFilter, Failure> {
    from_row(records::find(conn, scope, WHAT, None, id)?)
}

/// A page of filters, of one list or of all.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_contact_list_filters(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: Option<&str>,
    page: &PageParams,
) -> Result<Page<ContactListFilter>, Failure> {
    records::page(conn, scope, list, page, from_row)
}

/// Changes a filter of this version.
///
/// # Errors
/// [`Failure::Stale`], [`Failure::Invalid`], `not-found`, `already-exists`.
pub fn update_contact_list_filter(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    version: i32,
    new: NewContactListFilter,
) -> Result<ContactListFilter, Failure> {
    let current: FilterRow = records::find(conn, scope, WHAT, None, id)?;
    if new.contact_list_id != current.contact_list_id {
        return Err(Failure::invalid(
            "/contactListId",
            "unchangeable",
            "a filter stays with its list; make another filter",
        ));
    }
    check(conn, scope, &new)?;
    let row = FilterRow {
        filter: document(&new)?,
        name: new.name,
        version: version.saturating_add(1),
        modified_at: scope.now,
        ..current
    };
    records::replace(conn, scope, WHAT, &row, version)?;
    from_row(row)
}

/// Deletes a filter.
///
/// # Errors
/// `not-found`.
pub fn delete_contact_list_filter(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<(), Failure> {
    records::delete::<FilterRow>(conn, scope, WHAT, None, id)
}

/// Conditions that this actor asks: nobody asks for phones who does not see them, or counts would tell them digit by digit.
///
/// # Errors
/// [`Failure::Invalid`] per fault.
pub(in crate::outbound) fn asked(
    scope: &Scope,
    list: &ContactListRow,
    (filter_type, clauses): (FilterType, &[ContactListFilterClause]),
) -> Result<CheckedFilter, Failure> {
    if !sees_phones(scope) {
        let phones = columns_of(list)?.phone_columns;
        let mut faults = Faults::default();
        for (i, clause) in clauses.iter().enumerate() {
            for (j, one) in clause.predicates.iter().enumerate() {
                let mut names = phones.iter().map(|phone| phone.column_name.as_str());
                faults.require(
                    one.column != "phone" && names.all(|name| name != one.column),
                    format!("/clauses/{i}/predicates/{j}/column"),
                    "masked-column",
                    "you see phones masked, so you cannot ask for them; ask for another column, or let an administrator \
                     make the filter",
                );
            }
        }
        faults.into_result()?;
    }
    checked(scope, list, (filter_type, clauses))
}

/// The conditions as they are asked at the scope's instant, checked against the list as it is now.
///
/// # Errors
/// [`Failure::Invalid`] per fault.
pub(in crate::outbound) fn checked(
    scope: &Scope,
    list: &ContactListRow,
    conditions: (FilterType, &[ContactListFilterClause]),
) -> Result<CheckedFilter, Failure> {
    let mut faults = Faults::default();
    let columns = askable_columns(list)?;
    let at = (zone_of("", list)?, scope.now);
    let filter = CheckedFilter::check(conditions, &columns, at, &mut faults);
    faults.into_result()?;
    Ok(filter)
}

/// What may be asked of a list's contacts: fields of every contact, and the list's own columns.
///
/// # Errors
/// [`crate::db::DbError::Corrupt`] when the list's columns cannot be read.
pub(in crate::outbound) fn askable_columns(list: &ContactListRow) -> Result<Vec<String>, Failure> {
    let mut columns: Vec<String> = ASKED_FIELDS.map(str::to_owned).to_vec();
    columns.extend(columns_of(list)?.column_names);
    Ok(columns)
}

/// A kept filter as it is asked at the scope's instant.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] when it is another list's, or the list has changed so that it cannot be asked any more.
pub(in crate::outbound) fn stored_filter(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &ContactListRow,
    id: &str,
) -> Result<CheckedFilter, Failure> {
    let filter = find_contact_list_filter(conn, scope, id)?;
    if filter.contact_list_id != list.id {
        return Err(Failure::invalid(
            "?contactListFilterId",
            "other-list",
            format!(
                "this filter is about list {}; name one of this list",
                filter.contact_list_id
            ),
        ));
    }
    checked(scope, list, (filter.filter_type, &filter.clauses))
}

/// Whether a filter means a contact.
///
/// # Errors
/// [`crate::db::DbError::Corrupt`] when its data cannot be read.
pub(in crate::outbound) fn means(
    filter: &CheckedFilter,
    contact: &ContactRow,
) -> Result<bool, Failure> {
    let data = data_of(contact)?;
    Ok(filter.holds(&|column| value(contact, &data, column)))
}

/// What a contact has in an askable column, if anything.
pub(in crate::outbound) fn value<'a>(
    contact: &'a ContactRow,
    data: &'a BTreeMap<String, String>,
    column: &str,
) -> Option<Cow<'a, str>> {
    let present = |text: &'a str| (!text.is_empty()).then_some(Cow::from(text));
    match column {
        "phone" => present(&contact.phone),
        "externalId" => contact.external_id.as_deref().and_then(present),
        "name" => contact.name.as_deref().and_then(present),
        "personId" => present(&contact.person_id),
        "timeZone" => present(&contact.time_zone),
        "segment" => present(&contact.segment),
        "dateCreated" => Some(contact.created_at.to_string().into()),
        column => data.get(column).map(|value| Cow::from(value.as_str())),
    }
}

fn check(conn: &mut Conn<'_>, scope: &Scope, new: &NewContactListFilter) -> Result<(), Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.name, "/name");
    faults.into_result()?;
    let list = stored_list(conn, scope, &new.contact_list_id)?;
    asked(scope, &list, (new.filter_type, &new.clauses)).map(|_| ())
}

fn document(new: &NewContactListFilter) -> Result<String, Failure> {
    documents::write(&FilterDocument {
        filter_type: new.filter_type,
        clauses: new.clauses.clone(),
    })
}

fn from_row(row: FilterRow) -> Result<ContactListFilter, Failure> {
    let kept: FilterDocument = documents::read(WHAT, &row.id, &row.filter)?;
    Ok(ContactListFilter {
        id: row.id,
        name: row.name,
        contact_list_id: row.contact_list_id,
        filter_type: kept.filter_type,
        clauses: kept.clauses,
        version: row.version,
        date_created: row.created_at,
        date_modified: row.modified_at,
    })
}
