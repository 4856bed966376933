//! Rows of actions.

use diesel::prelude::*;

use crate::db::schema::intraday::intraday_actions as actions;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = actions)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::intraday) struct ActionRow {
    pub tenant_id: String,
    pub id: String,
    pub advice_id: String,
    pub business_unit_id: String,
    pub schedule_id: String,
    pub schedule_version: i32,
    pub document: String,
    pub expires_at: Instant,
    pub created_by: String,
    pub created_at: Instant,
    pub applied_at: Option<Instant>,
    pub applied_document: Option<String>,
}

/// Which actions are meant.
pub(in crate::intraday) struct Wanted<'a> {
    pub business_unit_id: &'a str,
    pub advice_id: Option<&'a str>,
    pub applied: Option<bool>,
}

pub(in crate::intraday) fn insert(conn: &mut Conn<'_>, row: &ActionRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(actions::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::intraday) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ActionRow>, DbError> {
    Ok(each!(conn, c => actions::table
        .find((tenant, id))
        .select(ActionRow::as_select())
        .first(c)
        .optional())?)
}

/// Actions by id, after the one of that id.
pub(in crate::intraday) fn page(
    conn: &mut Conn<'_>,
    tenant: &str,
    wanted: &Wanted<'_>,
    after: &str,
    limit: i64,
) -> Result<Vec<ActionRow>, DbError> {
    macro_rules! query {
        () => {{
            let mut query = actions::table
                .filter(actions::tenant_id.eq(tenant).and(actions::id.gt(after)))
                .filter(actions::business_unit_id.eq(wanted.business_unit_id))
                .order(actions::id)
                .limit(limit)
                .select(ActionRow::as_select())
                .into_boxed();
            if let Some(advice) = wanted.advice_id {
                query = query.filter(actions::advice_id.eq(advice));
            }
            match wanted.applied {
                Some(true) => query = query.filter(actions::applied_at.is_not_null()),
                Some(false) => query = query.filter(actions::applied_at.is_null()),
                None => {}
            }
            query
        }};
    }
    Ok(each!(conn, c => query!().load(c))?)
}

/// Notes that it was applied, and how; `false` when it had been before.
pub(in crate::intraday) fn mark_applied(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    (document, at): (&str, Instant),
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(actions::table.find((tenant, id)))
        .filter(actions::applied_at.is_null())
        .set((
            actions::applied_at.eq(Some(at)),
            actions::applied_document.eq(Some(document)),
        ))
        .execute(c))?;
    Ok(changed == 1)
}
