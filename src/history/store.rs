//! Rows of imports, their rejects, and the layered intervals.

use diesel::prelude::*;

use crate::db::schema::history::{history_import_rejects, history_imports, history_intervals};
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// Rows of one INSERT: at 12 columns well below the 32,766 values a statement may bind.
const BATCH_ROWS: usize = 2_000;

/// Rows of one INSERT that SQLite keeps prepared: as the count is part of the type, Diesel knows the statement again and does
/// not have it parsed anew, which for [`BATCH_ROWS`] took as long as putting the rows in.
const PREPARED_ROWS: usize = 64;

/// Rows of one COPY: what is handed to Diesel at once is held twice in memory.
const COPIED_ROWS: usize = 50_000;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = history_imports)]
pub(super) struct ImportRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub layer: Option<i64>,
    pub status: String,
    pub kind: String,
    pub layout: String,
    pub file_name: Option<String>,
    pub content_sha256: String,
    pub fingerprint: String,
    pub idempotency_key: Option<String>,
    pub options: String,
    pub interval_minutes: i32,
    pub rows_read: i64,
    pub rows_accepted: i64,
    pub rows_rejected: i64,
    pub rows_ignored: i64,
    pub intervals_stored: i64,
    pub totals: String,
    pub warnings: String,
    pub warning_count: i64,
    pub created_by: String,
    pub created_at: Instant,
    pub undone_at: Option<Instant>,
    pub version: i32,
}

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = history_import_rejects, treat_none_as_default_value = false)]
pub(super) struct RejectRow {
    pub tenant_id: String,
    pub import_id: String,
    pub position: i64,
    pub row_number: i64,
    pub column_name: Option<String>,
    pub value: String,
    pub code: String,
    pub reason: String,
    pub remedy: String,
}

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = history_intervals, treat_none_as_default_value = false)]
pub(super) struct IntervalRow {
    pub tenant_id: String,
    pub queue_id: String,
    pub start_at: Instant,
    pub layer: i64,
    pub interval_minutes: i32,
    pub offered: f64,
    pub handled: Option<f64>,
    pub abandoned: Option<f64>,
    pub average_handle_time_seconds: Option<f64>,
    pub answered_within: Option<f64>,
    pub answered_wait_seconds: Option<f64>,
    pub abandoned_wait_seconds: Option<f64>,
}

/// Lets one import or undo of a tenant at a time reach its end: the order of layers is the order of commits.
pub(super) fn lock_layers(conn: &mut Conn<'_>, tenant: &str) -> Result<(), DbError> {
    conn.lock(&format!("history/{tenant}"))
}

pub(super) fn last_layer(conn: &mut Conn<'_>, tenant: &str) -> Result<i64, DbError> {
    let last: Option<i64> = each!(conn, c => history_imports::table
        .filter(history_imports::tenant_id.eq(tenant))
        .select(diesel::dsl::max(history_imports::layer))
        .first(c))?;
    Ok(last.unwrap_or(0))
}

pub(super) fn insert_import(conn: &mut Conn<'_>, row: &ImportRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(history_imports::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn insert_rejects(conn: &mut Conn<'_>, rows: &[RejectRow]) -> Result<(), DbError> {
    for batch in rows.chunks(BATCH_ROWS) {
        each!(conn, c => diesel::insert_into(history_import_rejects::table).values(batch).execute(c))?;
    }
    Ok(())
}

/// SQLite takes rows by one prepared statement. PostgreSQL takes them as one binary COPY, which spares it parsing and planning.
pub(super) fn insert_intervals(conn: &mut Conn<'_>, rows: &[IntervalRow]) -> Result<(), DbError> {
    match conn {
        Conn::Sqlite(c) => {
            let (batches, rest) = rows.as_chunks::<PREPARED_ROWS>();
            for batch in batches {
                diesel::insert_into(history_intervals::table)
                    .values(batch)
                    .execute(*c)?;
            }
            for row in rest {
                diesel::insert_into(history_intervals::table)
                    .values(row)
                    .execute(*c)?;
            }
        }
        Conn::Postgres(c) => {
            for batch in rows.chunks(COPIED_ROWS) {
                diesel::copy_from(history_intervals::table)
                    .from_insertable(batch)
                    .execute(*c)?;
            }
        }
    }
    Ok(())
}

pub(super) fn import_by_id(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ImportRow>, DbError> {
    Ok(each!(conn, c => history_imports::table
        .find((tenant, id))
        .select(ImportRow::as_select())
        .first(c)
        .optional())?)
}

pub(super) fn import_by_key(
    conn: &mut Conn<'_>,
    tenant: &str,
    key: &str,
) -> Result<Option<ImportRow>, DbError> {
    Ok(each!(conn, c => history_imports::table
        .filter(history_imports::tenant_id.eq(tenant).and(history_imports::idempotency_key.eq(key)))
        .select(ImportRow::as_select())
        .first(c)
        .optional())?)
}

pub(super) fn active_import(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    fingerprint: &str,
) -> Result<Option<ImportRow>, DbError> {
    Ok(each!(conn, c => history_imports::table
        .filter(history_imports::tenant_id.eq(tenant)
            .and(history_imports::business_unit_id.eq(business_unit_id))
            .and(history_imports::fingerprint.eq(fingerprint))
            .and(history_imports::status.eq("complete")))
        .select(ImportRow::as_select())
        .first(c)
        .optional())?)
}

pub(super) fn imports_after(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: Option<&str>,
    after: &str,
    limit: i64,
) -> Result<Vec<ImportRow>, DbError> {
    match business_unit_id {
        Some(business_unit_id) => Ok(each!(conn, c => history_imports::table
            .filter(history_imports::tenant_id.eq(tenant)
                .and(history_imports::id.gt(after))
                .and(history_imports::business_unit_id.eq(business_unit_id)))
            .order(history_imports::id)
            .limit(limit)
            .select(ImportRow::as_select())
            .load(c))?),
        None => Ok(each!(conn, c => history_imports::table
            .filter(history_imports::tenant_id.eq(tenant).and(history_imports::id.gt(after)))
            .order(history_imports::id)
            .limit(limit)
            .select(ImportRow::as_select())
            .load(c))?),
    }
}

pub(super) fn rejects_after(
    conn: &mut Conn<'_>,
    tenant: &str,
    import_id: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<RejectRow>, DbError> {
    Ok(each!(conn, c => history_import_rejects::table
        .filter(history_import_rejects::tenant_id.eq(tenant)
            .and(history_import_rejects::import_id.eq(import_id))
            .and(history_import_rejects::position.gt(after)))
        .order(history_import_rejects::position)
        .limit(limit)
        .select(RejectRow::as_select())
        .load(c))?)
}

/// Marks an import undone; `false` when it was not active.
pub(super) fn mark_undone(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
    now: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(history_imports::table
        .filter(history_imports::tenant_id.eq(tenant)
            .and(history_imports::id.eq(id))
            .and(history_imports::status.eq("complete"))))
        .set((
            history_imports::status.eq("undone"),
            history_imports::undone_at.eq(Some(now)),
            history_imports::version.eq(history_imports::version + 1),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Removes a layer's intervals of one queue.
pub(super) fn delete_layer(
    conn: &mut Conn<'_>,
    tenant: &str,
    queue_id: &str,
    layer: i64,
) -> Result<usize, DbError> {
    Ok(each!(conn, c => diesel::delete(history_intervals::table
        .filter(history_intervals::tenant_id.eq(tenant)
            .and(history_intervals::queue_id.eq(queue_id))
            .and(history_intervals::layer.eq(layer))))
        .execute(c))?)
}

/// Removes some intervals of a layer of one queue.
pub(super) fn delete_intervals_of_layer(
    conn: &mut Conn<'_>,
    tenant: &str,
    queue_id: &str,
    layer: i64,
    starts: &[Instant],
) -> Result<(), DbError> {
    for chunk in starts.chunks(BATCH_ROWS) {
        each!(conn, c => diesel::delete(history_intervals::table
            .filter(history_intervals::tenant_id.eq(tenant)
                .and(history_intervals::queue_id.eq(queue_id))
                .and(history_intervals::layer.eq(layer))
                .and(history_intervals::start_at.eq_any(chunk))))
            .execute(c))?;
    }
    Ok(())
}

/// The first and last interval of a layer of one queue.
pub(super) fn span_of_layer(
    conn: &mut Conn<'_>,
    tenant: &str,
    queue_id: &str,
    layer: i64,
) -> Result<Option<(Instant, Instant)>, DbError> {
    let ends: (Option<Instant>, Option<Instant>) = each!(conn, c => history_intervals::table
        .filter(history_intervals::tenant_id.eq(tenant)
            .and(history_intervals::queue_id.eq(queue_id))
            .and(history_intervals::layer.eq(layer)))
        .select((
            diesel::dsl::min(history_intervals::start_at),
            diesel::dsl::max(history_intervals::start_at),
        ))
        .first(c))?;
    Ok(ends.0.zip(ends.1))
}

/// What a layer of one queue adds up to.
#[derive(Queryable)]
pub(super) struct LayerSums {
    pub intervals: i64,
    pub offered: Option<f64>,
    pub handled: Option<f64>,
    pub abandoned: Option<f64>,
    pub handle_time_seconds: Option<f64>,
    pub answered_within: Option<f64>,
    pub answered_wait_seconds: Option<f64>,
    pub first: Option<Instant>,
    pub last: Option<Instant>,
}

pub(super) fn sums_of_layer(
    conn: &mut Conn<'_>,
    tenant: &str,
    queue_id: &str,
    layer: i64,
) -> Result<LayerSums, DbError> {
    use diesel::dsl::{count_star, max, min, sum};
    Ok(each!(conn, c => history_intervals::table
        .filter(history_intervals::tenant_id.eq(tenant)
            .and(history_intervals::queue_id.eq(queue_id))
            .and(history_intervals::layer.eq(layer)))
        .select((
            count_star(),
            sum(history_intervals::offered),
            sum(history_intervals::handled),
            sum(history_intervals::abandoned),
            sum(history_intervals::average_handle_time_seconds * history_intervals::handled),
            sum(history_intervals::answered_within),
            sum(history_intervals::answered_wait_seconds),
            min(history_intervals::start_at),
            max(history_intervals::start_at),
        ))
        .first(c))?)
}

/// Writes down what a feed's import has counted so far.
pub(super) fn update_feed(conn: &mut Conn<'_>, row: &ImportRow) -> Result<(), DbError> {
    each!(conn, c => diesel::update(history_imports::table.find((&row.tenant_id, &row.id)))
        .set((
            history_imports::rows_read.eq(row.rows_read),
            history_imports::rows_accepted.eq(row.rows_accepted),
            history_imports::intervals_stored.eq(row.intervals_stored),
            history_imports::totals.eq(&row.totals),
            history_imports::version.eq(history_imports::version + 1),
        ))
        .execute(c))?;
    Ok(())
}

/// All layers of a queue's intervals that start in `[from, to)`, by start and then from the lowest layer up.
pub(super) fn layers_between(
    conn: &mut Conn<'_>,
    tenant: &str,
    queue_id: &str,
    from: Instant,
    to: Instant,
) -> Result<Vec<IntervalRow>, DbError> {
    Ok(each!(conn, c => history_intervals::table
        .filter(history_intervals::tenant_id.eq(tenant)
            .and(history_intervals::queue_id.eq(queue_id))
            .and(history_intervals::start_at.ge(from))
            .and(history_intervals::start_at.lt(to)))
        .order((history_intervals::start_at, history_intervals::layer))
        .select(IntervalRow::as_select())
        .load(c))?)
}

/// Makes the engine fail in the middle of an import, for the test of all or nothing.
#[cfg(test)]
pub(super) fn refuse_intervals_of_13_offered(conn: &mut Conn<'_>) -> Result<(), DbError> {
    use diesel::connection::SimpleConnection;
    match conn {
        Conn::Sqlite(c) => c.batch_execute(
            "CREATE TRIGGER full BEFORE INSERT ON history_intervals WHEN NEW.offered = 13 \
             BEGIN SELECT RAISE(ABORT, 'disk full'); END",
        )?,
        Conn::Postgres(c) => c.batch_execute(
            "ALTER TABLE history_intervals ADD CONSTRAINT disk_full CHECK (offered <> 13)",
        )?,
    }
    Ok(())
}
