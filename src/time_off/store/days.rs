//! Rows of the days of requests, and of what they replaced in shifts.

use diesel::prelude::*;

use crate::db::schema::time_off::{
    time_off_days as days, time_off_replaced as replaced, time_off_requests as requests,
};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = days)]
pub(in crate::time_off) struct DayRow {
    pub tenant_id: String,
    pub request_id: String,
    pub date: String,
    pub agent_id: String,
    pub start_at: Instant,
    pub end_at: Instant,
    pub is_full_day: bool,
    pub minutes: i32,
    pub payable_minutes: i32,
}

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = replaced)]
pub(in crate::time_off) struct ReplacedRow {
    pub tenant_id: String,
    pub request_id: String,
    pub shift_id: String,
    pub activities: String,
}

pub(in crate::time_off) fn insert_days(
    conn: &mut Conn<'_>,
    rows: &[DayRow],
) -> Result<(), DbError> {
    for chunk in rows.chunks(2_000) {
        each!(conn, c => diesel::insert_into(days::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Days of a request in order.
pub(in crate::time_off) fn days_of_request(
    conn: &mut Conn<'_>,
    tenant: &str,
    request_id: &str,
) -> Result<Vec<DayRow>, DbError> {
    Ok(each!(conn, c => days::table
        .filter(days::tenant_id.eq(tenant).and(days::request_id.eq(request_id)))
        .order(days::date)
        .select(DayRow::as_select())
        .load(c))?)
}

/// Days `from..=to` of requests of a business unit in one of these states, each with its request's activity code, by
/// date.
pub(in crate::time_off) fn days_of_unit(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    statuses: &[&str],
    (from, to): (&str, &str),
) -> Result<Vec<(DayRow, String)>, DbError> {
    Ok(each!(conn, c => days::table
        .inner_join(requests::table.on(
            requests::tenant_id.eq(days::tenant_id).and(requests::id.eq(days::request_id))))
        .filter(days::tenant_id.eq(tenant).and(requests::business_unit_id.eq(business_unit_id)))
        .filter(requests::status.eq_any(statuses))
        .filter(days::date.ge(from).and(days::date.le(to)))
        .order((days::date, days::request_id))
        .select((DayRow::as_select(), requests::activity_code_id))
        .load(c))?)
}

/// The same of agents, wherever they belong.
pub(in crate::time_off) fn days_of_agents(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_ids: &[String],
    statuses: &[&str],
    (from, to): (&str, &str),
) -> Result<Vec<(DayRow, String)>, DbError> {
    let mut found = Vec::new();
    for agents in agent_ids.chunks(5_000) {
        let rows: Vec<(DayRow, String)> = each!(conn, c => days::table
            .inner_join(requests::table.on(
                requests::tenant_id.eq(days::tenant_id).and(requests::id.eq(days::request_id))))
            .filter(days::tenant_id.eq(tenant).and(days::agent_id.eq_any(agents)))
            .filter(requests::status.eq_any(statuses))
            .filter(days::date.ge(from).and(days::date.le(to)))
            .order((days::date, days::request_id))
            .select((DayRow::as_select(), requests::activity_code_id))
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Keeps what stood in a shift; what is kept already stays.
pub(in crate::time_off) fn insert_replaced(
    conn: &mut Conn<'_>,
    row: &ReplacedRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(replaced::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// What a request replaced, by shift.
pub(in crate::time_off) fn replaced_by(
    conn: &mut Conn<'_>,
    tenant: &str,
    request_id: &str,
) -> Result<Vec<ReplacedRow>, DbError> {
    Ok(each!(conn, c => replaced::table
        .filter(replaced::tenant_id.eq(tenant).and(replaced::request_id.eq(request_id)))
        .order(replaced::shift_id)
        .select(ReplacedRow::as_select())
        .load(c))?)
}

/// Forgets what a request replaced.
pub(in crate::time_off) fn take_replaced(
    conn: &mut Conn<'_>,
    tenant: &str,
    request_id: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(replaced::table
        .filter(replaced::tenant_id.eq(tenant).and(replaced::request_id.eq(request_id))))
        .execute(c))?;
    Ok(())
}

/// What all requests replaced in a shift.
pub(in crate::time_off) fn replaced_in_shift(
    conn: &mut Conn<'_>,
    tenant: &str,
    shift_id: &str,
) -> Result<Vec<ReplacedRow>, DbError> {
    Ok(each!(conn, c => replaced::table
        .filter(replaced::tenant_id.eq(tenant).and(replaced::shift_id.eq(shift_id)))
        .order(replaced::request_id)
        .select(ReplacedRow::as_select())
        .load(c))?)
}

/// Overwrites what a request replaced in a shift.
pub(in crate::time_off) fn rewrite_replaced(
    conn: &mut Conn<'_>,
    row: &ReplacedRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(replaced::table.find((&row.tenant_id, &row.request_id, &row.shift_id)))
        .set(replaced::activities.eq(&row.activities))
        .execute(c))?;
    Ok(())
}
