//! Rows of roster records: what every roster run worked on and found.

use diesel::prelude::*;

use crate::db::schema::rostering::roster_records as records;
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// A record as a run begins it.
#[derive(Insertable)]
#[diesel(table_name = records)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct NewRecord {
    pub tenant_id: String,
    pub run_id: String,
    pub problem: String,
    pub setting: String,
    pub found: Option<String>,
    pub prices: Option<String>,
    pub created_at: Instant,
}

/// A record without its prices.
#[derive(Queryable, Selectable)]
#[diesel(table_name = records)]
pub(super) struct RecordRow {
    pub problem: String,
    pub setting: String,
    pub found: Option<String>,
}

/// Puts a record in the place of the one an earlier attempt of the run left.
pub(super) fn replace(conn: &mut Conn<'_>, row: &NewRecord) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(records::table.find((&row.tenant_id, &row.run_id))).execute(c))?;
    each!(conn, c => diesel::insert_into(records::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn record(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_id: &str,
) -> Result<Option<RecordRow>, DbError> {
    Ok(each!(conn, c => records::table
        .find((tenant, run_id))
        .select(RecordRow::as_select())
        .first(c)
        .optional())?)
}

pub(super) fn write_found(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_id: &str,
    found: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(records::table.find((tenant, run_id)))
        .set(records::found.eq(Some(found)))
        .execute(c))?;
    Ok(())
}

/// `None` where there is no record, `Some(None)` where it has no prices.
pub(super) fn prices(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_id: &str,
) -> Result<Option<Option<String>>, DbError> {
    Ok(each!(conn, c => records::table
        .find((tenant, run_id))
        .select(records::prices)
        .first(c)
        .optional())?)
}

pub(super) fn write_prices(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_id: &str,
    prices: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(records::table.find((tenant, run_id)))
        .set(records::prices.eq(Some(prices)))
        .execute(c))?;
    Ok(())
}
