//! What a database tells of its own health.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;

use super::{Conn, DbError};
use crate::each;

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(diesel::QueryableByName)]
struct JournalMode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

/// Settings without which an acknowledged write may be lost in a power cut, and what they must be.
const POSTGRES_DURABILITY: &str = "SELECT name || ' is ' || setting AS line FROM pg_settings \
     WHERE (name IN ('fsync', 'full_page_writes') AND setting <> 'on') OR (name = 'synchronous_commit' AND setting = 'off') \
     ORDER BY name";

/// What PostgreSQL itself has marked as unfit to be relied on.
const POSTGRES_FINDINGS: &str = "SELECT 'index ' || indexrelid::regclass::text || ' is invalid' AS line FROM pg_index \
     WHERE NOT indisvalid \
     UNION ALL SELECT 'constraint ' || conname::text || ' is not validated' FROM pg_constraint WHERE NOT convalidated";

impl Conn<'_> {
    /// The engine's version, as it writes it.
    ///
    /// # Errors
    /// Only the database's.
    pub fn engine_version(&mut self) -> Result<String, DbError> {
        let lines = self.lines(
            "SELECT sqlite_version() AS line",
            "SELECT current_setting('server_version') AS line",
        )?;
        Ok(lines.concat())
    }

    /// The versions of the migrations that were applied, in order; none where there is no schema.
    ///
    /// # Errors
    /// Only the database's.
    pub fn applied_migrations(&mut self) -> Result<Vec<String>, DbError> {
        let tables = self.lines(
            "SELECT name AS line FROM sqlite_schema WHERE name = '__diesel_schema_migrations'",
            "SELECT 'there'::text AS line WHERE to_regclass('__diesel_schema_migrations') IS NOT NULL",
        )?;
        if tables.is_empty() {
            return Ok(Vec::new());
        }
        let versions = "SELECT version AS line FROM __diesel_schema_migrations ORDER BY version";
        self.lines(versions, versions)
    }

    /// The clock of the database's machine, milliseconds since 1970 UTC; nothing for SQLite, which has none of its own.
    ///
    /// # Errors
    /// Only the database's.
    pub fn clock_millis(&mut self) -> Result<Option<i64>, DbError> {
        let Self::Postgres(c) = self else {
            return Ok(None);
        };
        let query = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS number";
        let now: Number = diesel::sql_query(query).get_result(*c)?;
        Ok(Some(now.number))
    }

    /// Settings by which an acknowledged write may be lost in a power cut; none when all is as it should be.
    ///
    /// # Errors
    /// Only the database's.
    pub fn durability_findings(&mut self) -> Result<Vec<String>, DbError> {
        match self {
            Self::Sqlite(c) => {
                let mode: JournalMode = diesel::sql_query("PRAGMA journal_mode").get_result(*c)?;
                let is_as_set = mode.journal_mode == "wal";
                let finding = format!("journal_mode is {}", mode.journal_mode);
                Ok((!is_as_set).then_some(finding).into_iter().collect())
            }
            Self::Postgres(_) => self.lines("", POSTGRES_DURABILITY),
        }
    }

    /// What is wrong with the stored data as far as the engine can tell; nothing when all is well. SQLite reads all of
    /// it, which takes a while; PostgreSQL tells of what it has marked.
    ///
    /// # Errors
    /// The database's, which for a damaged file may be all that can be told.
    pub fn integrity_findings(&mut self) -> Result<Vec<String>, DbError> {
        match self {
            Self::Sqlite(c) => sqlite_findings(c),
            Self::Postgres(_) => self.lines("", POSTGRES_FINDINGS),
        }
    }

    fn lines(&mut self, sqlite: &str, postgres: &str) -> Result<Vec<String>, DbError> {
        let query = match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        };
        let rows: Vec<Line> = each!(self, c => diesel::sql_query(query).load(c))?;
        Ok(rows.into_iter().map(|row| row.line).collect())
    }
}

/// What SQLite finds wrong with a file, page by page, and references to rows that are not there.
///
/// # Errors
/// [`DbError::Statement`] when the file is too damaged to be looked at.
pub(crate) fn sqlite_findings(conn: &mut SqliteConnection) -> Result<Vec<String>, DbError> {
    let checks = [
        "SELECT integrity_check AS line FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        "SELECT DISTINCT 'rows of ' || \"table\" || ' refer to rows of ' || parent || ' that are not there' AS line \
         FROM pragma_foreign_key_check",
    ];
    let mut found = Vec::new();
    for check in checks {
        let rows: Vec<Line> = diesel::sql_query(check).load(conn)?;
        found.extend(rows.into_iter().map(|row| row.line));
    }
    Ok(found)
}
