//! Persons as people see them.

use serde::{Deserialize, Serialize};

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::outbound::contacts::columns::ListColumns;
use crate::outbound::contacts::lists::{Contact, columns_of_list, contact_from_row, phone_for};
use crate::outbound::contacts::phone;
use crate::outbound::contacts::sources::SourceOrder;
use crate::outbound::store::persons::{self as store, PersonRow};
use crate::outbound::store::{contact_imports, contacts};
use crate::tenancy::Scope;

/// Who is behind contacts, across lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Its id: `personId` of its contacts.
    pub id: String,
    /// What the caller's systems call the person: `personId` of an import. Absent where none was named.
    pub external_id: Option<String>,
    /// E.164; masked for all but administrators and dialers.
    pub phones: Vec<String>,
    /// When the person was first heard of.
    pub date_created: Instant,
    /// When the person was erased.
    pub date_erased: Option<Instant>,
}

/// Whom to look for: by one of the two.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonSearch {
    /// What the caller's systems call the person.
    pub external_id: Option<String>,
    /// A phone, international (`+…`).
    pub phone: Option<String>,
}

/// Persons that were found.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FoundPersons {
    /// The persons; several where they share a phone.
    pub entities: Vec<Person>,
}

pub(super) const WHAT: &str = "person";

/// One person.
///
/// # Errors
/// `not-found`.
pub fn find_person(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Person, Failure> {
    let row = stored(conn, scope, id)?;
    from_row(conn, scope, row)
}

/// The persons of that external id or phone.
///
/// # Errors
/// [`Failure::Invalid`] when neither or both are given, or the phone cannot be read.
pub fn search_persons(
    conn: &mut Conn<'_>,
    scope: &Scope,
    search: &PersonSearch,
) -> Result<FoundPersons, Failure> {
    let rows = match (&search.external_id, &search.phone) {
        (Some(name), None) => store::with_external_ids(conn, scope.tenant(), &[name.as_str()])?,
        (None, Some(text)) => {
            let readable = phone::international(text)
                .map_err(|error| Failure::invalid("/phone", "invalid-phone", error.to_string()))?;
            let mut rows = Vec::new();
            for (_, person, _) in store::owners(conn, scope.tenant(), &[readable.as_str()])? {
                rows.extend(store::find(conn, scope.tenant(), &person)?);
            }
            rows
        }
        _ => {
            return Err(Failure::invalid(
                "",
                "one-of-two",
                "send either externalId or phone",
            ));
        }
    };
    let mut entities = Vec::new();
    for row in rows {
        entities.push(from_row(conn, scope, row)?);
    }
    Ok(FoundPersons { entities })
}

/// A page of a person's contacts, on all lists.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] at `?pageSize`.
pub fn list_contacts_of_person(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    page: &PageParams,
) -> Result<Page<Contact>, Failure> {
    let (size, after) = page.bounds()?;
    stored(conn, scope, id)?;
    let mut found = Vec::new();
    let mut columns: Option<(String, ListColumns)> = None;
    let hidden = contact_imports::under_way(conn, scope.tenant(), None)?;
    let sources = SourceOrder::of(conn, scope)?;
    for row in contacts::of_person(conn, (scope.tenant(), id), &hidden, &after, size + 1)? {
        let known = columns
            .take()
            .filter(|(list, _)| *list == row.contact_list_id);
        let (list, of_list) = match known {
            Some(known) => known,
            None => {
                let of_list = columns_of_list(conn, scope, &row.contact_list_id)?;
                (row.contact_list_id.clone(), of_list)
            }
        };
        found.push(contact_from_row(scope, (&of_list, &sources), row)?);
        columns = Some((list, of_list));
    }
    Ok(Page::of(found, size, |contact: &Contact| &contact.id))
}

pub(super) fn stored(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<PersonRow, Failure> {
    store::find(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found(WHAT, id))
}

pub(super) fn from_row(
    conn: &mut Conn<'_>,
    scope: &Scope,
    row: PersonRow,
) -> Result<Person, Failure> {
    let phones = store::phones_of(conn, scope.tenant(), &row.id)?;
    Ok(Person {
        phones: phones.iter().map(|phone| phone_for(scope, phone)).collect(),
        id: row.id,
        external_id: row.external_id,
        date_created: row.created_at,
        date_erased: row.erased_at,
    })
}
