//! Rows of scenarios: one for every run that played one.

use diesel::prelude::*;

use crate::db::schema::scenarios::scenarios;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = scenarios)]
pub(super) struct ScenarioRow {
    pub tenant_id: String,
    pub run_id: String,
    pub business_unit_id: String,
    pub scenario: String,
    pub created_at: Instant,
}

/// Keeps a scenario with what a draft would be made of.
pub(super) fn insert(conn: &mut Conn<'_>, row: &ScenarioRow, roster: &str) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(scenarios::table)
        .values((row, scenarios::roster.eq(roster)))
        .execute(c))?;
    Ok(())
}

pub(super) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_id: &str,
) -> Result<Option<ScenarioRow>, DbError> {
    Ok(each!(conn, c => scenarios::table
        .find((tenant, run_id))
        .select(ScenarioRow::as_select())
        .first(c)
        .optional())?)
}

/// What a draft would be made of.
pub(super) fn roster(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_id: &str,
) -> Result<Option<String>, DbError> {
    Ok(each!(conn, c => scenarios::table
        .find((tenant, run_id))
        .select(scenarios::roster)
        .first(c)
        .optional())?)
}

/// Those of a business unit, newest first, before the one of that id unless it is empty.
pub(super) fn page(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    before: &str,
    limit: i64,
) -> Result<Vec<ScenarioRow>, DbError> {
    Ok(each!(conn, c => {
        let mut query = scenarios::table
            .filter(scenarios::tenant_id.eq(tenant).and(scenarios::business_unit_id.eq(business_unit_id)))
            .into_boxed();
        if !before.is_empty() {
            query = query.filter(scenarios::run_id.lt(before));
        }
        query.order(scenarios::run_id.desc()).limit(limit).select(ScenarioRow::as_select()).load(c)
    })?)
}

/// `false` when there was none.
pub(super) fn delete(conn: &mut Conn<'_>, tenant: &str, run_id: &str) -> Result<bool, DbError> {
    let deleted =
        each!(conn, c => diesel::delete(scenarios::table.find((tenant, run_id))).execute(c))?;
    Ok(deleted == 1)
}
