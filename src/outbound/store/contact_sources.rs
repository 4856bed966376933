//! The row of a tenant's sources of contacts.

use diesel::prelude::*;

use crate::db::schema::outbound::contact_sources;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = contact_sources)]
pub(in crate::outbound) struct ContactSourcesRow {
    pub tenant_id: String,
    pub document: String,
    pub version: i32,
    pub modified_by: String,
    pub modified_at: Instant,
}

pub(in crate::outbound) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Option<ContactSourcesRow>, DbError> {
    Ok(each!(conn, c => contact_sources::table
        .find(tenant)
        .select(ContactSourcesRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::outbound) fn insert(
    conn: &mut Conn<'_>,
    row: &ContactSourcesRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(contact_sources::table).values(row).execute(c))?;
    Ok(())
}

/// Writes the sources over the version before `row.version`; `false` when that is not the stored one.
pub(in crate::outbound) fn update(
    conn: &mut Conn<'_>,
    row: &ContactSourcesRow,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(contact_sources::table.find(&row.tenant_id))
        .filter(contact_sources::version.eq(row.version - 1))
        .set((
            contact_sources::document.eq(&row.document),
            contact_sources::version.eq(row.version),
            contact_sources::modified_by.eq(&row.modified_by),
            contact_sources::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}
