//! Rows of reschedules.

use diesel::prelude::*;

use crate::db::schema::editing::reschedules;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = reschedules)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct RescheduleRow {
    pub tenant_id: String,
    pub run_id: String,
    pub schedule_id: String,
    pub schedule_version: i32,
    pub proposal: String,
    pub created_at: Instant,
    pub applied_version: Option<i32>,
    pub applied_by: Option<String>,
    pub applied_at: Option<Instant>,
}

pub(super) fn insert(conn: &mut Conn<'_>, row: &RescheduleRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(reschedules::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn reschedule(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_id: &str,
) -> Result<Option<RescheduleRow>, DbError> {
    Ok(each!(conn, c => reschedules::table
        .find((tenant, run_id))
        .select(RescheduleRow::as_select())
        .first(c)
        .optional())?)
}

/// Notes that it was applied; `false` when it had been before.
pub(super) fn mark_applied(
    conn: &mut Conn<'_>,
    (tenant, run_id): (&str, &str),
    version: i32,
    (by, at): (&str, Instant),
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(reschedules::table.find((tenant, run_id)))
        .filter(reschedules::applied_version.is_null())
        .set((
            reschedules::applied_version.eq(Some(version)),
            reschedules::applied_by.eq(Some(by)),
            reschedules::applied_at.eq(Some(at)),
        ))
        .execute(c))?;
    Ok(changed == 1)
}
