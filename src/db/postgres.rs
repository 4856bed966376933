//! How PostgreSQL is reached: connections that do not wait for ever, and whether the server is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::r2d2::{CustomizeConnection, Error, HandleError};

/// Set on every connection: one statement, one wait for a lock and one idle transaction are bounded. The server is asked to
/// tell its errors in English, as they are told apart by their words; only a superuser may, and most are told by code anyway.
const SESSION: &str = "SET statement_timeout = '120s'; SET lock_timeout = '30s'; \
     SET idle_in_transaction_session_timeout = '600s'; \
     DO $$ BEGIN PERFORM set_config('lc_messages', 'C', false); \
     EXCEPTION WHEN insufficient_privilege THEN NULL; END $$";

/// Parameters of libpq that notice a server that went away without a word: seconds, but for `tcp_user_timeout`, which is
/// milliseconds.
const PARAMETERS: [(&str, &str); 5] = [
    ("connect_timeout", "3"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "10000"),
];

/// The URL with every parameter that it does not set itself.
pub(super) fn bounded(url: &str) -> String {
    let mut bounded = url.to_owned();
    for (name, value) in PARAMETERS {
        if !url.contains(&format!("{name}=")) {
            bounded.push(if bounded.contains('?') { '&' } else { '?' });
            bounded.push_str(&format!("{name}={value}"));
        }
    }
    bounded
}

/// Whether the last attempt to reach the server failed.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    is_away: Arc<AtomicBool>,
}

impl Reach {
    pub(super) fn is_away(&self) -> bool {
        self.is_away.load(Ordering::Relaxed)
    }
}

impl CustomizeConnection<PgConnection, Error> for Reach {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), Error> {
        conn.batch_execute(SESSION).map_err(Error::QueryError)?;
        if self.is_away.swap(false, Ordering::Relaxed) {
            tracing::info!("the database is back");
        }
        Ok(())
    }
}

impl HandleError<Error> for Reach {
    fn handle_error(&self, error: Error) {
        // A pool tries again and again; the log is told once.
        if !self.is_away.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "the database cannot be reached; trying again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_url_says_of_its_timeouts_stands() {
        assert_eq!(
            bounded("postgres://host/centre"),
            "postgres://host/centre?connect_timeout=3&keepalives_idle=5&keepalives_interval=2&keepalives_count=3\
             &tcp_user_timeout=10000"
        );
        let own = bounded("postgres://host/centre?sslmode=require&connect_timeout=30");
        assert!(own.starts_with(
            "postgres://host/centre?sslmode=require&connect_timeout=30&keepalives_idle=5"
        ));
        assert_eq!(own.matches("connect_timeout").count(), 1);
    }
}
