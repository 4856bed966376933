//! Rows of alerts.

use diesel::prelude::*;

use crate::db::schema::intraday::intraday_alerts as alerts;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = alerts)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::intraday) struct AlertRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub rule_id: String,
    pub planning_group_id: String,
    pub document: String,
    pub opened_at: Instant,
    pub last_seen_at: Instant,
    pub closed_at: Option<Instant>,
    pub acknowledged_by: Option<String>,
    pub acknowledged_at: Option<Instant>,
}

pub(in crate::intraday) fn insert(conn: &mut Conn<'_>, row: &AlertRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(alerts::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::intraday) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<AlertRow>, DbError> {
    Ok(each!(conn, c => alerts::table
        .find((tenant, id))
        .select(AlertRow::as_select())
        .first(c)
        .optional())?)
}

/// Alerts of a business unit whose cause lasts.
pub(in crate::intraday) fn open(
    conn: &mut Conn<'_>,
    (tenant, business_unit_id): (&str, &str),
) -> Result<Vec<AlertRow>, DbError> {
    Ok(each!(conn, c => alerts::table
        .filter(alerts::tenant_id.eq(tenant).and(alerts::business_unit_id.eq(business_unit_id)))
        .filter(alerts::closed_at.is_null())
        .order(alerts::id)
        .select(AlertRow::as_select())
        .load(c))?)
}

/// Alerts of a business unit by id, after the one of that id.
pub(in crate::intraday) fn page(
    conn: &mut Conn<'_>,
    (tenant, business_unit_id): (&str, &str),
    is_open: Option<bool>,
    after: &str,
    limit: i64,
) -> Result<Vec<AlertRow>, DbError> {
    macro_rules! query {
        () => {{
            let mut query = alerts::table
                .filter(alerts::tenant_id.eq(tenant).and(alerts::id.gt(after)))
                .filter(alerts::business_unit_id.eq(business_unit_id))
                .order(alerts::id)
                .limit(limit)
                .select(AlertRow::as_select())
                .into_boxed();
            match is_open {
                Some(true) => query = query.filter(alerts::closed_at.is_null()),
                Some(false) => query = query.filter(alerts::closed_at.is_not_null()),
                None => {}
            }
            query
        }};
    }
    Ok(each!(conn, c => query!().load(c))?)
}

/// Notes that a cause lasts, and how it stands.
pub(in crate::intraday) fn note_seen(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    (document, at): (&str, Instant),
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(alerts::table.find((tenant, id)))
        .set((alerts::document.eq(document), alerts::last_seen_at.eq(at)))
        .execute(c))?;
    Ok(())
}

/// Notes that a cause has ended.
pub(in crate::intraday) fn close(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    at: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(alerts::table.find((tenant, id)))
        .set(alerts::closed_at.eq(Some(at)))
        .execute(c))?;
    Ok(())
}

/// Notes who knows of an alert, unless somebody does already.
pub(in crate::intraday) fn acknowledge(
    conn: &mut Conn<'_>,
    (tenant, business_unit_id, id): (&str, &str, &str),
    (by, at): (&str, Instant),
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(alerts::table.find((tenant, id)))
        .filter(alerts::business_unit_id.eq(business_unit_id))
        .filter(alerts::acknowledged_at.is_null())
        .set((
            alerts::acknowledged_by.eq(Some(by)),
            alerts::acknowledged_at.eq(Some(at)),
        ))
        .execute(c))?;
    Ok(())
}

/// Business units with an alert whose cause lasts, with their tenants.
pub(in crate::intraday) fn units_with_open(
    conn: &mut Conn<'_>,
) -> Result<Vec<(String, String)>, DbError> {
    Ok(each!(conn, c => alerts::table
        .filter(alerts::closed_at.is_null())
        .select((alerts::tenant_id, alerts::business_unit_id))
        .distinct()
        .order((alerts::tenant_id, alerts::business_unit_id))
        .load(c))?)
}
