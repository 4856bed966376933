//! Rows of secret calendar links: one an agent, of the secret only its hash.

use diesel::prelude::*;

use crate::db::schema::schedules::calendar_links;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = calendar_links)]
pub(in crate::schedules) struct CalendarLinkRow {
    pub tenant_id: String,
    pub agent_id: String,
    pub secret_hash: String,
    pub created_by: String,
    pub created_at: Instant,
}

/// Stores the agent's link; the one before stops opening.
pub(in crate::schedules) fn replace_calendar_link(
    conn: &mut Conn<'_>,
    row: &CalendarLinkRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(calendar_links::table)
        .values(row)
        .on_conflict((calendar_links::tenant_id, calendar_links::agent_id))
        .do_update()
        .set((
            calendar_links::secret_hash.eq(&row.secret_hash),
            calendar_links::created_by.eq(&row.created_by),
            calendar_links::created_at.eq(row.created_at),
        ))
        .execute(c))?;
    Ok(())
}

pub(in crate::schedules) fn calendar_link(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_id: &str,
) -> Result<Option<CalendarLinkRow>, DbError> {
    Ok(each!(conn, c => calendar_links::table
        .find((tenant, agent_id))
        .select(CalendarLinkRow::as_select())
        .first(c)
        .optional())?)
}

/// The link a secret opens, in whichever tenant it is.
pub(in crate::schedules) fn calendar_link_by_secret(
    conn: &mut Conn<'_>,
    secret_hash: &str,
) -> Result<Option<CalendarLinkRow>, DbError> {
    Ok(each!(conn, c => calendar_links::table
        .filter(calendar_links::secret_hash.eq(secret_hash))
        .select(CalendarLinkRow::as_select())
        .first(c)
        .optional())?)
}

/// Deletes the agent's link; `false` when there was none.
pub(in crate::schedules) fn delete_calendar_link(
    conn: &mut Conn<'_>,
    tenant: &str,
    agent_id: &str,
) -> Result<bool, DbError> {
    let deleted = each!(conn, c => diesel::delete(calendar_links::table.find((tenant, agent_id))).execute(c))?;
    Ok(deleted == 1)
}
