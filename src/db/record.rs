//! What tables of versioned resources have in common, and the macro that writes their queries.

use super::{Conn, DbError};

/// A versioned row under a parent: the tenant itself, a business unit or a management unit.
pub trait Record: Sized {
    /// Its id.
    fn id(&self) -> &str;
    /// The id of what it stands under.
    fn parent_id(&self) -> &str;
    /// Rises with every change.
    fn version(&self) -> i32;
    /// Adds rows, in as few statements as the engines' bind limits allow.
    fn insert(conn: &mut Conn<'_>, rows: &[Self]) -> Result<(), DbError>;
    /// The row of that id in the tenant.
    fn find(conn: &mut Conn<'_>, tenant: &str, id: &str) -> Result<Option<Self>, DbError>;
    /// Rows in order of id after `after`, of one parent or of all.
    fn page(
        conn: &mut Conn<'_>,
        tenant: &str,
        parent: Option<&str>,
        after: &str,
        limit: i64,
    ) -> Result<Vec<Self>, DbError>;
    /// Overwrites the row unless its version is no longer `expected`; whether it did.
    fn replace(&self, conn: &mut Conn<'_>, expected: i32) -> Result<bool, DbError>;
    /// Removes the row; whether it was there.
    fn delete(conn: &mut Conn<'_>, tenant: &str, id: &str) -> Result<bool, DbError>;
}

/// Declares a table's row and its queries. Every table has `tenant_id`, `id`, `version`, `created_at` and
/// `modified_at`; the parent is the column of what it stands under. Columns that are not listed are left as they are.
macro_rules! record {
    ($visible:vis $row:ident of $table:ident under $parent:ident { $($field:ident: $type:ty),* $(,)? }) => {
        #[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
        #[diesel(table_name = $table, primary_key(tenant_id, id))]
        #[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
        $visible struct $row {
            pub tenant_id: String,
            pub id: String,
            $(pub $field: $type,)*
            pub version: i32,
            pub created_at: $crate::db::Instant,
            pub modified_at: $crate::db::Instant,
        }

        impl $crate::db::Record for $row {
            fn id(&self) -> &str {
                &self.id
            }

            fn parent_id(&self) -> &str {
                &self.$parent
            }

            fn version(&self) -> i32 {
                self.version
            }

            fn insert(conn: &mut $crate::db::Conn<'_>, rows: &[Self]) -> Result<(), $crate::db::DbError> {
                for chunk in rows.chunks(1_000) {
                    $crate::each!(conn, c => diesel::insert_into($table::table).values(chunk).execute(c))?;
                }
                Ok(())
            }

            fn find(conn: &mut $crate::db::Conn<'_>, tenant: &str, id: &str) -> Result<Option<Self>, $crate::db::DbError> {
                Ok($crate::each!(conn, c => $table::table
                    .find((tenant, id))
                    .select(Self::as_select())
                    .first(c)
                    .optional())?)
            }

            fn page(
                conn: &mut $crate::db::Conn<'_>,
                tenant: &str,
                parent: Option<&str>,
                after: &str,
                limit: i64,
            ) -> Result<Vec<Self>, $crate::db::DbError> {
                Ok($crate::each!(conn, c => {
                    let rows = $table::table
                        .filter($table::tenant_id.eq(tenant).and($table::id.gt(after)))
                        .order($table::id)
                        .limit(limit)
                        .select(Self::as_select());
                    match parent {
                        Some(parent) => rows.filter($table::$parent.eq(parent)).load(c),
                        None => rows.load(c),
                    }
                })?)
            }

            fn replace(&self, conn: &mut $crate::db::Conn<'_>, expected: i32) -> Result<bool, $crate::db::DbError> {
                let changed = $crate::each!(conn, c => diesel::update($table::table.find((&self.tenant_id, &self.id)))
                    .filter($table::version.eq(expected))
                    .set(self)
                    .execute(c))?;
                Ok(changed == 1)
            }

            fn delete(conn: &mut $crate::db::Conn<'_>, tenant: &str, id: &str) -> Result<bool, $crate::db::DbError> {
                let deleted = $crate::each!(conn, c => diesel::delete($table::table.find((tenant, id))).execute(c))?;
                Ok(deleted == 1)
            }
        }
    };
}

pub(crate) use record;
