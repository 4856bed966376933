//! Rows of alert rules.

use diesel::prelude::*;

use crate::db::schema::intraday::intraday_alert_rules as rules;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = rules)]
pub(in crate::intraday) struct RuleRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub enabled: bool,
    pub document: String,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
}

pub(in crate::intraday) fn insert(conn: &mut Conn<'_>, row: &RuleRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(rules::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::intraday) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<RuleRow>, DbError> {
    Ok(each!(conn, c => rules::table
        .find((tenant, id))
        .select(RuleRow::as_select())
        .first(c)
        .optional())?)
}

/// Rules of a business unit by id, after the one of that id.
pub(in crate::intraday) fn page(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<RuleRow>, DbError> {
    Ok(each!(conn, c => rules::table
        .filter(rules::tenant_id.eq(tenant).and(rules::business_unit_id.eq(business_unit_id)))
        .filter(rules::id.gt(after))
        .order(rules::id)
        .limit(limit)
        .select(RuleRow::as_select())
        .load(c))?)
}

/// Rules of a business unit that are looked at.
pub(in crate::intraday) fn enabled(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
) -> Result<Vec<RuleRow>, DbError> {
    Ok(each!(conn, c => rules::table
        .filter(rules::tenant_id.eq(tenant).and(rules::business_unit_id.eq(business_unit_id)))
        .filter(rules::enabled.eq(true))
        .order(rules::id)
        .select(RuleRow::as_select())
        .load(c))?)
}

/// Business units with a rule that is looked at, with their tenants.
pub(in crate::intraday) fn watched_units(
    conn: &mut Conn<'_>,
) -> Result<Vec<(String, String)>, DbError> {
    Ok(each!(conn, c => rules::table
        .filter(rules::enabled.eq(true))
        .select((rules::tenant_id, rules::business_unit_id))
        .distinct()
        .order((rules::tenant_id, rules::business_unit_id))
        .load(c))?)
}

/// Overwrites a rule that is still at `version`; `false` when it is not any more.
pub(in crate::intraday) fn replace(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    version: i32,
    (document, enabled, at): (&str, bool, Instant),
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(rules::table.find((tenant, id)))
        .filter(rules::version.eq(version))
        .set((
            rules::document.eq(document),
            rules::enabled.eq(enabled),
            rules::version.eq(version + 1),
            rules::modified_at.eq(at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// `false` when there was none.
pub(in crate::intraday) fn delete(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<bool, DbError> {
    let deleted = each!(conn, c => diesel::delete(rules::table.find((tenant, id))).execute(c))?;
    Ok(deleted == 1)
}
