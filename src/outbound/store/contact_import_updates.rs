//! Rows of values that imports give contacts which were on their lists before.

use diesel::dsl::{exists, select};
use diesel::prelude::*;

use super::BATCH;
use crate::db::schema::outbound::{contact_import_updates as updates, contact_imports};
use crate::db::{Conn, DbError};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = updates)]
pub(in crate::outbound) struct ContactUpdateRow {
    pub tenant_id: String,
    pub import_id: String,
    pub contact_id: String,
    /// A document of [`crate::outbound::contacts::sources::NewValues`].
    pub new_values: String,
}

pub(in crate::outbound) fn insert(
    conn: &mut Conn<'_>,
    rows: &[ContactUpdateRow],
) -> Result<(), DbError> {
    for batch in rows.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(updates::table).values(batch).execute(c))?;
    }
    Ok(())
}

/// Some of an import's updates, in order of their contacts.
pub(in crate::outbound) fn first(
    conn: &mut Conn<'_>,
    (tenant, import): (&str, &str),
    limit: i64,
) -> Result<Vec<ContactUpdateRow>, DbError> {
    Ok(each!(conn, c => updates::table
        .filter(updates::tenant_id.eq(tenant).and(updates::import_id.eq(import)))
        .order(updates::contact_id)
        .limit(limit)
        .select(ContactUpdateRow::as_select())
        .load(c))?)
}

pub(in crate::outbound) fn delete(
    conn: &mut Conn<'_>,
    (tenant, import): (&str, &str),
    contacts: &[&str],
) -> Result<(), DbError> {
    for batch in contacts.chunks(BATCH) {
        each!(conn, c => diesel::delete(updates::table
                .filter(updates::tenant_id.eq(tenant).and(updates::import_id.eq(import)))
                .filter(updates::contact_id.eq_any(batch)))
            .execute(c))?;
    }
    Ok(())
}

/// The imports into a list that have updates waiting, the oldest first.
pub(in crate::outbound) fn imports_with_updates(
    conn: &mut Conn<'_>,
    tenant: &str,
    list: &str,
) -> Result<Vec<String>, DbError> {
    let has_any: bool = each!(conn, c => select(exists(updates::table
            .filter(updates::tenant_id.eq(tenant))))
        .get_result(c))?;
    if !has_any {
        return Ok(Vec::new());
    }
    Ok(each!(conn, c => contact_imports::table
        .filter(contact_imports::tenant_id.eq(tenant))
        .filter(contact_imports::contact_list_id.eq(list))
        .filter(exists(updates::table
            .filter(updates::tenant_id.eq(contact_imports::tenant_id))
            .filter(updates::import_id.eq(contact_imports::id))))
        .order(contact_imports::id)
        .select(contact_imports::id)
        .load(c))?)
}
