//! The migrations of both engines, embedded in the binary.

use diesel::migration::{MigrationSource, MigrationVersion};
use diesel::pg::{Pg, PgConnection};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::DbError;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

pub(super) fn apply_sqlite(conn: &mut SqliteConnection) -> Result<Vec<String>, DbError> {
    apply::<Sqlite, _>(conn, SQLITE)
}

pub(super) fn apply_postgres(conn: &mut PgConnection) -> Result<Vec<String>, DbError> {
    apply::<Pg, _>(conn, POSTGRES)
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
