//! Locks by name between transactions that may run side by side, as on PostgreSQL. SQLite has one writer, which needs none.

use diesel::RunQueryDsl;
use diesel::sql_types::{Bool, Text};

use super::{Conn, DbError};

#[derive(diesel::QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    is_granted: bool,
}

const ALONE: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
const TRY_SHARED: &str =
    "SELECT pg_try_advisory_xact_lock_shared(hashtextextended($1, 0)) AS is_granted";

impl Conn<'_> {
    /// Waits until no other transaction has the lock of that name, and keeps it until this one ends.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn lock(&mut self, name: &str) -> Result<(), DbError> {
        if let Self::Postgres(c) = self {
            diesel::sql_query(ALONE).bind::<Text, _>(name).execute(*c)?;
        }
        Ok(())
    }

    /// Takes the lock of that name beside others who share it, until this transaction ends; `false`, without a wait, while
    /// somebody has it alone or waits to.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn try_lock_shared(&mut self, name: &str) -> Result<bool, DbError> {
        match self {
            Self::Sqlite(_) => Ok(true),
            Self::Postgres(c) => {
                let query = diesel::sql_query(TRY_SHARED).bind::<Text, _>(name);
                Ok(query.get_result::<Answer>(*c)?.is_granted)
            }
        }
    }
}
