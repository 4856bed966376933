//! Rows of shift designs: one for every run that made one.

use diesel::prelude::*;

use crate::db::schema::rostering::shift_designs as designs;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = designs)]
pub(super) struct DesignRow {
    pub tenant_id: String,
    pub run_id: String,
    pub business_unit_id: String,
    pub week_date: String,
    pub design: String,
    pub created_at: Instant,
}

pub(super) fn insert(conn: &mut Conn<'_>, row: &DesignRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(designs::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_id: &str,
) -> Result<Option<DesignRow>, DbError> {
    Ok(each!(conn, c => designs::table
        .find((tenant, run_id))
        .select(DesignRow::as_select())
        .first(c)
        .optional())?)
}

/// Those of a business unit's week, newest first, before the one of that id unless it is empty.
pub(super) fn page(
    conn: &mut Conn<'_>,
    tenant: &str,
    (business_unit_id, week_date): (&str, &str),
    before: &str,
    limit: i64,
) -> Result<Vec<DesignRow>, DbError> {
    Ok(each!(conn, c => {
        let mut query = designs::table
            .filter(designs::tenant_id.eq(tenant))
            .filter(designs::business_unit_id.eq(business_unit_id).and(designs::week_date.eq(week_date)))
            .into_boxed();
        if !before.is_empty() {
            query = query.filter(designs::run_id.lt(before));
        }
        query.order(designs::run_id.desc()).limit(limit).select(DesignRow::as_select()).load(c)
    })?)
}
