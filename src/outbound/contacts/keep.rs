//! Checked contacts becoming rows of a list.

use std::collections::BTreeSet;

use super::check::CheckedContact;
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::outbound::persons::assign::{PersonHint, assign_persons};
use crate::outbound::store::contacts::{self as store, ContactRow};
use crate::tenancy::{Scope, new_id};

/// What became of a batch of checked contacts.
#[derive(Debug, Default)]
pub(in crate::outbound) struct Kept {
    /// The new contacts, written.
    pub fresh: Vec<ContactRow>,
    /// Those whose phone the list had, or the batch had before.
    pub duplicates: usize,
    /// Phones behind which more than one person is known.
    pub ambiguous: usize,
}

/// Writes those whose phone the list does not have yet, the first of each phone, with the persons behind them and where
/// their values are from.
///
/// # Errors
/// Only the database's; `import-in-progress` when another import put one of the phones onto the list just now.
pub(in crate::outbound) fn keep_contacts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (list_id, import_id): (&str, &str),
    field_sources: &str,
    checked: Vec<CheckedContact>,
) -> Result<Kept, Failure> {
    let taken = checked.len();
    let fresh = first_of_each_phone(conn, scope, list_id, checked)?;
    let hints: Vec<PersonHint<'_>> = fresh
        .iter()
        .map(|row| PersonHint {
            phone: &row.phone,
            external_id: row.contact.person_id.as_deref().filter(|id| !id.is_empty()),
        })
        .collect();
    let assigned = assign_persons(conn, scope, &hints)?;
    let rows: Vec<ContactRow> = fresh
        .into_iter()
        .zip(assigned.persons)
        .map(|(row, person)| to_row(scope, (list_id, import_id, field_sources), row, person))
        .collect::<Result<_, _>>()?;
    store::insert(conn, &rows).map_err(|error| {
        if error.is_duplicate() {
            Failure::conflict(
                "import-in-progress",
                "another import into this list ended just now; send yours again",
            )
        } else {
            Failure::from(error)
        }
    })?;
    Ok(Kept {
        duplicates: taken - rows.len(),
        ambiguous: assigned.ambiguous_phones.len(),
        fresh: rows,
    })
}

/// Those whose phone the list does not have yet, the first of each phone.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn first_of_each_phone(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list_id: &str,
    checked: Vec<CheckedContact>,
) -> Result<Vec<CheckedContact>, Failure> {
    let phones: Vec<&str> = checked.iter().map(|row| row.phone.as_str()).collect();
    let known = store::known_phones(conn, scope.tenant(), list_id, &phones)?;
    let mut seen: BTreeSet<String> = known.into_iter().collect();
    Ok(checked
        .into_iter()
        .filter(|row| seen.insert(row.phone.clone()))
        .collect())
}

fn to_row(
    scope: &Scope,
    (list_id, import_id, field_sources): (&str, &str, &str),
    row: CheckedContact,
    person_id: String,
) -> Result<ContactRow, Failure> {
    let hours = row.contact.permitted_hours.as_ref();
    Ok(ContactRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        contact_list_id: list_id.to_owned(),
        phone: row.phone,
        person_id,
        time_zone: row.contact.time_zone.unwrap_or_default(),
        permitted_hours: hours.map(documents::write).transpose()?,
        segment: row.contact.segment.unwrap_or_default(),
        external_id: row.contact.external_id,
        name: row.contact.name,
        created_at: scope.now,
        data: documents::write(&row.data)?,
        import_id: import_id.to_owned(),
        field_sources: field_sources.to_owned(),
    })
}
