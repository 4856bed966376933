//! SQLite's connections: what each is told before its first statement.

use std::time::{Duration, Instant};

use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::r2d2::CustomizeConnection;
use diesel::result::{DatabaseErrorKind, Error, QueryResult};
use diesel::sqlite::SqliteConnection;

use super::DbError;
use super::error::{Trouble, trouble_of};

/// SQLite 3.7.0 to 3.51.2 can corrupt a WAL that is reset while another connection reads it.
const OLDEST_SOUND: i32 = 3_051_003;

/// How long a connection waits for another process's lock.
pub(super) const LOCK_WAIT: Duration = Duration::from_secs(10);

/// WAL so that readers never wait for the writer, and a durable commit (`FULL`), because an acknowledged lease or refusal
/// must survive a power cut.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;";

/// How soon a connection that was refused a lock without waiting for it asks again.
const ASK_AGAIN: Duration = Duration::from_millis(5);

/// Prepares every connection of the readers' pool.
#[derive(Debug)]
pub(super) struct Pragmas;

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Pragmas {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        prepare(conn).map_err(diesel::r2d2::Error::QueryError)
    }
}

/// Opens a connection to the file at `path`, which is made if absent.
///
/// # Errors
/// `ClosedConnection`, with the path, when the file cannot be opened.
pub(super) fn open(path: &str) -> QueryResult<SqliteConnection> {
    let mut conn = SqliteConnection::establish(path).map_err(|error| {
        let told = format!("{path}: {error}");
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection, Box::new(told))
    })?;
    prepare(&mut conn)?;
    Ok(conn)
}

/// Programs that open a new file together all turn its log on, and SQLite refuses at once where waiting could be a deadlock:
/// the refused ask again.
fn prepare(conn: &mut SqliteConnection) -> QueryResult<()> {
    let began = Instant::now();
    wait_for_locks(conn, LOCK_WAIT)?;
    loop {
        match conn.batch_execute(PRAGMAS) {
            Err(error)
                if trouble_of(&error) == Some(Trouble::Busy) && began.elapsed() < LOCK_WAIT =>
            {
                std::thread::sleep(ASK_AGAIN);
            }
            told => return told,
        }
    }
}

/// Lets `conn` wait for a lock for `at_most`.
pub(super) fn wait_for_locks(conn: &mut SqliteConnection, at_most: Duration) -> QueryResult<()> {
    conn.batch_execute(&format!("PRAGMA busy_timeout = {}", at_most.as_millis()))
}

/// Whether the SQLite that this program was built with is sound.
///
/// # Errors
/// [`DbError::Unfit`] when it is too old.
pub(super) fn sound() -> Result<(), DbError> {
    let version = version();
    if version < OLDEST_SOUND {
        return Err(DbError::Unfit(format!(
            "SQLite {version} can corrupt its write-ahead log; build with 3.51.3 or later"
        )));
    }
    Ok(())
}

/// The bundled SQLite's version as `major * 1,000,000 + minor * 1,000 + patch`.
fn version() -> i32 {
    #[expect(unsafe_code, reason = "a C call without arguments or state")]
    // SAFETY: sqlite3_libversion_number takes nothing, touches nothing and may be called at any time.
    unsafe {
        libsqlite3_sys::sqlite3_libversion_number()
    }
}
