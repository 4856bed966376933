//! A fresh, migrated database of either engine.

use std::path::Path;
use std::sync::LazyLock;
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

/// The file of a migrated SQLite database. Migrating takes longer than most tests, so each engine does it once, and tests
/// begin with copies.
static MIGRATED_FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let (url, _folder) = Engine::Sqlite.fresh_url().expect("a file can be made");
    migrate(&url);
    // The last connection that closes puts the log into the file.
    assert!(!Path::new(&format!("{url}-wal")).exists());
    std::fs::read(&url).expect("the migrated file")
});

/// The name of a migrated database on the PostgreSQL server of the tests.
static MIGRATED_DATABASE: LazyLock<Option<String>> = LazyLock::new(|| {
    let url = Engine::postgres_like("template0")?;
    migrate(&url);
    Some(url.rsplit_once('/')?.1.to_owned())
});

fn migrate(url: &str) {
    let db = Database::open(url).expect("the fresh database opens");
    db.migrate().expect("every migration applies");
}

impl Engine {
    /// A migrated database without rows and, for SQLite, the folder that dies with it; `None` when there is no server of this
    /// engine.
    pub fn fresh(self) -> Option<(Database, Option<tempfile::TempDir>)> {
        let (url, folder) = match self {
            Self::Sqlite => {
                let fresh = self.fresh_url()?;
                std::fs::write(&fresh.0, &*MIGRATED_FILE).expect("the file can be copied");
                fresh
            }
            Self::Postgres => (Self::postgres_like(MIGRATED_DATABASE.as_deref()?)?, None),
        };
        let db = Database::open(&url).expect("the fresh database opens");
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
            Self::Postgres => (Self::postgres_like("template0")?, None),
        })
    }

    /// A database that is a copy of another, to which nobody may be connected.
    fn postgres_like(template: &str) -> Option<String> {
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
        diesel::sql_query(format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .execute(&mut conn)
            .expect("a database can be made");
        let (base, _) = server.rsplit_once('/').expect("the URL names a database");
        Some(format!("{base}/{name}"))
    }
}
