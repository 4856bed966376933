//! An import of which nothing is to stay.

use std::collections::BTreeSet;

use super::imports::{
    ContactImport, ContactImportReport, ContactImportStatus, WHAT, find_contact_import, stored,
};
use crate::db::Database;
use crate::documents;
use crate::failure::Failure;
use crate::jobs::find_run;
use crate::outbound::store::contact_import_updates as updates;
use crate::outbound::store::contact_imports::{self as store, ContactImportRow};
use crate::outbound::store::{contacts, persons};
use crate::tenancy::Scope;

/// Contacts taken away at once.
const PAGE: i64 = 1_000;

/// Stops an import that is under way, whatever became of its run, and takes away what it kept.
///
/// # Errors
/// `not-found`; `import-over` when it is not under way any more.
pub fn withdraw_contact_import(
    db: &Database,
    scope: &Scope,
    (list, id): (&str, &str),
) -> Result<ContactImport, Failure> {
    let over = || {
        Failure::conflict(
            "import-over",
            "this import is over; delete its contacts or its list instead",
        )
    };
    let mut row = db.read(|conn| stored(conn, scope, (list, id)))?;
    if row.finished_at.is_some() {
        return Err(over());
    }
    row.fence += 1;
    if !db.write(|conn| store::take_up(conn, &row))? {
        return Err(over());
    }
    let report: ContactImportReport = documents::read(WHAT, &row.id, &row.report)?;
    withdraw(db, scope, &row, ContactImportStatus::Withdrawn, &report)?;
    db.read(|conn| find_contact_import(conn, scope, (list, id)))
}

/// How long a file may take to arrive before its import is given up, in milliseconds.
const LONGEST_ARRIVAL_MS: i64 = 3_600_000;

/// Withdraws imports into a list that nobody goes on with: their run was stopped before it began, or has failed for good, or
/// the server stopped while the file arrived.
///
/// # Errors
/// Only the database's.
pub(super) fn withdraw_abandoned(db: &Database, scope: &Scope, list: &str) -> Result<(), Failure> {
    let rows = db.read(|conn| store::rows_under_way(conn, scope.tenant(), Some(list)))?;
    for row in rows {
        let is_abandoned = if row.run_id.is_empty() {
            scope.now.epoch_millis() - row.created_at.epoch_millis() > LONGEST_ARRIVAL_MS
        } else {
            match db.read(|conn| find_run(conn, scope, &row.run_id)) {
                Ok(run) => run.state.is_final(),
                Err(Failure::NotFound { .. }) => true,
                Err(failure) => return Err(failure),
            }
        };
        if is_abandoned {
            match withdraw_contact_import(db, scope, (list, &row.id)) {
                // Somebody else did it.
                Ok(_) | Err(Failure::Conflict { .. } | Failure::Cancelled) => {}
                Err(failure) => return Err(failure),
            }
        }
    }
    Ok(())
}

/// Takes an import's contacts away, with the persons nobody else is, and closes it.
///
/// # Errors
/// [`Failure::Cancelled`] when another worker has taken the import up.
pub(super) fn withdraw(
    db: &Database,
    scope: &Scope,
    row: &ContactImportRow,
    status: ContactImportStatus,
    report: &ContactImportReport,
) -> Result<(), Failure> {
    take_contacts_away(db, row)?;
    let closed = ContactImportRow {
        status: documents::write(&status)?,
        report: documents::write(report)?,
        finished_at: Some(scope.now),
        ..row.clone()
    };
    db.write(|conn| {
        if !store::note(conn, &closed)? {
            return Err(Failure::Cancelled);
        }
        Ok(store::delete_pieces(conn, &row.tenant_id, &row.id)?)
    })
}

/// Takes away the contacts that came in so far, and new values for others, batch by batch. Nobody has seen them yet.
///
/// # Errors
/// [`Failure::Cancelled`] when another worker has taken the import up.
pub(super) fn take_contacts_away(db: &Database, row: &ContactImportRow) -> Result<(), Failure> {
    let tenant = &row.tenant_id;
    let import = (tenant.as_str(), row.id.as_str());
    loop {
        let count = db.write(|conn| {
            if !store::note(conn, row)? {
                return Err(Failure::Cancelled);
            }
            let rows = updates::first(conn, import, PAGE)?;
            let ids: Vec<&str> = rows.iter().map(|row| row.contact_id.as_str()).collect();
            updates::delete(conn, import, &ids)?;
            Ok(rows.len())
        })?;
        if count == 0 {
            break;
        }
    }
    // From where the last batch ended, so that a database need not walk over what was just deleted.
    let mut after = String::new();
    loop {
        let last = db.write(|conn| {
            if !store::note(conn, row)? {
                return Err(Failure::Cancelled);
            }
            let rows = contacts::of_import(conn, tenant, &row.id, &after, PAGE)?;
            let ids: Vec<&str> = rows.iter().map(|contact| contact.id.as_str()).collect();
            contacts::delete(conn, tenant, &ids)?;
            let people: BTreeSet<&str> = rows.iter().map(|row| row.person_id.as_str()).collect();
            let people: Vec<&str> = people.into_iter().collect();
            persons::delete_without_contacts(conn, tenant, &people, row.created_at)?;
            Ok(rows.last().map(|contact| contact.id.clone()))
        })?;
        match last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}
