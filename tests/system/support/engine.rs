//! A fresh, migrated database of either engine.

use std::sync::atomic::{AtomicU32, Ordering};

use crewcast::db::Database;
use diesel::{Connection, PgConnection, RunQueryDsl};

/// Which engine a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

static NEXT: AtomicU32 = AtomicU32::new(0);

impl Engine {
    /// A fresh database and, for SQLite, the folder that dies with it; `None` when there is no server of this engine.
    pub fn fresh(self) -> Option<(Database, Option<tempfile::TempDir>)> {
        let (url, folder) = self.fresh_url()?;
        let db = Database::open(&url).expect("the fresh database opens");
        db.migrate().expect("every migration applies");
        Some((db, folder))
    }

    /// Where there is an empty database of this engine, for programs that open it themselves.
    pub fn fresh_url(self) -> Option<(String, Option<tempfile::TempDir>)> {
        Some(match self {
            Self::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                (
                    folder.path().join("crewcast.sqlite").display().to_string(),
                    Some(folder),
                )
            }
            Self::Postgres => (Self::fresh_postgres()?, None),
        })
    }

    fn fresh_postgres() -> Option<String> {
        let Ok(server) = std::env::var("CREWCAST_TEST_POSTGRES_URL") else {
            eprintln!(
                "skipped on PostgreSQL: CREWCAST_TEST_POSTGRES_URL is not set; ./run test sets it"
            );
            return None;
        };
        let name = format!(
            "crewcast_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::SeqCst)
        );
        let mut conn = PgConnection::establish(&server).expect("the test server answers");
        diesel::sql_query(format!("CREATE DATABASE {name}"))
            .execute(&mut conn)
            .expect("a database can be made");
        let (base, _) = server.rsplit_once('/').expect("the URL names a database");
        Some(format!("{base}/{name}"))
    }
}
