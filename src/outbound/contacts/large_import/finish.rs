//! What follows once a file is read: marks bind its phones, its contacts come into pools, other contacts get its values.

use serde_json::json;

use crate::db::Conn;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::outbound::contacts::sources::write_staged;
use crate::outbound::leasing::admit::admit_contacts;
use crate::outbound::persons::marks::restore_marks;
use crate::outbound::store::contact_imports::ContactImportRow;
use crate::outbound::store::{campaigns, contacts};

/// Contacts written in one transaction.
const PAGE: i64 = 1_000;

/// What erased persons asked for binds the phones of an import's contacts again.
pub(super) fn put_marks_back(context: &JobContext<'_>, import: &str) -> Result<(), Failure> {
    let scope = context.scope();
    let mut after = String::new();
    let mut marked = 0usize;
    loop {
        let rows = context.db.write(|conn| {
            let rows = contacts::of_import(conn, scope.tenant(), import, &after, PAGE)?;
            restore_marks(conn, &scope, &rows)?;
            Ok::<_, Failure>(rows)
        })?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after.clone_from(&last.id);
        marked += rows.len();
        context.progress(0.0, &json!({ "rows": marked }))?;
    }
}

/// Puts the contacts into the pools of the campaigns on their list. It may be begun anew: who is in a pool stays as they are.
pub(super) fn fill_pools(context: &JobContext<'_>, row: &ContactImportRow) -> Result<(), Failure> {
    let scope = context.scope();
    let campaigns = context
        .db
        .read(|conn| campaigns::of_list(conn, scope.tenant(), &row.contact_list_id))?;
    if campaigns.is_empty() {
        return Ok(());
    }
    let mut after = String::new();
    let mut filled = 0usize;
    loop {
        let scope = context.scope();
        // Read and admitted in one transaction: nobody is erased in between.
        let rows = context.db.write(|conn| {
            let rows = contacts::of_import(conn, scope.tenant(), &row.id, &after, PAGE)?;
            for campaign in &campaigns {
                match admit_contacts(conn, &scope, campaign, &rows) {
                    // A campaign that was deleted meanwhile has no pool to fill.
                    Ok(()) | Err(Failure::NotFound { .. }) => {}
                    Err(failure) => return Err(failure),
                }
            }
            Ok(rows)
        })?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after.clone_from(&last.id);
        filled += rows.len();
        // The contacts are there: a cancel comes too late, and half-filled pools would be the worst of both.
        match context.progress(50.0, &json!({ "inPools": filled })) {
            Ok(()) | Err(Failure::Cancelled) => {}
            Err(failure) => return Err(failure),
        }
    }
}

/// Writes the new values that an import keeps to the list's contacts. It may be begun anew: what is left is written then.
pub(super) fn write_updates(
    context: &JobContext<'_>,
    list: &str,
    import: &str,
) -> Result<(), Failure> {
    let mut written = 0usize;
    loop {
        let scope = context.scope();
        let write = |conn: &mut Conn<'_>| write_staged(conn, &scope, (list, import), PAGE);
        let count = context.db.write(write)?;
        if count == 0 {
            return Ok(());
        }
        written += count;
        // As with the pools, a cancel comes too late.
        match context.progress(75.0, &json!({ "updated": written })) {
            Ok(()) | Err(Failure::Cancelled) => {}
            Err(failure) => return Err(failure),
        }
    }
}
