//! Contact lists and the contacts on them.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::columns::{ColumnDataTypeSpecification, ContactPhoneNumberColumn, ListColumns};
use super::phone;
use super::sources::{FieldSource, SourceOrder, told};
use crate::db::{Conn, DbError, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::policy::permitted_hours::PermittedHours;
use crate::outbound::store::contacts::{self as store, ContactListRow, ContactRow};
use crate::outbound::store::{campaigns, pool};
use crate::outbound::zones::require_zone;
use crate::tenancy::{Role, Scope, new_id};

/// People to be called, each phone once.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactList {
    /// Its id.
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// IANA zone of contacts that name none.
    pub default_time_zone: String,
    /// ISO 3166 code of the region in which national phone numbers are read.
    pub default_region: String,
    /// Its columns besides the fixed fields.
    #[serde(flatten)]
    pub columns: ListColumns,
    /// How many contacts it has.
    pub size: i64,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub date_created: Instant,
    /// When it was last changed.
    pub date_modified: Instant,
}

/// A list to be made, or what one is to become.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewContactList {
    /// Unique in the tenant.
    pub name: String,
    /// IANA zone of contacts that name none.
    pub default_time_zone: String,
    /// ISO 3166 code of the region in which national phone numbers are read.
    pub default_region: String,
    /// Columns besides the fixed fields, each name once in whatever case.
    #[serde(default)]
    pub column_names: Vec<String>,
    /// Columns that hold phones: a contact without `phone` is called on the first of them that can be dialled.
    #[serde(default)]
    pub phone_columns: Vec<ContactPhoneNumberColumn>,
    /// What stands in columns; any text in those that are not named.
    #[serde(default)]
    pub column_data_type_specifications: Vec<ColumnDataTypeSpecification>,
    /// Whether blanks around values are taken away; yes when left out.
    pub trim_whitespace: Option<bool>,
}

impl NewContactList {
    fn columns(&self) -> ListColumns {
        ListColumns {
            column_names: self.column_names.clone(),
            phone_columns: self.phone_columns.clone(),
            column_data_type_specifications: self.column_data_type_specifications.clone(),
            trim_whitespace: self.trim_whitespace.unwrap_or(true),
        }
    }
}

/// Somebody on a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Its id.
    pub id: String,
    /// The list it is on.
    pub contact_list_id: String,
    /// E.164; masked for all but administrators and dialers.
    pub phone: String,
    /// The caller's own id of it.
    pub external_id: Option<String>,
    /// For people to read.
    pub name: Option<String>,
    /// Values of the list's columns; phones among them are masked like `phone`.
    pub data: BTreeMap<String, String>,
    /// The person behind it, across lists.
    pub person_id: Option<String>,
    /// IANA zone; the list's default where absent.
    pub time_zone: Option<String>,
    /// What response models tell it by.
    pub segment: Option<String>,
    /// Its own hours, which narrow those of campaigns.
    pub permitted_hours: Option<PermittedHours>,
    /// When it came in.
    pub date_created: Instant,
    /// Where its values are from, by field or column, as far as imports named their source.
    pub field_sources: BTreeMap<String, FieldSource>,
}

pub(in crate::outbound) const WHAT: &str = "contact list";

/// What stands, with the contact's id after it, where the phone of an erased person stood.
pub(in crate::outbound) const ERASED_PHONE: &str = "erased:";

/// A phone as this actor may see it.
pub(in crate::outbound) fn phone_for(scope: &Scope, phone: &str) -> String {
    if phone.starts_with(ERASED_PHONE) {
        return "erased".to_owned();
    }
    if sees_phones(scope) {
        phone.to_owned()
    } else {
        phone::mask(phone)
    }
}

/// Whether this actor sees phones whole.
pub(in crate::outbound) const fn sees_phones(scope: &Scope) -> bool {
    match scope.actor.role {
        Role::Admin | Role::Dialer => true,
        Role::Planner | Role::Supervisor | Role::Agent => false,
    }
}

/// Makes an empty list.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_contact_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewContactList,
) -> Result<ContactList, Failure> {
    check(&new)?;
    let row = ContactListRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        own_columns: documents::write(&new.columns())?,
        name: new.name,
        default_time_zone: new.default_time_zone,
        default_region: new.default_region,
        time_zones: "[]".to_owned(),
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    store::insert_list(conn, &row).map_err(|error| Failure::from_write(error, WHAT))?;
    from_row(row, 0)
}

/// One list.
///
/// # Errors
/// `not-found`.
pub fn find_contact_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<ContactList, Failure> {
    let row = stored_list(conn, scope, id)?;
    let size = store::count(conn, scope.tenant(), id)?;
    from_row(row, size)
}

/// A page of lists.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_contact_lists(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<ContactList>, Failure> {
    let (size, after) = page.bounds()?;
    let mut lists = Vec::new();
    for row in store::lists_after(conn, scope.tenant(), &after, size + 1)? {
        let contacts = store::count(conn, scope.tenant(), &row.id)?;
        lists.push(from_row(row, contacts)?);
    }
    Ok(Page::of(lists, size, |list| &list.id))
}

/// Changes a list of this version.
///
/// # Errors
/// [`Failure::Stale`], [`Failure::Invalid`], `not-found`, `already-exists`.
pub fn update_contact_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    version: i32,
    new: NewContactList,
) -> Result<ContactList, Failure> {
    check(&new)?;
    let current = locked_list(conn, scope, id)?;
    let size = store::count(conn, scope.tenant(), id)?;
    if size > 0 {
        check_phone_columns_stay(&columns_of(&current)?, &new)?;
    }
    let row = ContactListRow {
        own_columns: documents::write(&new.columns())?,
        name: new.name,
        default_time_zone: new.default_time_zone,
        default_region: new.default_region,
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
    if row.default_time_zone != current.default_time_zone {
        for campaign in campaigns::of_list(conn, scope.tenant(), id)? {
            pool::reopen(conn, scope.tenant(), &campaign, scope.now)?;
        }
    }
    from_row(row, size)
}

/// Phones of contacts that are there would otherwise be shown unmasked.
fn check_phone_columns_stay(before: &ListColumns, new: &NewContactList) -> Result<(), Failure> {
    let stays = |column: &ContactPhoneNumberColumn| {
        let mut phones = new.phone_columns.iter();
        phones.any(|phone| phone.column_name == column.column_name)
    };
    match before.phone_columns.iter().find(|column| !stays(column)) {
        None => Ok(()),
        Some(gone) => Err(Failure::invalid(
            "/phoneColumns",
            "phone-column-in-use",
            format!(
                "{:?} holds phones of contacts on the list; leave it among phoneColumns, or make another list",
                gone.column_name
            ),
        )),
    }
}

/// Deletes a list that no campaign uses, with its contacts.
///
/// # Errors
/// `not-found`, `in-use`.
pub fn delete_contact_list(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let gone = store::delete_list(conn, scope.tenant(), id)
        .map_err(|error| Failure::from_write(error, WHAT))?;
    if gone {
        Ok(())
    } else {
        Err(Failure::not_found(WHAT, id))
    }
}

/// A page of a list's contacts.
///
/// # Errors
/// `not-found` for the list; [`Failure::Invalid`] at `?pageSize`.
pub fn list_contacts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &str,
    page: &PageParams,
) -> Result<Page<Contact>, Failure> {
    let (size, after) = page.bounds()?;
    let columns = columns_of(&stored_list(conn, scope, list)?)?;
    let sources = SourceOrder::of(conn, scope)?;
    let rows = store::contacts_after(conn, scope.tenant(), list, &after, size + 1)?;
    let contacts = rows
        .into_iter()
        .map(|row| contact_from_row(scope, (&columns, &sources), row))
        .collect::<Result<_, _>>()?;
    Ok(Page::of(contacts, size, |contact: &Contact| &contact.id))
}

pub(in crate::outbound) fn stored_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<ContactListRow, Failure> {
    store::list(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found(WHAT, id))
}

/// As [`stored_list`], for whoever puts contacts onto the list or makes a campaign on it: one of them at a time until their
/// transactions end, so that each contact that came in before a campaign was made is found by it, and each campaign that was
/// made before contacts come in is found by them. To be taken before [`crate::outbound::store::pool::may_hold`] and
/// [`crate::outbound::store::pool::lock_for_lifting`].
///
/// # Errors
/// `not-found`.
pub(in crate::outbound) fn locked_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<ContactListRow, Failure> {
    store::lock_list(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found(WHAT, id))
}

/// The zone of a contact: its own, or its list's where it names none.
///
/// # Errors
/// [`DbError::Corrupt`] when a stored zone is none of this build's.
pub(in crate::outbound) fn zone_of(own: &str, list: &ContactListRow) -> Result<Tz, Failure> {
    let name = if own.is_empty() {
        &list.default_time_zone
    } else {
        own
    };
    name.parse().map_err(|_| {
        Failure::Database(DbError::Corrupt {
            what: WHAT,
            id: list.id.clone(),
            reason: format!("unknown time zone {name:?}"),
        })
    })
}

/// The columns of a list.
///
/// # Errors
/// `not-found`.
pub fn columns_of_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &str,
) -> Result<ListColumns, Failure> {
    columns_of(&stored_list(conn, scope, list)?)
}

/// The columns as they are kept with the list.
///
/// # Errors
/// [`DbError::Corrupt`].
pub(in crate::outbound) fn columns_of(list: &ContactListRow) -> Result<ListColumns, Failure> {
    Ok(documents::read(WHAT, &list.id, &list.own_columns)?)
}

/// Values of a contact's columns.
///
/// # Errors
/// [`DbError::Corrupt`].
pub(in crate::outbound) fn data_of(row: &ContactRow) -> Result<BTreeMap<String, String>, Failure> {
    Ok(documents::read("contact", &row.id, &row.data)?)
}

/// A contact as this actor may see it.
///
/// # Errors
/// [`DbError::Corrupt`].
pub(in crate::outbound) fn contact_from_row(
    scope: &Scope,
    (columns, sources): (&ListColumns, &SourceOrder),
    row: ContactRow,
) -> Result<Contact, Failure> {
    let field_sources = told(&row, sources)?;
    let present = |text: String| (!text.is_empty()).then_some(text);
    let hours = row.permitted_hours.as_deref();
    let hours = hours.map(|text| documents::read("contact", &row.id, text));
    let mut data = data_of(&row)?;
    for column in &columns.phone_columns {
        if let Some(phone) = data.get_mut(&column.column_name) {
            *phone = phone_for(scope, phone);
        }
    }
    Ok(Contact {
        data,
        phone: phone_for(scope, &row.phone),
        permitted_hours: hours.transpose()?,
        id: row.id,
        contact_list_id: row.contact_list_id,
        external_id: row.external_id,
        name: row.name,
        person_id: present(row.person_id),
        time_zone: present(row.time_zone),
        segment: present(row.segment),
        date_created: row.created_at,
        field_sources,
    })
}

fn check(new: &NewContactList) -> Result<(), Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.name, "/name");
    require_zone(&new.default_time_zone, "/defaultTimeZone", &mut faults);
    if let Err(error) = phone::region(&new.default_region) {
        faults.require(false, "/defaultRegion", "unknown-region", error.to_string());
    }
    new.columns().check(&mut faults);
    faults.into_result()
}

fn from_row(row: ContactListRow, size: i64) -> Result<ContactList, Failure> {
    Ok(ContactList {
        columns: columns_of(&row)?,
        id: row.id,
        name: row.name,
        default_time_zone: row.default_time_zone,
        default_region: row.default_region,
        size,
        version: row.version,
        date_created: row.created_at,
        date_modified: row.modified_at,
    })
}
