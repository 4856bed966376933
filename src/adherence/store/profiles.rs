//! Rows of a tenant's own profiles.

use diesel::prelude::*;

use crate::db::schema::adherence::adherence_profiles as profiles;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = profiles)]
pub(in crate::adherence) struct ProfileRow {
    pub tenant_id: String,
    pub name: String,
    pub document: String,
    pub version: i32,
    pub modified_by: String,
    pub modified_at: Instant,
}

/// All of them, by name.
pub(in crate::adherence) fn profiles(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Vec<ProfileRow>, DbError> {
    Ok(each!(conn, c => profiles::table
        .filter(profiles::tenant_id.eq(tenant))
        .order(profiles::name)
        .select(ProfileRow::as_select())
        .load(c))?)
}

/// Adds a profile (at version 0) or overwrites the one at that version; `false` when somebody else was first.
pub(in crate::adherence) fn put_profile(
    conn: &mut Conn<'_>,
    row: &ProfileRow,
    expected: i32,
) -> Result<bool, DbError> {
    let changed = if expected == 0 {
        each!(conn, c => diesel::insert_into(profiles::table)
            .values(row)
            .on_conflict((profiles::tenant_id, profiles::name))
            .do_nothing()
            .execute(c))?
    } else {
        each!(conn, c => diesel::update(profiles::table
            .filter(profiles::tenant_id.eq(&row.tenant_id)
                .and(profiles::name.eq(&row.name))
                .and(profiles::version.eq(expected))))
            .set((
                profiles::document.eq(&row.document),
                profiles::version.eq(row.version),
                profiles::modified_by.eq(&row.modified_by),
                profiles::modified_at.eq(row.modified_at),
            ))
            .execute(c))?
    };
    Ok(changed == 1)
}
