//! What attempts are worth, by segment and hour of the callee's week.

use diesel::prelude::*;

use super::BATCH;
use crate::db::schema::outbound::segment_values;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = segment_values)]
pub(in crate::outbound) struct SegmentValueRow {
    pub segment: String,
    /// 0 = Monday 00:00; `None` stands for the hours without a row.
    pub hour_of_week: Option<i32>,
    pub expected_value: f64,
    pub exploration_share: f64,
}

/// The values of a campaign's segments in these hours, and those for hours without a row.
pub(in crate::outbound) fn of_hours(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
    hours_of_week: &[i32],
) -> Result<Vec<SegmentValueRow>, DbError> {
    Ok(each!(conn, c => segment_values::table
        .filter(segment_values::tenant_id.eq(tenant))
        .filter(segment_values::campaign_id.eq(campaign))
        .filter(segment_values::hour_of_week.is_null().or(segment_values::hour_of_week.assume_not_null().eq_any(hours_of_week)))
        .select(SegmentValueRow::as_select())
        .load(c))?)
}

/// A value that is about to be kept.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = segment_values)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct NewSegmentValueRow {
    pub tenant_id: String,
    pub campaign_id: String,
    pub segment: String,
    pub hour_of_week: Option<i32>,
    pub expected_value: f64,
    pub exploration_share: f64,
    pub trained_at: Instant,
}

/// Puts these values in the place of all that a campaign has.
pub(in crate::outbound) fn replace(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    rows: &[NewSegmentValueRow],
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(segment_values::table
        .filter(segment_values::tenant_id.eq(tenant).and(segment_values::campaign_id.eq(campaign))))
        .execute(c))?;
    for batch in rows.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(segment_values::table).values(batch).execute(c))?;
    }
    Ok(())
}
