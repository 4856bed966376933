//! Rows of explanations and outages.

use diesel::prelude::*;

use crate::db::schema::adherence::{
    adherence_explanations as explanations, adherence_outages as outages,
};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = explanations)]
pub(in crate::adherence) struct ExplanationRow {
    pub tenant_id: String,
    pub id: String,
    pub agent_id: String,
    pub kind: String,
    pub status: String,
    pub start_at: Instant,
    pub end_at: Instant,
    pub notes: String,
    pub created_by: String,
    pub created_at: Instant,
    pub reviewed_by: Option<String>,
    pub reviewed_at: Option<Instant>,
    pub version: i32,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = outages)]
pub(in crate::adherence) struct OutageRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub management_unit_id: Option<String>,
    pub start_at: Instant,
    pub end_at: Instant,
    pub reason: String,
    pub created_by: String,
    pub created_at: Instant,
}

pub(in crate::adherence) fn insert_explanation(
    conn: &mut Conn<'_>,
    row: &ExplanationRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(explanations::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::adherence) fn explanation(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ExplanationRow>, DbError> {
    Ok(each!(conn, c => explanations::table
        .find((tenant, id))
        .select(ExplanationRow::as_select())
        .first(c)
        .optional())?)
}

/// Explanations of some agents that touch `from..to`, in order of time.
pub(in crate::adherence) fn explanations_of_agents(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_ids: &[String],
    from: Instant,
    to: Instant,
) -> Result<Vec<ExplanationRow>, DbError> {
    Ok(each!(conn, c => explanations::table
        .filter(explanations::tenant_id.eq(tenant).and(explanations::agent_id.eq_any(agent_ids)))
        .filter(explanations::start_at.lt(to).and(explanations::end_at.gt(from)))
        .order((explanations::start_at, explanations::id))
        .select(ExplanationRow::as_select())
        .load(c))?)
}

/// Explanations of a status, or of any, after an id.
pub(in crate::adherence) fn explanations_after(
    conn: &mut Conn<'_>,
    tenant: &str,
    status: Option<&str>,
    after: &str,
    limit: i64,
) -> Result<Vec<ExplanationRow>, DbError> {
    match status {
        Some(status) => Ok(each!(conn, c => explanations::table
            .filter(explanations::tenant_id.eq(tenant).and(explanations::id.gt(after)))
            .filter(explanations::status.eq(status))
            .order(explanations::id)
            .limit(limit)
            .select(ExplanationRow::as_select())
            .load(c))?),
        None => Ok(each!(conn, c => explanations::table
            .filter(explanations::tenant_id.eq(tenant).and(explanations::id.gt(after)))
            .order(explanations::id)
            .limit(limit)
            .select(ExplanationRow::as_select())
            .load(c))?),
    }
}

/// Sets the status of an explanation that is still at the version; `false` when it is not.
pub(in crate::adherence) fn review_explanation(
    conn: &mut Conn<'_>,
    row: &ExplanationRow,
    expected: i32,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(explanations::table
        .filter(explanations::tenant_id.eq(&row.tenant_id)
            .and(explanations::id.eq(&row.id))
            .and(explanations::version.eq(expected))))
        .set((
            explanations::status.eq(&row.status),
            explanations::reviewed_by.eq(&row.reviewed_by),
            explanations::reviewed_at.eq(row.reviewed_at),
            explanations::version.eq(row.version),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::adherence) fn insert_outage(
    conn: &mut Conn<'_>,
    row: &OutageRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(outages::table).values(row).execute(c))?;
    Ok(())
}

/// Outages that touch `from..to`, of one business unit or of the tenant, in order of time.
pub(in crate::adherence) fn outages_between(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: Option<&str>,
    from: Instant,
    to: Instant,
) -> Result<Vec<OutageRow>, DbError> {
    let mut rows: Vec<OutageRow> = each!(conn, c => outages::table
        .filter(outages::tenant_id.eq(tenant))
        .filter(outages::start_at.lt(to).and(outages::end_at.gt(from)))
        .order((outages::start_at, outages::id))
        .select(OutageRow::as_select())
        .load(c))?;
    rows.retain(|row| business_unit_id.is_none_or(|id| row.business_unit_id == id));
    Ok(rows)
}

/// Removes an outage of a business unit; `false` when there is none of that id.
pub(in crate::adherence) fn delete_outage(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    id: &str,
) -> Result<bool, DbError> {
    let removed = each!(conn, c => diesel::delete(outages::table
        .filter(outages::tenant_id.eq(tenant)
            .and(outages::business_unit_id.eq(business_unit_id))
            .and(outages::id.eq(id))))
        .execute(c))?;
    Ok(removed == 1)
}
