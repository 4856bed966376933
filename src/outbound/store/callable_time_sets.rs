//! Rows of callable time sets.

use diesel::prelude::*;

use crate::db::schema::outbound::callable_time_sets;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = callable_time_sets)]
pub(in crate::outbound) struct CallableTimeSetRow {
    pub tenant_id: String,
    pub id: String,
    pub name: String,
    pub callable_times: String,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
    pub exceptions: String,
}

pub(in crate::outbound) fn insert(
    conn: &mut Conn<'_>,
    row: &CallableTimeSetRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(callable_time_sets::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<CallableTimeSetRow>, DbError> {
    Ok(each!(conn, c => callable_time_sets::table
        .find((tenant, id))
        .select(CallableTimeSetRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::outbound) fn after(
    conn: &mut Conn<'_>,
    tenant: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<CallableTimeSetRow>, DbError> {
    Ok(each!(conn, c => callable_time_sets::table
        .filter(callable_time_sets::tenant_id.eq(tenant).and(callable_time_sets::id.gt(after)))
        .order(callable_time_sets::id)
        .limit(limit)
        .select(CallableTimeSetRow::as_select())
        .load(c))?)
}

/// Writes a set over the version before `row.version`; `false` when that is not the stored one.
pub(in crate::outbound) fn update(
    conn: &mut Conn<'_>,
    row: &CallableTimeSetRow,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(callable_time_sets::table.find((&row.tenant_id, &row.id)))
        .filter(callable_time_sets::version.eq(row.version - 1))
        .set((
            callable_time_sets::name.eq(&row.name),
            callable_time_sets::callable_times.eq(&row.callable_times),
            callable_time_sets::exceptions.eq(&row.exceptions),
            callable_time_sets::version.eq(row.version),
            callable_time_sets::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::outbound) fn delete(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<bool, DbError> {
    let gone =
        each!(conn, c => diesel::delete(callable_time_sets::table.find((tenant, id))).execute(c))?;
    Ok(gone == 1)
}
