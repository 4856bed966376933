//! One connection of either engine, and the macro that writes a query once for both.

use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;

/// A borrowed connection, inside a transaction when it came from [`super::Database::write`].
pub enum Conn<'a> {
    /// SQLite, embedded.
    Sqlite(&'a mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'a mut PgConnection),
}

/// Runs the same Diesel expression on whichever engine `$conn` (a `&mut Conn`) is.
///
/// Diesel's own `MultiConnection` derive cannot express `on_conflict`, batch inserts or `returning`; compiling the
/// same text once per backend can.
#[macro_export]
macro_rules! each {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite(c) => {
                let $c: &mut diesel::sqlite::SqliteConnection = c;
                $body
            }
            $crate::db::Conn::Postgres(c) => {
                let $c: &mut diesel::pg::PgConnection = c;
                $body
            }
        }
    };
}
