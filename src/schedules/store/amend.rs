//! Shifts of schedules that live: drafts and the published one.

use diesel::prelude::*;

use super::{ScheduleRow, ShiftRow};
use crate::db::schema::schedules::{schedules, shifts};
use crate::db::{Conn, DbError, Instant};
use crate::each;

const LIVE: [&str; 2] = ["draft", "published"];

/// Schedules of a business unit that touch the days `from..=to` and are not archived, in order of id. On PostgreSQL they
/// are locked until the transaction ends; SQLite has one writer.
pub(in crate::schedules) fn lock_live(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    (from, to): (&str, &str),
) -> Result<Vec<ScheduleRow>, DbError> {
    macro_rules! live {
        () => {
            schedules::table
                .filter(
                    schedules::tenant_id
                        .eq(tenant)
                        .and(schedules::business_unit_id.eq(business_unit_id)),
                )
                .filter(
                    schedules::week_date
                        .le(to)
                        .and(schedules::end_date.gt(from)),
                )
                .filter(schedules::state.eq_any(LIVE))
                .order(schedules::id)
                .select(ScheduleRow::as_select())
        };
    }
    Ok(match conn {
        Conn::Sqlite(c) => live!().load(*c)?,
        Conn::Postgres(c) => live!().for_update().load(*c)?,
    })
}

/// Shifts of these schedules and agents that touch `from..to`, in order of time.
pub(in crate::schedules) fn live_shifts(
    conn: &mut Conn<'_>,
    tenant: &str,
    schedule_ids: &[String],
    agent_ids: &[String],
    (from, to): (Instant, Instant),
) -> Result<Vec<ShiftRow>, DbError> {
    Ok(each!(conn, c => shifts::table
        .filter(shifts::tenant_id.eq(tenant).and(shifts::schedule_id.eq_any(schedule_ids)))
        .filter(shifts::agent_id.eq_any(agent_ids))
        .filter(shifts::start_at.lt(to).and(shifts::end_at.gt(from)))
        .order((shifts::start_at, shifts::agent_id, shifts::id))
        .select(ShiftRow::as_select())
        .load(c))?)
}

/// A shift of a published schedule.
pub(in crate::schedules) fn published_shift(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ShiftRow>, DbError> {
    Ok(each!(conn, c => shifts::table
        .inner_join(schedules::table.on(
            schedules::tenant_id.eq(shifts::tenant_id).and(schedules::id.eq(shifts::schedule_id))))
        .filter(shifts::tenant_id.eq(tenant).and(shifts::id.eq(id)))
        .filter(schedules::state.eq("published"))
        .select(ShiftRow::as_select())
        .first(c)
        .optional())?)
}
