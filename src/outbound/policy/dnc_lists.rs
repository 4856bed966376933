//! Do-not-call lists: of single campaigns, and of the whole tenant.

use serde::{Deserialize, Serialize};

use super::dnc_csv::{self, FIRST_SENTINEL};
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
    /// The product family whose campaigns it binds, besides those that name it.
    pub product_family: Option<String>,
    /// How many phones are on it, also those whose entries have ended.
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
    /// A product family whose campaigns it is to bind, named there or not; none when left out.
    pub product_family: Option<String>,
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
    /// When the entries end; before 2100, and left out for entries that do not.
    pub expires_at: Option<Instant>,
    /// Why the phones are not to be called, at most 200 characters.
    pub reason: Option<String>,
}

/// An entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DncEntry {
    /// E.164.
    pub phone: String,
    /// When it was made.
    pub date_created: Instant,
    /// When it ends, or ended.
    pub expires_at: Option<Instant>,
    /// Why.
    pub reason: Option<String>,
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
        product_family: new.product_family.unwrap_or_default(),
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
    // Before the list's row, for which others may wait.
    pool::lock_for_lifting(conn, scope.tenant())?;
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
        product_family: new.product_family.unwrap_or_default(),
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
    let binds_fewer =
        current.tenant_wide && !row.tenant_wide || current.product_family != row.product_family;
    if binds_fewer {
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
    // Before the list's row, for which others may wait.
    pool::lock_for_lifting(conn, scope.tenant())?;
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
    if let Some(end) = new.expires_at {
        faults.require(
            end > scope.now && end < FIRST_SENTINEL,
            "/expiresAt",
            "out-of-range",
            "use a time to come before 2100, or leave it out for entries that do not end",
        );
    }
    let reason = new.reason.as_deref().unwrap_or("");
    faults.require(
        reason.chars().count() <= 200,
        "/reason",
        "too-long",
        "use at most 200 characters",
    );
    faults.into_result()?;
    let rows: Vec<DncEntryRow> = phones
        .into_iter()
        .map(|phone| DncEntryRow {
            expires_at: new.expires_at,
            reason: reason.to_owned(),
            ..lasting_entry(scope, &list, phone)
        })
        .collect();
    Ok(AddedDncEntries {
        received: all.len(),
        added: insert_entries(conn, scope, &list, &rows)?,
    })
}

/// Puts phones of a CSV file on a list, each with its own end and reason: all of them, or none when a row is rejected.
///
/// # Errors
/// [`Failure::Invalid`] per fault with its row and column; `not-found` for the list.
pub fn add_dnc_entries_of_csv(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &str,
    bytes: &[u8],
    region: Option<&str>,
) -> Result<AddedDncEntries, Failure> {
    if list == TENANT_DNC_LIST {
        ensure_tenant_list(conn, scope)?;
    }
    let list = stored(conn, scope, list)?;
    let entries = dnc_csv::read(bytes, region, scope.now)?;
    let received = entries.len();
    let rows: Vec<DncEntryRow> = entries
        .into_iter()
        .map(|entry| DncEntryRow {
            expires_at: entry.expires_at,
            reason: entry.reason,
            ..lasting_entry(scope, &list, entry.phone)
        })
        .collect();
    Ok(AddedDncEntries {
        received,
        added: insert_entries(conn, scope, &list, &rows)?,
    })
}

/// A page of a list's entries, in order of their phones.
///
/// # Errors
/// `not-found` for the list; [`Failure::Invalid`] at `?pageSize`.
pub fn list_dnc_entries(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &str,
    page: &PageParams,
) -> Result<Page<DncEntry>, Failure> {
    let (size, after) = page.bounds()?;
    let list = stored(conn, scope, list)?;
    let rows = store::entries_after(conn, (scope.tenant(), &list.id), &after, size + 1)?;
    let entries = rows.into_iter().map(|row| DncEntry {
        phone: row.phone,
        date_created: row.created_at,
        expires_at: row.expires_at,
        reason: (!row.reason.is_empty()).then_some(row.reason),
    });
    Ok(Page::of(entries.collect(), size, |entry: &DncEntry| {
        &entry.phone
    }))
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
    // Before the entry's row, for which others may wait.
    pool::lock_for_lifting(conn, scope.tenant())?;
    let list = stored(conn, scope, list)?;
    if !store::delete_entry(conn, scope.tenant(), &list.id, phone)? {
        return Err(Failure::not_found("do-not-call entry", phone));
    }
    let bound = campaigns::bound_by(conn, &list)?;
    // Also those whom an entry with an end has put off until then.
    Ok(pool::reopen_phones(
        conn,
        scope.tenant(),
        &bound,
        &[phone],
        scope.now,
    )?)
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
        let rows: Vec<DncEntryRow> = phones
            .into_iter()
            .map(|phone| lasting_entry(scope, &list, phone))
            .collect();
        insert_entries(conn, scope, &list, &rows)?;
    }
    Ok(())
}

fn lasting_entry(scope: &Scope, list: &DncListRow, phone: String) -> DncEntryRow {
    DncEntryRow {
        tenant_id: scope.tenant().to_owned(),
        phone,
        dnc_list_id: list.id.clone(),
        created_at: scope.now,
        expires_at: None,
        reason: String::new(),
    }
}

/// Puts phones that are in E.164 already onto a list, if it is still there, each until its end or for good.
pub(in crate::outbound) fn block_on_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &str,
    phones: impl IntoIterator<Item = (String, Option<Instant>)>,
) -> Result<(), Failure> {
    if let Some(list) = store::list(conn, scope.tenant(), list)? {
        let entries = phones.into_iter().map(|(phone, expires_at)| DncEntryRow {
            expires_at,
            ..lasting_entry(scope, &list, phone)
        });
        insert_entries(conn, scope, &list, &entries.collect::<Vec<_>>())?;
    }
    Ok(())
}

/// Adds entries, holds the contacts they bind, and tells how many were new. Contacts of an entry that ends are judged when
/// their turn comes, at the latest at the start of a call.
fn insert_entries(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &DncListRow,
    rows: &[DncEntryRow],
) -> Result<usize, Failure> {
    let tenant = scope.tenant();
    let added = store::insert_entries(conn, rows)?;
    // Asked after the entries are written, which may have waited for somebody who takes one off; then what binds is read anew.
    if !pool::may_hold(conn, tenant)? {
        return Ok(added);
    }
    let Some(list) = store::list(conn, tenant, &list.id)? else {
        return Ok(added);
    };
    let lasting = rows.iter().filter(|row| row.expires_at.is_none());
    let phones: Vec<&str> = lasting.map(|row| row.phone.as_str()).collect();
    let of_list = std::slice::from_ref(&list.id);
    let mut listed = store::listed(conn, (tenant, scope.now), of_list, &phones)?;
    listed.retain(|_, end| end.is_none());
    let phones: Vec<&str> = listed.keys().map(String::as_str).collect();
    let bound = campaigns::bound_by(conn, &list)?;
    let reason = HoldReason::DoNotCall.code();
    pool::hold_phones(conn, tenant, &bound, &phones, reason, scope.now)?;
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
        product_family: String::new(),
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
    if let Some(family) = &new.product_family {
        faults.require_name(family, "/productFamily");
    }
    faults.into_result()
}

fn from_row(row: DncListRow, size: i64) -> DncList {
    DncList {
        id: row.id,
        name: row.name,
        tenant_wide: row.tenant_wide,
        product_family: (!row.product_family.is_empty()).then_some(row.product_family),
        size,
        version: row.version,
        date_created: row.created_at,
        date_modified: row.modified_at,
    }
}
