//! Rows of scorecards.

use diesel::prelude::*;

use crate::db::schema::performance::scorecards;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = scorecards)]
pub(in crate::performance) struct ScorecardRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub name: String,
    pub scorecard: String,
    pub version: i32,
    pub created_by: String,
    pub created_at: Instant,
    pub modified_by: String,
    pub modified_at: Instant,
}

pub(in crate::performance) fn insert_scorecard(
    conn: &mut Conn<'_>,
    row: &ScorecardRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(scorecards::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::performance) fn scorecard(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ScorecardRow>, DbError> {
    Ok(each!(conn, c => scorecards::table
        .find((tenant, id))
        .select(ScorecardRow::as_select())
        .first(c)
        .optional())?)
}

/// Scorecards by id, after the one of that id, of one business unit or of all.
pub(in crate::performance) fn page_of_scorecards(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: Option<&str>,
    after: &str,
    limit: i64,
) -> Result<Vec<ScorecardRow>, DbError> {
    Ok(each!(conn, c => {
        let rows = scorecards::table
            .filter(scorecards::tenant_id.eq(tenant).and(scorecards::id.gt(after)))
            .order(scorecards::id)
            .limit(limit)
            .select(ScorecardRow::as_select());
        match business_unit_id {
            Some(unit) => rows.filter(scorecards::business_unit_id.eq(unit)).load(c),
            None => rows.load(c),
        }
    })?)
}

/// Overwrites the scorecard that is still at the version before `row`'s; `false` when it is not any more.
pub(in crate::performance) fn replace_scorecard(
    conn: &mut Conn<'_>,
    row: &ScorecardRow,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(scorecards::table.find((&row.tenant_id, &row.id)))
        .filter(scorecards::version.eq(row.version - 1))
        .set((
            scorecards::business_unit_id.eq(&row.business_unit_id),
            scorecards::name.eq(&row.name),
            scorecards::scorecard.eq(&row.scorecard),
            scorecards::version.eq(row.version),
            scorecards::modified_by.eq(&row.modified_by),
            scorecards::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// `false` when there was none.
pub(in crate::performance) fn delete_scorecard(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<bool, DbError> {
    let deleted =
        each!(conn, c => diesel::delete(scorecards::table.find((tenant, id))).execute(c))?;
    Ok(deleted == 1)
}
