//! Rows of allocations.

use diesel::prelude::*;

use crate::db::schema::outbound::allocations;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = allocations)]
pub(in crate::outbound) struct AllocationRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub schedule_id: String,
    pub result: String,
    pub created_at: Instant,
}

pub(in crate::outbound) fn insert(conn: &mut Conn<'_>, row: &AllocationRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(allocations::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<AllocationRow>, DbError> {
    Ok(each!(conn, c => allocations::table
        .find((tenant, id))
        .select(AllocationRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::outbound) fn after(
    conn: &mut Conn<'_>,
    tenant: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<AllocationRow>, DbError> {
    Ok(each!(conn, c => allocations::table
        .filter(allocations::tenant_id.eq(tenant).and(allocations::id.gt(after)))
        .order(allocations::id)
        .limit(limit)
        .select(AllocationRow::as_select())
        .load(c))?)
}

/// The one of a schedule that was made last.
pub(in crate::outbound) fn latest_of_schedule(
    conn: &mut Conn<'_>,
    tenant: &str,
    schedule_id: &str,
) -> Result<Option<AllocationRow>, DbError> {
    Ok(each!(conn, c => allocations::table
        .filter(allocations::tenant_id.eq(tenant).and(allocations::schedule_id.eq(schedule_id)))
        .order((allocations::created_at.desc(), allocations::id.desc()))
        .select(AllocationRow::as_select())
        .first(c)
        .optional())?)
}
