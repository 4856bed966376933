//! Rows of segment proposals.

use diesel::prelude::*;

use crate::db::schema::outbound::segment_proposals;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = segment_proposals)]
pub(in crate::outbound) struct SegmentProposalRow {
    pub tenant_id: String,
    pub id: String,
    pub campaign_id: String,
    pub document: String,
    pub created_at: Instant,
}

pub(in crate::outbound) fn insert(
    conn: &mut Conn<'_>,
    row: &SegmentProposalRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(segment_proposals::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<SegmentProposalRow>, DbError> {
    Ok(each!(conn, c => segment_proposals::table
        .find((tenant, id))
        .select(SegmentProposalRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::outbound) fn after(
    conn: &mut Conn<'_>,
    tenant: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<SegmentProposalRow>, DbError> {
    Ok(each!(conn, c => segment_proposals::table
        .filter(segment_proposals::tenant_id.eq(tenant).and(segment_proposals::id.gt(after)))
        .order(segment_proposals::id)
        .limit(limit)
        .select(SegmentProposalRow::as_select())
        .load(c))?)
}
