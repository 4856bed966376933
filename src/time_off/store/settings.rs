//! Rows of plans and limits: the same columns in two tables.

use diesel::prelude::*;

use crate::db::schema::time_off::{time_off_limits, time_off_plans};
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// Which of the tables.
#[derive(Clone, Copy, Debug)]
pub(in crate::time_off) enum SettingTable {
    Plans,
    Limits,
}

#[derive(Queryable, Clone)]
pub(in crate::time_off) struct SettingRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub name: String,
    pub document: String,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
}

macro_rules! of_table {
    ($table:expr, $t:ident => $body:expr) => {
        match $table {
            SettingTable::Plans => {
                use time_off_plans as $t;
                $body
            }
            SettingTable::Limits => {
                use time_off_limits as $t;
                $body
            }
        }
    };
}

pub(in crate::time_off) fn insert_setting(
    conn: &mut Conn<'_>,
    table: SettingTable,
    row: &SettingRow,
) -> Result<(), DbError> {
    of_table!(table, t => each!(conn, c => diesel::insert_into(t::table)
        .values((
            t::tenant_id.eq(&row.tenant_id),
            t::id.eq(&row.id),
            t::business_unit_id.eq(&row.business_unit_id),
            t::name.eq(&row.name),
            t::document.eq(&row.document),
            t::version.eq(row.version),
            t::created_at.eq(row.created_at),
            t::modified_at.eq(row.modified_at),
        ))
        .execute(c)))?;
    Ok(())
}

pub(in crate::time_off) fn setting(
    conn: &mut Conn<'_>,
    table: SettingTable,
    tenant: &str,
    id: &str,
) -> Result<Option<SettingRow>, DbError> {
    Ok(of_table!(table, t => each!(conn, c => t::table
        .find((tenant, id))
        .select(t::all_columns)
        .first(c)
        .optional()))?)
}

/// Rows of a business unit by id.
pub(in crate::time_off) fn all_settings(
    conn: &mut Conn<'_>,
    table: SettingTable,
    tenant: &str,
    business_unit_id: &str,
) -> Result<Vec<SettingRow>, DbError> {
    Ok(of_table!(table, t => each!(conn, c => t::table
        .filter(t::tenant_id.eq(tenant).and(t::business_unit_id.eq(business_unit_id)))
        .order(t::id)
        .select(t::all_columns)
        .load(c)))?)
}

/// Overwrites a row that is still at version `expected`; `false` when it is not.
pub(in crate::time_off) fn replace_setting(
    conn: &mut Conn<'_>,
    table: SettingTable,
    row: &SettingRow,
    expected: i32,
) -> Result<bool, DbError> {
    let changed = of_table!(table, t => each!(conn, c => diesel::update(t::table.find((&row.tenant_id, &row.id)))
        .filter(t::version.eq(expected))
        .set((
            t::name.eq(&row.name),
            t::document.eq(&row.document),
            t::version.eq(row.version),
            t::modified_at.eq(row.modified_at),
        ))
        .execute(c)))?;
    Ok(changed == 1)
}

/// Whether the row was there.
pub(in crate::time_off) fn delete_setting(
    conn: &mut Conn<'_>,
    table: SettingTable,
    tenant: &str,
    id: &str,
) -> Result<bool, DbError> {
    let changed = of_table!(table, t => each!(conn, c => diesel::delete(t::table.find((tenant, id))).execute(c)))?;
    Ok(changed == 1)
}
