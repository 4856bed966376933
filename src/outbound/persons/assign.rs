//! The persons behind contacts that come in.

use std::collections::BTreeSet;

use super::resolve::{Known, Owner, resolve};
use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::store::persons::{self as store, PersonPhoneRow, PersonRow};
use crate::outbound::store::{campaigns, contacts, pool};
use crate::tenancy::{Scope, new_id};

/// What a contact says of the person behind it.
#[derive(Clone, Copy, Debug)]
pub(in crate::outbound) struct PersonHint<'a> {
    /// E.164.
    pub phone: &'a str,
    /// What the caller's systems call the person, where they say, or the person's own id.
    pub external_id: Option<&'a str>,
}

/// Who is behind contacts.
#[derive(Debug)]
pub(in crate::outbound) struct AssignedPersons {
    /// The person of each hint, in their order.
    pub persons: Vec<String>,
    /// Phones behind which more than one person is known.
    pub ambiguous_phones: BTreeSet<String>,
}

/// Finds or makes the persons behind contacts of different phones.
///
/// # Errors
/// Only the database's; `import-in-progress` when another import made one of the persons just now.
pub(in crate::outbound) fn assign_persons(
    conn: &mut Conn<'_>,
    scope: &Scope,
    hints: &[PersonHint<'_>],
) -> Result<AssignedPersons, Failure> {
    let tenant = scope.tenant();
    let mut known = Known::default();
    let names: BTreeSet<&str> = hints.iter().filter_map(|hint| hint.external_id).collect();
    let names: Vec<&str> = names.into_iter().collect();
    for row in store::with_external_ids(conn, tenant, &names)? {
        if let Some(name) = row.external_id {
            known.named.insert(name, row.id);
        }
    }
    // What was exported comes in again with ids of this service.
    let unknown: Vec<&str> = names
        .into_iter()
        .filter(|name| !known.named.contains_key(*name))
        .collect();
    for row in store::with_ids(conn, tenant, &unknown)? {
        known.named.insert(row.id.clone(), row.id);
    }
    let phones: Vec<&str> = hints.iter().map(|hint| hint.phone).collect();
    for (phone, person, external_id) in store::owners(conn, tenant, &phones)? {
        let owner = Owner {
            person,
            external_id,
        };
        known.owners.entry(phone).or_default().push(owner);
    }
    let resolution = resolve(hints, known, || new_id(scope.now));
    if !resolution.merged.is_empty() {
        // Before any person's row, for which another import may wait.
        pool::lock_for_lifting(conn, tenant)?;
    }
    let made: Vec<PersonRow> = resolution
        .made
        .into_iter()
        .map(|owner| PersonRow {
            tenant_id: tenant.to_owned(),
            id: owner.person,
            external_id: owner.external_id,
            created_at: scope.now,
            erased_at: None,
        })
        .collect();
    let taken = |error: crate::db::DbError| {
        if error.is_duplicate() {
            Failure::conflict(
                "import-in-progress",
                "another import named one of these persons just now; send yours again",
            )
        } else {
            Failure::from(error)
        }
    };
    store::insert(conn, &made).map_err(taken)?;
    for (person, name) in &resolution.named {
        store::set_external_id(conn, tenant, person, name).map_err(taken)?;
    }
    merge(conn, scope, &resolution.merged)?;
    let rows: Vec<PersonPhoneRow> = resolution
        .phones
        .into_iter()
        .map(|(phone, person_id)| PersonPhoneRow {
            tenant_id: tenant.to_owned(),
            phone,
            person_id,
            created_at: scope.now,
        })
        .collect();
    store::insert_phones(conn, &rows)?;
    Ok(AssignedPersons {
        persons: resolution.persons,
        ambiguous_phones: resolution.ambiguous,
    })
}

/// Makes persons one. What stood against one of the two may not stand against the one they are: whoever of its contacts is
/// held or put off is judged anew, with the consents, the tier and the attempts of both.
fn merge(conn: &mut Conn<'_>, scope: &Scope, merged: &[(String, String)]) -> Result<(), Failure> {
    if merged.is_empty() {
        return Ok(());
    }
    let tenant = scope.tenant();
    for (from, into) in merged {
        store::merge(conn, tenant, from, into)?;
    }
    let survivors: BTreeSet<&str> = merged.iter().map(|(_, into)| into.as_str()).collect();
    let mut phones = BTreeSet::new();
    for person in survivors {
        phones.extend(contacts::phones_of_person(conn, tenant, person)?);
    }
    let phones: Vec<&str> = phones.iter().map(String::as_str).collect();
    let all = campaigns::all(conn, tenant)?;
    Ok(pool::reopen_phones(conn, tenant, &all, &phones, scope.now)?)
}
