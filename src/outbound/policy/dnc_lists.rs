//! Do-not-call lists: of single campaigns, and of the whole tenant.

use serde::{Deserialize, Serialize};

use super::hold_reason::HoldReason;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::contacts::phone;
use crate::outbound::store::dnc::{self as store, DncEntryRow, DncListRow};
use crate::outbound::store::{campaigns, pool};
use crate::tenancy::{Scope, new_id};

/// The id of the tenant's own list: outcomes with the flag `doNotCall` go there. It is made when first needed.
pub const TENANT_DNC_LIST: &str = "tenant";

/// Phones that must not be called.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DncList {
    /// Its id; `tenant` for the tenant's own.
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// Whether it binds every campaign, named there or not.
    pub tenant_wide: bool,
    /// How many phones are on it.
    pub size: i64,
    /// Rises with every change of the list itself (not of its entries).
    pub version: i32,
    /// When it was made.
    pub date_created: Instant,
    /// When it was last changed.
    pub date_modified: Instant,
}

/// A list to be made, or what one is to become.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewDncList {
    /// Unique in the tenant.
    pub name: String,
    /// Whether it binds every campaign; no when left out.
    #[serde(default)]
    pub tenant_wide: bool,
}

/// Phones to be put on a list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewDncEntries {
    /// One phone.
    pub phone: Option<String>,
    /// Many phones, at most 100,000.
    #[serde(default)]
    pub phones: Vec<String>,
    /// ISO 3166 code in which national numbers are read; without it numbers must be international (`+…`).
    pub region: Option<String>,
}

/// What became of the phones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddedDncEntries {
    /// How many were sent.
    pub received: usize,
    /// How many were not on the list before.
    pub added: usize,
}

const WHAT: &str = "do-not-call list";
const MOST_ENTRIES: usize = 100_000;

/// Makes an empty list.
///
/// # Errors
/// [`Failure::Invalid`]; `already-exists` when the name is taken.
pub fn create_dnc_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewDncList,
) -> Result<DncList, Failure> {
    check(&new)?;
    let row = DncListRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        name: new.name,
        tenant_wide: new.tenant_wide,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    store::insert_list(conn, &row).map_err(|error| Failure::from_write(error, WHAT))?;
    Ok(from_row(row, 0))
}

/// One list.
///
/// # Errors
/// `not-found`.
pub fn find_dnc_list(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<DncList, Failure> {
    let row = stored(conn, scope, id)?;
    let size = store::size(conn, scope.tenant(), id)?;
    Ok(from_row(row, size))
}

/// A page of lists.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_dnc_lists(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<DncList>, Failure> {
    let (size, after) = page.bounds()?;
    let mut lists = Vec::new();
    for row in store::lists_after(conn, scope.tenant(), &after, size + 1)? {
        let entries = store::size(conn, scope.tenant(), &row.id)?;
        lists.push(from_row(row, entries));
    }
    Ok(Page::of(lists, size, |list| &list.id))
}

/// Changes a list of this version.
///
/// # Errors
/// [`Failure::Stale`], [`Failure::Invalid`], `not-found`, `already-exists`; `tenant-list` when the tenant's own list
/// would no longer bind every campaign.
pub fn update_dnc_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    version: i32,
    new: NewDncList,
) -> Result<DncList, Failure> {
    check(&new)?;
    if id == TENANT_DNC_LIST && !new.tenant_wide {
        return Err(Failure::conflict(
            "tenant-list",
            "the tenant's own list binds every campaign; send tenantWide true",
        ));
    }
    let current = stored(conn, scope, id)?;
    let row = DncListRow {
        name: new.name,
        tenant_wide: new.tenant_wide,
        version: version.saturating_add(1),
        modified_at: scope.now,
        ..current.clone()
    };
    if !store::update_list(conn, &row).map_err(|error| Failure::from_write(error, WHAT))? {
        return Err(Failure::Stale {
            yours: version,
            current: current.version,
        });
    }
    if current.tenant_wide && !row.tenant_wide {
        reopen_bound(conn, scope, &current)?;
    }
    let size = store::size(conn, scope.tenant(), id)?;
    Ok(from_row(row, size))
}

/// Deletes a list that no campaign uses, with its entries; never the tenant's own.
///
/// # Errors
/// `not-found`, `in-use`, `tenant-list`.
pub fn delete_dnc_list(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    if id == TENANT_DNC_LIST {
        return Err(Failure::conflict(
            "tenant-list",
            "the tenant's own list keeps what callees asked for; it cannot be deleted",
        ));
    }
    let list = stored(conn, scope, id)?;
    let gone = store::delete_list(conn, scope.tenant(), id)
        .map_err(|error| Failure::from_write(error, WHAT))?;
    if gone {
        reopen_bound(conn, scope, &list)
    } else {
        Err(Failure::not_found(WHAT, id))
    }
}

/// Puts phones on a list: all of them, or none when one cannot be read. A phone already there is no fault.
///
/// # Errors
/// [`Failure::Invalid`] per phone that cannot be read; `not-found` for the list.
pub fn add_dnc_entries(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &str,
    new: &NewDncEntries,
) -> Result<AddedDncEntries, Failure> {
    if list == TENANT_DNC_LIST {
        ensure_tenant_list(conn, scope)?;
    }
    let list = stored(conn, scope, list)?;
    let mut faults = Faults::default();
    let region_code = new.region.as_deref();
    // A number without a country needs a region to be read in; AC (Ascension) is used for none given and refused below.
    let region = match phone::region(region_code.unwrap_or("AC")) {
        Ok(region) => region,
        Err(error) => {
            return Err(Failure::invalid(
                "/region",
                "unknown-region",
                error.to_string(),
            ));
        }
    };
    let sent = new.phone.iter().map(|phone| ("/phone".to_owned(), phone));
    let many = new.phones.iter().enumerate();
    let all: Vec<(String, &String)> = sent
        .chain(many.map(|(i, phone)| (format!("/phones/{i}"), phone)))
        .collect();
    faults.require(
        !all.is_empty(),
        "/phones",
        "missing",
        "send at least one phone",
    );
    faults.require(
        all.len() <= MOST_ENTRIES,
        "/phones",
        "too-many",
        format!("send at most {MOST_ENTRIES} at once"),
    );
    let mut phones = std::collections::BTreeSet::new();
    for (pointer, text) in &all {
        let international = text.trim_start().starts_with('+');
        match phone::normalise(text, region) {
            Ok(phone) if international || region_code.is_some() => {
                phones.insert(phone);
            }
            Ok(_) => faults.require(
                false,
                pointer,
                "no-country",
                "write it as +<country code>…, or send region",
            ),
            Err(error) => faults.require(false, pointer, "invalid-phone", error.to_string()),
        }
    }
    faults.into_result()?;
    Ok(AddedDncEntries {
        received: all.len(),
        added: insert_entries(conn, scope, &list, phones)?,
    })
}

/// Takes a phone off a list; its contacts may be called again where nothing else stands against it.
///
/// # Errors
/// `not-found` for the list, or when the phone is not on it.
pub fn remove_dnc_entry(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &str,
    phone: &str,
) -> Result<(), Failure> {
    let list = stored(conn, scope, list)?;
    if !store::delete_entry(conn, scope.tenant(), &list.id, phone)? {
        return Err(Failure::not_found("do-not-call entry", phone));
    }
    let bound = campaigns::bound_by(conn, &list)?;
    Ok(pool::reopen_phones(conn, scope.tenant(), &bound, &[phone])?)
}

/// Puts phones that are in E.164 already onto the tenant's own list.
pub(in crate::outbound) fn block_for_tenant(
    conn: &mut Conn<'_>,
    scope: &Scope,
    phones: impl IntoIterator<Item = String>,
) -> Result<(), Failure> {
    let phones: Vec<String> = phones.into_iter().collect();
    if !phones.is_empty() {
        ensure_tenant_list(conn, scope)?;
        let list = stored(conn, scope, TENANT_DNC_LIST)?;
        insert_entries(conn, scope, &list, phones)?;
    }
    Ok(())
}

/// Adds entries, holds the contacts they bind, and tells how many were new.
fn insert_entries(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &DncListRow,
    phones: impl IntoIterator<Item = String>,
) -> Result<usize, Failure> {
    let rows: Vec<DncEntryRow> = phones
        .into_iter()
        .map(|phone| DncEntryRow {
            tenant_id: scope.tenant().to_owned(),
            phone,
            dnc_list_id: list.id.clone(),
            created_at: scope.now,
        })
        .collect();
    let added = store::insert_entries(conn, &rows)?;
    let phones: Vec<&str> = rows.iter().map(|row| row.phone.as_str()).collect();
    let bound = campaigns::bound_by(conn, list)?;
    let reason = HoldReason::DoNotCall.code();
    pool::hold_phones(conn, scope.tenant(), &bound, &phones, reason)?;
    Ok(added)
}

/// Lets every contact that the list may have held be judged anew.
fn reopen_bound(conn: &mut Conn<'_>, scope: &Scope, list: &DncListRow) -> Result<(), Failure> {
    for campaign in campaigns::bound_by(conn, list)? {
        pool::reopen(conn, scope.tenant(), &campaign, scope.now)?;
    }
    Ok(())
}

fn ensure_tenant_list(conn: &mut Conn<'_>, scope: &Scope) -> Result<(), Failure> {
    let row = DncListRow {
        tenant_id: scope.tenant().to_owned(),
        id: TENANT_DNC_LIST.to_owned(),
        name: "Do not call (whole tenant)".to_owned(),
        tenant_wide: true,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    store::insert_list_if_absent(conn, &row).map_err(|error| Failure::from_write(error, WHAT))
}

fn stored(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<DncListRow, Failure> {
    store::list(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found(WHAT, id))
}

fn check(new: &NewDncList) -> Result<(), Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.name, "/name");
    faults.into_result()
}

fn from_row(row: DncListRow, size: i64) -> DncList {
    DncList {
        id: row.id,
        name: row.name,
        tenant_wide: row.tenant_wide,
        size,
        version: row.version,
        date_created: row.created_at,
        date_modified: row.modified_at,
    }
}
