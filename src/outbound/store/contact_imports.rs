//! Rows of imports that run by themselves: their files in pieces, and what they refused.

use diesel::prelude::*;

use super::BATCH;
use crate::db::schema::outbound::{contact_import_pieces, contact_import_rejects, contact_imports};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = contact_imports)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct ContactImportRow {
    pub tenant_id: String,
    pub id: String,
    pub contact_list_id: String,
    pub status: String,
    /// Rises with every worker that takes the import up.
    pub fence: i32,
    pub options: String,
    pub report: String,
    pub created_by: String,
    pub created_at: Instant,
    pub finished_at: Option<Instant>,
    /// `''` until the whole file has arrived.
    pub run_id: String,
}

#[derive(Insertable)]
#[diesel(table_name = contact_import_rejects)]
#[diesel(treat_none_as_default_value = false)]
struct RejectRow {
    tenant_id: String,
    import_id: String,
    reject_number: i32,
    reject: String,
}

/// The imports whose contacts are not there yet: into a list, where there is one at most, or into any.
pub(in crate::outbound) fn under_way(
    conn: &mut Conn<'_>,
    tenant: &str,
    list: Option<&str>,
) -> Result<Vec<String>, DbError> {
    let rows = rows_under_way(conn, tenant, list)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// As [`under_way`], whole.
pub(in crate::outbound) fn rows_under_way(
    conn: &mut Conn<'_>,
    tenant: &str,
    list: Option<&str>,
) -> Result<Vec<ContactImportRow>, DbError> {
    let rows: Vec<ContactImportRow> = match list {
        Some(list) => each!(conn, c => contact_imports::table
            .filter(contact_imports::tenant_id.eq(tenant))
            .filter(contact_imports::contact_list_id.eq(list))
            .filter(contact_imports::finished_at.is_null())
            .select(ContactImportRow::as_select())
            .load(c))?,
        None => each!(conn, c => contact_imports::table
            .filter(contact_imports::tenant_id.eq(tenant))
            .filter(contact_imports::finished_at.is_null())
            .select(ContactImportRow::as_select())
            .load(c))?,
    };
    Ok(rows)
}

pub(in crate::outbound) fn insert(
    conn: &mut Conn<'_>,
    row: &ContactImportRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(contact_imports::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ContactImportRow>, DbError> {
    Ok(each!(conn, c => contact_imports::table
        .find((tenant, id))
        .select(ContactImportRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::outbound) fn after(
    conn: &mut Conn<'_>,
    tenant: &str,
    list: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<ContactImportRow>, DbError> {
    Ok(each!(conn, c => contact_imports::table
        .filter(contact_imports::tenant_id.eq(tenant))
        .filter(contact_imports::contact_list_id.eq(list).and(contact_imports::id.gt(after)))
        .order(contact_imports::id)
        .limit(limit)
        .select(ContactImportRow::as_select())
        .load(c))?)
}

/// Notes where an import stands; `false` when another worker has taken it up since.
pub(in crate::outbound) fn note(
    conn: &mut Conn<'_>,
    row: &ContactImportRow,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(contact_imports::table.find((&row.tenant_id, &row.id)))
        .filter(contact_imports::fence.eq(row.fence))
        .set((
            contact_imports::status.eq(&row.status),
            contact_imports::report.eq(&row.report),
            contact_imports::finished_at.eq(row.finished_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Notes the run of an import whose file has arrived; `false` when it was taken up meanwhile.
pub(in crate::outbound) fn note_run(
    conn: &mut Conn<'_>,
    row: &ContactImportRow,
    run: &str,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(contact_imports::table.find((&row.tenant_id, &row.id)))
        .filter(contact_imports::fence.eq(row.fence))
        .set(contact_imports::run_id.eq(run))
        .execute(c))?;
    Ok(changed == 1)
}

/// Takes an import up: from now on only the worker with the new fence may write for it.
pub(in crate::outbound) fn take_up(
    conn: &mut Conn<'_>,
    row: &ContactImportRow,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(contact_imports::table.find((&row.tenant_id, &row.id)))
        .filter(contact_imports::fence.eq(row.fence - 1))
        .set(contact_imports::fence.eq(row.fence))
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::outbound) fn insert_piece(
    conn: &mut Conn<'_>,
    (tenant, import): (&str, &str),
    piece: i32,
    bytes: &[u8],
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(contact_import_pieces::table)
        .values((
            contact_import_pieces::tenant_id.eq(tenant),
            contact_import_pieces::import_id.eq(import),
            contact_import_pieces::piece.eq(piece),
            contact_import_pieces::bytes.eq(bytes),
        ))
        .execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn piece(
    conn: &mut Conn<'_>,
    (tenant, import): (&str, &str),
    piece: i32,
) -> Result<Option<Vec<u8>>, DbError> {
    Ok(each!(conn, c => contact_import_pieces::table
        .find((tenant, import, piece))
        .select(contact_import_pieces::bytes)
        .first(c)
        .optional())?)
}

pub(in crate::outbound) fn delete_pieces(
    conn: &mut Conn<'_>,
    tenant: &str,
    import: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(contact_import_pieces::table
            .filter(contact_import_pieces::tenant_id.eq(tenant))
            .filter(contact_import_pieces::import_id.eq(import)))
        .execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn insert_rejects(
    conn: &mut Conn<'_>,
    (tenant, import): (&str, &str),
    rejects: &[(i32, String)],
) -> Result<(), DbError> {
    let rows: Vec<RejectRow> = rejects
        .iter()
        .map(|(number, reject)| RejectRow {
            tenant_id: tenant.to_owned(),
            import_id: import.to_owned(),
            reject_number: *number,
            reject: reject.clone(),
        })
        .collect();
    for batch in rows.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(contact_import_rejects::table).values(batch).execute(c))?;
    }
    Ok(())
}

/// Rejects behind that number, with theirs.
pub(in crate::outbound) fn rejects_after(
    conn: &mut Conn<'_>,
    (tenant, import): (&str, &str),
    after: i32,
    limit: i64,
) -> Result<Vec<(i32, String)>, DbError> {
    Ok(each!(conn, c => contact_import_rejects::table
        .filter(contact_import_rejects::tenant_id.eq(tenant))
        .filter(contact_import_rejects::import_id.eq(import))
        .filter(contact_import_rejects::reject_number.gt(after))
        .order(contact_import_rejects::reject_number)
        .limit(limit)
        .select((contact_import_rejects::reject_number, contact_import_rejects::reject))
        .load(c))?)
}

pub(in crate::outbound) fn delete_rejects(
    conn: &mut Conn<'_>,
    tenant: &str,
    import: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(contact_import_rejects::table
            .filter(contact_import_rejects::tenant_id.eq(tenant))
            .filter(contact_import_rejects::import_id.eq(import)))
        .execute(c))?;
    Ok(())
}
