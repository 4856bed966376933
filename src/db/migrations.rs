//! The migrations of both engines, embedded in the binary. Programs that start at the same time apply them one after the other.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::migration::{MigrationSource, MigrationVersion};
use diesel::pg::{Pg, PgConnection};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::DbError;
use super::sqlite::{LOCK_WAIT, wait_for_locks};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Waits for whoever migrates, however long that takes, and lets statements take as long as they need.
const BEGIN_ALONE: &str = "SET statement_timeout = 0; SET lock_timeout = 0; \
     SELECT pg_advisory_lock(hashtextextended('crewcast/migrations', 0))";

const END_ALONE: &str = "SELECT pg_advisory_unlock(hashtextextended('crewcast/migrations', 0))";

/// Another program may migrate a large file on a slow disk.
const LONGEST_MIGRATION: Duration = Duration::from_mins(10);

/// All that are missing in one transaction: none of them when the program dies in between. Waits for whoever migrates.
pub(super) fn apply_sqlite(conn: &mut SqliteConnection) -> Result<Vec<String>, DbError> {
    wait_for_locks(conn, LONGEST_MIGRATION)?;
    let applied = conn.immediate_transaction(|conn| apply::<Sqlite, _>(conn, SQLITE));
    wait_for_locks(conn, LOCK_WAIT)?;
    applied
}

/// Each in a transaction of its own. The connection has no timeouts afterwards: it is for nothing else.
pub(super) fn apply_postgres(conn: &mut PgConnection) -> Result<Vec<String>, DbError> {
    conn.batch_execute(BEGIN_ALONE)?;
    let applied = apply::<Pg, _>(conn, POSTGRES);
    conn.batch_execute(END_ALONE)?;
    applied
}

/// The versions of all migrations this program has, in order; they are the same for both engines.
///
/// # Errors
/// [`DbError::Unfit`] when they cannot be listed, which only a change of their folder can bring about.
pub fn known_migrations() -> Result<Vec<String>, DbError> {
    let all = MigrationSource::<Sqlite>::migrations(&SQLITE)
        .map_err(|error| DbError::Unfit(format!("migrations cannot be listed: {error}")))?;
    let mut versions: Vec<String> = all
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    versions.sort_unstable();
    Ok(versions)
}

fn apply<DB, C>(conn: &mut C, source: impl MigrationSource<DB>) -> Result<Vec<String>, DbError>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
{
    conn.run_pending_migrations(source)
        .map(|versions: Vec<MigrationVersion<'_>>| {
            versions.iter().map(ToString::to_string).collect()
        })
        .map_err(|error| DbError::Unfit(format!("a migration failed and was rolled back: {error}")))
}
