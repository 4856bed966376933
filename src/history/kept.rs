//! Imports that were kept: finding them, listing them and their rejects, undoing them.

use super::imports::{Import, ImportStatus, ListedReject, SHOWN_REJECTS};
use super::rejects::Reject;
use super::store::{self, ImportRow, RejectRow};
use crate::db::Conn;
use crate::documents;
use crate::events::{ImportChanged, publish};
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::tenancy::Scope;

/// The import of that id.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_import(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Import, Failure> {
    let row = row_of(conn, scope, id)?;
    of_row(conn, row, false)
}

/// Imports in the order they were made, all or of one business unit; without their rejects.
///
/// # Errors
/// [`Failure::Invalid`] for the page.
pub fn list_imports(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: Option<&str>,
    page: &PageParams,
) -> Result<Page<Import>, Failure> {
    let (size, after) = page.bounds()?;
    let rows = store::imports_after(conn, scope.tenant(), business_unit_id, &after, size + 1)?;
    let imports = rows
        .into_iter()
        .map(|row| with_rejects(row, Vec::new(), false))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Page::of(imports, size, |import| {
        import.id.as_deref().unwrap_or_default()
    }))
}

/// Everything that was wrong with an import's rows, in the order of the file.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Invalid`] for the page.
pub fn list_rejects(
    conn: &mut Conn<'_>,
    scope: &Scope,
    import_id: &str,
    page: &PageParams,
) -> Result<Page<ListedReject>, Failure> {
    let (size, after) = page.bounds_by_number()?;
    row_of(conn, scope, import_id)?;
    let rows = store::rejects_after(
        conn,
        scope.tenant(),
        import_id,
        after.unwrap_or(0),
        size + 1,
    )?;
    let listed = rows
        .into_iter()
        .map(|row| ListedReject {
            id: row.position.to_string(),
            reject: reject_of(row),
        })
        .collect();
    Ok(Page::of(listed, size, |reject| reject.id.as_str()))
}

/// Takes an import out of the history; what lay below shows again. Undoing it once more changes nothing.
///
/// # Errors
/// [`Failure::NotFound`]; `nothing-to-undo` for an import that was rejected.
pub fn undo_import(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    store::lock_layers(conn, scope.tenant())?;
    let import = find_import(conn, scope, id)?;
    let layer = row_of(conn, scope, id)?.layer;
    let (ImportStatus::Complete, Some(layer)) = (import.status, layer) else {
        return match import.status {
            ImportStatus::Undone => Ok(()),
            _ => Err(Failure::conflict(
                "nothing-to-undo",
                "this import was rejected and left nothing in the history; send a corrected file",
            )),
        };
    };
    if !store::mark_undone(conn, scope.tenant(), id, scope.now)? {
        return Ok(());
    }
    for queue in &import.totals.queues {
        if let Some(queue_id) = &queue.queue_id {
            store::delete_layer(conn, scope.tenant(), queue_id, layer)?;
        }
    }
    let undone = Import {
        status: ImportStatus::Undone,
        intervals_stored: 0,
        ..import
    };
    tell(conn, scope, id, &undone)
}

/// Tells outside how an import stands now.
pub(super) fn tell(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    import: &Import,
) -> Result<(), Failure> {
    let changed = ImportChanged {
        business_unit_id: &import.business_unit_id,
        import_id: id,
        status: import.status.as_str(),
        intervals_stored: import.intervals_stored,
    };
    publish(conn, scope, &changed)
}

/// The import that makes another one needless: of the same key, or active with the same file and options.
pub(super) fn already_there(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    fingerprint: &str,
    key: Option<&str>,
) -> Result<Option<Import>, Failure> {
    let tenant = scope.tenant();
    if let Some(key) = key
        && let Some(held) = store::import_by_key(conn, tenant, key)?
    {
        if held.fingerprint != fingerprint || held.business_unit_id != business_unit_id {
            return Err(Failure::conflict(
                "idempotency-key-reused",
                "this Idempotency-Key was used with another file or other options; use a fresh key",
            ));
        }
        return of_row(conn, held, true).map(Some);
    }
    store::active_import(conn, tenant, business_unit_id, fingerprint)?
        .map(|row| of_row(conn, row, true))
        .transpose()
}

fn row_of(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<ImportRow, Failure> {
    store::import_by_id(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found("import", id))
}

/// Where an import's faults are listed.
pub(super) fn rejects_url(id: Option<&str>, rejected: u64) -> Option<String> {
    id.filter(|_| rejected > 0)
        .map(|id| format!("/api/v1/historical-data/imports/{id}/rejects"))
}

/// A stored import with its first rejects.
pub(super) fn of_row(
    conn: &mut Conn<'_>,
    row: ImportRow,
    already_imported: bool,
) -> Result<Import, Failure> {
    let shown = i64::try_from(SHOWN_REJECTS).unwrap_or(i64::MAX);
    let rejects = if row.rows_rejected > 0 {
        store::rejects_after(conn, &row.tenant_id, &row.id, 0, shown)?
    } else {
        Vec::new()
    };
    let rejects = rejects.into_iter().map(reject_of).collect();
    with_rejects(row, rejects, already_imported)
}

fn reject_of(row: RejectRow) -> Reject {
    Reject {
        row: row.row_number.cast_unsigned(),
        column: row.column_name,
        value: row.value,
        code: row.code,
        reason: row.reason,
        remedy: row.remedy,
    }
}

fn with_rejects(
    row: ImportRow,
    rejects: Vec<Reject>,
    already_imported: bool,
) -> Result<Import, Failure> {
    let id = row.id.clone();
    let quoted = |text: &str| format!("\"{text}\"");
    Ok(Import {
        rejects_url: rejects_url(Some(&row.id), row.rows_rejected.cast_unsigned()),
        id: Some(row.id),
        business_unit_id: row.business_unit_id,
        status: documents::read("import", &id, &quoted(&row.status))?,
        dry_run: false,
        already_imported,
        kind: documents::read("import", &id, &quoted(&row.kind))?,
        layout: documents::read("import", &id, &quoted(&row.layout))?,
        file_name: row.file_name,
        content_sha256: row.content_sha256,
        options: documents::read("import", &id, &row.options)?,
        interval_minutes: row.interval_minutes.cast_unsigned(),
        rows_read: row.rows_read.cast_unsigned(),
        rows_accepted: row.rows_accepted.cast_unsigned(),
        rows_rejected: row.rows_rejected.cast_unsigned(),
        rows_ignored: row.rows_ignored.cast_unsigned(),
        intervals_stored: row.intervals_stored.cast_unsigned(),
        totals: documents::read("import", &id, &row.totals)?,
        warnings: documents::read("import", &id, &row.warnings)?,
        warning_count: row.warning_count.cast_unsigned(),
        rejects,
        created_by: row.created_by,
        created_at: row.created_at,
        undone_at: row.undone_at,
        version: row.version,
    })
}

/// An import as it is stored.
pub(super) fn to_row(
    import: &Import,
    scope: &Scope,
    id: &str,
    layer: Option<i64>,
    fingerprint: &str,
    idempotency_key: Option<String>,
) -> Result<ImportRow, Failure> {
    let layout = documents::write(&import.layout)?;
    Ok(ImportRow {
        tenant_id: scope.tenant().to_owned(),
        id: id.to_owned(),
        business_unit_id: import.business_unit_id.clone(),
        layer,
        status: import.status.as_str().to_owned(),
        kind: import.kind.as_str().to_owned(),
        layout: layout.trim_matches('"').to_owned(),
        file_name: import.file_name.clone(),
        content_sha256: import.content_sha256.clone(),
        fingerprint: fingerprint.to_owned(),
        idempotency_key,
        options: import.options.to_string(),
        interval_minutes: import.interval_minutes.cast_signed(),
        rows_read: import.rows_read.cast_signed(),
        rows_accepted: import.rows_accepted.cast_signed(),
        rows_rejected: import.rows_rejected.cast_signed(),
        rows_ignored: import.rows_ignored.cast_signed(),
        intervals_stored: import.intervals_stored.cast_signed(),
        totals: documents::write(&import.totals)?,
        warnings: documents::write(&import.warnings)?,
        warning_count: import.warning_count.cast_signed(),
        created_by: import.created_by.clone(),
        created_at: import.created_at,
        undone_at: import.undone_at,
        version: import.version,
    })
}
