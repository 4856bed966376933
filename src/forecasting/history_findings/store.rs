//! Rows of decisions on findings.

use diesel::prelude::*;

use crate::db::schema::forecasting::history_finding_decisions as decisions;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = decisions)]
pub(super) struct DecisionRow {
    pub tenant_id: String,
    pub planning_group_id: String,
    pub finding_id: String,
    pub decision: String,
    pub reason: String,
    pub decided_by: String,
    pub decided_at: Instant,
}

/// All decisions of a planning group, in no particular order.
pub(super) fn decisions(
    conn: &mut Conn<'_>,
    tenant: &str,
    planning_group_id: &str,
) -> Result<Vec<DecisionRow>, DbError> {
    Ok(each!(conn, c => decisions::table
        .filter(decisions::tenant_id.eq(tenant)
            .and(decisions::planning_group_id.eq(planning_group_id)))
        .select(DecisionRow::as_select())
        .load(c))?)
}

/// Stores a decision, in place of the one before.
pub(super) fn replace(conn: &mut Conn<'_>, row: &DecisionRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(decisions::table)
        .values(row)
        .on_conflict((decisions::tenant_id, decisions::planning_group_id, decisions::finding_id))
        .do_update()
        .set((
            decisions::decision.eq(&row.decision),
            decisions::reason.eq(&row.reason),
            decisions::decided_by.eq(&row.decided_by),
            decisions::decided_at.eq(row.decided_at),
        ))
        .execute(c))?;
    Ok(())
}

/// Removes a decision; `false` when there was none.
pub(super) fn delete(
    conn: &mut Conn<'_>,
    tenant: &str,
    planning_group_id: &str,
    finding_id: &str,
) -> Result<bool, DbError> {
    let deleted = each!(conn, c => diesel::delete(decisions::table
        .find((tenant, planning_group_id, finding_id)))
        .execute(c))?;
    Ok(deleted == 1)
}
