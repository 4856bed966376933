//! Statements that only tests may run.

use diesel::connection::SimpleConnection;

use super::{Conn, Database, DbError};

/// Runs a statement outside any transaction.
pub(crate) fn execute(db: &Database, statement: &str) {
    let ran = db.alone(|conn| match conn {
        Conn::Sqlite(c) => c.batch_execute(statement),
        Conn::Postgres(c) => c.batch_execute(statement),
    });
    ran.map_err(DbError::from)
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
}
