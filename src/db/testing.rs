//! Databases of tests, and statements that only tests may run.

use std::sync::LazyLock;

use diesel::connection::SimpleConnection;
use diesel::result::{DatabaseErrorKind, Error};
use tempfile::TempDir;

use super::{Conn, Database, DbError};

/// The file of a migrated SQLite database. Migrating takes longer than most tests, so it is done once.
static MIGRATED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("migrated.sqlite");
    let db = Database::open(path.to_str().unwrap()).unwrap();
    db.migrate().unwrap();
    execute(&db, "PRAGMA wal_checkpoint(TRUNCATE)");
    std::fs::read(path).unwrap()
});

/// A migrated SQLite database without rows, which lasts as long as its folder.
pub(crate) fn migrated() -> (Database, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.sqlite");
    std::fs::write(&path, &*MIGRATED).unwrap();
    (Database::open(path.to_str().unwrap()).unwrap(), folder)
}

/// What a statement ends with whose connection was lost on the way.
pub(crate) fn connection_lost() -> DbError {
    let told = Box::new("server closed the connection unexpectedly".to_owned());
    DbError::Statement(Error::DatabaseError(DatabaseErrorKind::Unknown, told))
}

/// Runs a statement outside any transaction.
pub(crate) fn execute(db: &Database, statement: &str) {
    let ran = db.alone(|conn| match conn {
        Conn::Sqlite(c) => c.batch_execute(statement),
        Conn::Postgres(c) => c.batch_execute(statement),
    });
    ran.map_err(DbError::from)
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
}
