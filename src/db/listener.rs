//! Words between the servers of one PostgreSQL (LISTEN and NOTIFY). They only save waiting: who misses one looks by itself a
//! little later.

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::sql_types::Text;
use diesel::{Connection, RunQueryDsl};

use super::{Conn, DbError};

/// A connection that hears what is told on one channel.
pub(crate) struct Listener {
    conn: PgConnection,
}

impl Listener {
    pub(super) fn open(url: &str, channel: &str) -> Result<Self, DbError> {
        let mut conn =
            PgConnection::establish(url).map_err(|error| DbError::Connection(error.to_string()))?;
        conn.batch_execute(&format!("LISTEN {channel}"))?;
        Ok(Self { conn })
    }

    /// Whether anything was told since the last call; it does not wait.
    ///
    /// # Errors
    /// When the connection is lost: open another.
    pub(crate) fn has_heard(&mut self) -> Result<bool, DbError> {
        let mut heard = false;
        for told in self.conn.notifications_iter() {
            told?;
            heard = true;
        }
        Ok(heard)
    }
}

impl Conn<'_> {
    /// Tells those who listen on `channel` once this transaction is kept. Commits with a word wait for one another: it is not
    /// for what is written hundreds of times a second.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn notify(&mut self, channel: &str) -> Result<(), DbError> {
        if let Self::Postgres(c) = self {
            diesel::sql_query("SELECT pg_notify($1, '')")
                .bind::<Text, _>(channel)
                .execute(*c)?;
        }
        Ok(())
    }
}
