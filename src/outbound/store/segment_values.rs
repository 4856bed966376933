//! What attempts are worth, by segment and hour of the callee's week.

use diesel::prelude::*;

use crate::db::schema::outbound::segment_values;
use crate::db::{Conn, DbError};
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
