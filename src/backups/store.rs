//! What backups ask of SQLite files, each through a connection of its own.

use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;

use crate::db::{DbError, sqlite_findings};

/// How long a copy waits for a database that is being recovered or closed, milliseconds.
const WAIT_MILLIS: u32 = 10_000;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Writes what a database holds at this moment into `target`, an empty file. Others read and write meanwhile: in WAL mode
/// this is one reader more.
///
/// # Errors
/// [`DbError`] when the database is damaged or cannot be read, or the disk is full.
pub(super) fn copy_into(source: &Path, target: &Path) -> Result<(), DbError> {
    let mut conn = open(source, "mode=rw")?;
    conn.batch_execute(&format!("PRAGMA busy_timeout = {WAIT_MILLIS}"))?;
    let target = target
        .to_str()
        .ok_or_else(|| DbError::Connection(format!("{} is no UTF-8 path", target.display())))?;
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(target)
        .execute(&mut conn)?;
    Ok(())
}

/// A file that nobody writes, read without leaving a trace beside it.
pub(super) struct QuietFile(SqliteConnection);

impl QuietFile {
    /// # Errors
    /// [`DbError::Connection`] when it cannot be opened.
    pub(super) fn open(path: &Path) -> Result<Self, DbError> {
        Ok(Self(open(path, "mode=ro&immutable=1")?))
    }

    /// What SQLite finds wrong with the file; nothing when all is well. Reads all of it.
    ///
    /// # Errors
    /// [`DbError::Statement`] when it is too damaged to be looked at.
    pub(super) fn findings(&mut self) -> Result<Vec<String>, DbError> {
        sqlite_findings(&mut self.0)
    }

    /// Every table with its rows.
    ///
    /// # Errors
    /// [`DbError::Statement`] when a table cannot be read.
    pub(super) fn counts(&mut self) -> Result<Vec<(String, i64)>, DbError> {
        counts(&mut self.0)
    }

    /// The versions of the migrations that were applied, in order; none where there is no schema.
    ///
    /// # Errors
    /// [`DbError::Statement`] when they cannot be read.
    pub(super) fn versions(&mut self) -> Result<Vec<String>, DbError> {
        let conn = &mut self.0;
        if !tables(conn)?.iter().any(|name| name == MIGRATIONS) {
            return Ok(Vec::new());
        }
        lines(
            conn,
            "SELECT version AS line FROM __diesel_schema_migrations ORDER BY version",
        )
    }
}

/// The table of migrations that were applied.
const MIGRATIONS: &str = "__diesel_schema_migrations";

/// Folds a database's log into its file, which works only while no other process has it open, and counts its tenants.
///
/// # Errors
/// [`DbError::is_passing`] tells that somebody has it open; other errors tell that it is damaged or no database.
pub(super) fn fold_log(path: &Path) -> Result<i64, DbError> {
    let mut conn = open(path, "mode=rw")?;
    conn.batch_execute("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT;")?;
    if !tables(&mut conn)?.iter().any(|name| name == "tenants") {
        return Ok(0);
    }
    count(&mut conn, "tenants")
}

fn open(path: &Path, parameters: &str) -> Result<SqliteConnection, DbError> {
    let mut url = "file:".to_owned();
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
            url.push(char::from(*byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
    SqliteConnection::establish(&format!("{url}?{parameters}"))
        .map_err(|error| DbError::Connection(format!("{}: {error}", path.display())))
}

fn lines(conn: &mut SqliteConnection, query: &str) -> Result<Vec<String>, DbError> {
    let rows: Vec<Line> = diesel::sql_query(query).load(conn)?;
    Ok(rows.into_iter().map(|row| row.line).collect())
}

fn tables(conn: &mut SqliteConnection) -> Result<Vec<String>, DbError> {
    lines(
        conn,
        "SELECT name AS line FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name",
    )
}

fn counts(conn: &mut SqliteConnection) -> Result<Vec<(String, i64)>, DbError> {
    tables(conn)?
        .into_iter()
        .map(|table| {
            let rows = count(conn, &table)?;
            Ok((table, rows))
        })
        .collect()
}

fn count(conn: &mut SqliteConnection, table: &str) -> Result<i64, DbError> {
    let quoted = table.replace('"', "\"\"");
    let query = format!("SELECT count(*) AS count FROM \"{quoted}\"");
    Ok(diesel::sql_query(query).get_result::<Count>(conn)?.count)
}
