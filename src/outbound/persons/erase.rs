//! Erasing a person: what tells who it is goes, what was done stays under pseudonyms.

use std::collections::BTreeSet;

use serde::Serialize;

use super::marks::mark_phones;
use super::person::stored;
use crate::db::{Conn, Database, Instant};
use crate::failure::Failure;
use crate::http::{answers_mentioning, forget_answers};
use crate::outbound::contacts::lists::ERASED_PHONE;
use crate::outbound::store::persons::{self as store, PersonRow};
use crate::outbound::store::{contact_policies, contacts, erasure, ledger};
use crate::tenancy::{Scope, new_id};

/// Contacts read at once.
const PAGE: i64 = 1_000;

/// What was erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErasedPerson {
    /// Under which id what was done with the person is kept; another than before where that told who it is.
    pub id: String,
    /// Contacts that lost name, phone and data.
    pub contacts: usize,
    /// Phones that are kept nowhere any more; a phone that another person has stays that person's.
    pub phones: usize,
    /// When.
    pub date_erased: Instant,
}

/// Erases a person. Attempts, the ledger and the places in pools stay, without anything that tells who it was; a do-not-call entry or a
/// refusal stays as a keyed hash of the phone, by which a later import of the phone is held. A person who was erased before is
/// left as it is.
///
/// # Errors
/// `not-found`.
pub fn erase_person(db: &Database, scope: &Scope, id: &str) -> Result<ErasedPerson, Failure> {
    let tenant = scope.tenant();
    let keys = db.read(|conn| {
        stored(conn, scope, id)?;
        let known = whereabouts(conn, scope, id)?;
        let mut keys = Vec::new();
        let person = std::iter::once(id);
        let texts = known.phones.iter().chain(&known.contacts);
        for text in person.chain(texts.map(String::as_str)) {
            keys.extend(answers_mentioning(conn, tenant, text)?);
        }
        Ok::<_, Failure>(keys)
    })?;
    db.write(|conn| {
        let person = stored(conn, scope, id)?;
        if let Some(date_erased) = person.erased_at {
            return Ok(ErasedPerson {
                id: person.id,
                contacts: 0,
                phones: 0,
                date_erased,
            });
        }
        forget_answers(conn, tenant, &keys)?;
        erase(conn, scope, &person)
    })
}

fn erase(conn: &mut Conn<'_>, scope: &Scope, person: &PersonRow) -> Result<ErasedPerson, Failure> {
    let tenant = scope.tenant();
    let known = whereabouts(conn, scope, &person.id)?;
    let mut own = Vec::new();
    for phone in known.phones {
        let owners = store::owners(conn, tenant, &[&phone])?;
        if owners.iter().all(|(_, owner, _)| *owner == person.id) {
            own.push(phone);
        }
    }
    mark_phones(conn, scope, &person.id, &own)?;
    ledger::forget_person(conn, tenant, &person.id)?;
    contact_policies::delete_tier(conn, tenant, &person.id)?;
    let ids: Vec<&str> = known.contacts.iter().map(String::as_str).collect();
    erasure::blank_contacts(conn, tenant, &ids, ERASED_PHONE)?;
    let id = pseudonymous_id(conn, scope, person)?;
    erasure::blank_person(conn, tenant, &id, scope.now)?;
    Ok(ErasedPerson {
        id,
        contacts: ids.len(),
        phones: own.len(),
        date_erased: scope.now,
    })
}

/// Persons from before they had ids of their own are called as the caller's systems call them: such a person gets an id
/// that says nothing.
fn pseudonymous_id(
    conn: &mut Conn<'_>,
    scope: &Scope,
    person: &PersonRow,
) -> Result<String, Failure> {
    if person.external_id.as_ref() != Some(&person.id) {
        return Ok(person.id.clone());
    }
    let renamed = PersonRow {
        id: new_id(scope.now),
        external_id: None,
        ..person.clone()
    };
    store::insert(conn, std::slice::from_ref(&renamed))?;
    store::merge(conn, scope.tenant(), &person.id, &renamed.id)?;
    Ok(renamed.id)
}

/// Where a person is found.
struct Whereabouts {
    /// The phones it is known by, and those of its contacts.
    phones: BTreeSet<String>,
    /// The ids of its contacts, also of an import that is under way.
    contacts: Vec<String>,
}

fn whereabouts(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Whereabouts, Failure> {
    let tenant = scope.tenant();
    let mut known = Whereabouts {
        phones: store::phones_of(conn, tenant, id)?.into_iter().collect(),
        contacts: Vec::new(),
    };
    loop {
        let after = known.contacts.last().map_or("", String::as_str);
        let rows = contacts::of_person(conn, (tenant, id), &[], after, PAGE)?;
        if rows.is_empty() {
            return Ok(known);
        }
        for row in rows {
            known.phones.insert(row.phone);
            known.contacts.push(row.id);
        }
    }
}
