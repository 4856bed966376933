//! Rows of what-ifs: one for every run that answered one.

use diesel::prelude::*;

use crate::db::schema::rostering::roster_what_ifs as what_ifs;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = what_ifs)]
pub(super) struct WhatIfRow {
    pub tenant_id: String,
    pub run_id: String,
    pub roster_run_id: String,
    pub what_if: String,
    pub created_at: Instant,
}

pub(super) fn insert(conn: &mut Conn<'_>, row: &WhatIfRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(what_ifs::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_id: &str,
) -> Result<Option<WhatIfRow>, DbError> {
    Ok(each!(conn, c => what_ifs::table
        .find((tenant, run_id))
        .select(WhatIfRow::as_select())
        .first(c)
        .optional())?)
}

/// Those of a roster run, newest first, before the one of that id unless it is empty.
pub(super) fn page(
    conn: &mut Conn<'_>,
    tenant: &str,
    roster_run_id: &str,
    before: &str,
    limit: i64,
) -> Result<Vec<WhatIfRow>, DbError> {
    Ok(each!(conn, c => {
        let mut query = what_ifs::table
            .filter(what_ifs::tenant_id.eq(tenant).and(what_ifs::roster_run_id.eq(roster_run_id)))
            .into_boxed();
        if !before.is_empty() {
            query = query.filter(what_ifs::run_id.lt(before));
        }
        query.order(what_ifs::run_id.desc()).limit(limit).select(WhatIfRow::as_select()).load(c)
    })?)
}
