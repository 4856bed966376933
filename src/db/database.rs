//! Opening the database, and the two ways in: read, and write in one transaction.

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, RunQueryDsl};

use super::writer::{Aborted, Writer};
use super::{Conn, DbError, capture, migrations};

/// SQLite 3.7.0 to 3.51.2 can corrupt a WAL that is reset while another connection reads it.
const OLDEST_SOUND_SQLITE: i32 = 3_051_003;

/// Applied to every SQLite connection: WAL so that readers never wait for the writer, and a durable commit
/// (`FULL`), because an acknowledged lease or refusal must survive a power cut.
const SQLITE_PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA busy_timeout = 10000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;";

/// The service's database: SQLite by default, PostgreSQL when several machines serve. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    engine: Arc<Engine>,
    watch: Option<Arc<dyn WriteWatch>>,
}

/// Who looks at writes from within their transactions.
pub trait WriteWatch: Send + Sync {
    /// Called before a write, in its transaction.
    ///
    /// # Errors
    /// The write is then not done.
    fn before(&self, conn: &mut Conn<'_>) -> Result<(), DbError>;

    /// Called after a write that succeeded, in its transaction and at its end.
    ///
    /// # Errors
    /// Nothing of the write is then kept.
    fn after(&self, conn: &mut Conn<'_>) -> Result<(), DbError>;
}

enum Engine {
    Sqlite {
        /// The one connection that ever writes. With 4 to 8 writing connections single commits were seen to wait
        /// up to 5 s for each other; with one, 5 ms.
        writer: Writer,
        readers: Pool<ConnectionManager<SqliteConnection>>,
    },
    Postgres(Pool<ConnectionManager<PgConnection>>),
}

/// Which engine serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// SQLite, embedded.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

#[derive(Debug)]
struct Pragmas;

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Pragmas {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute(SQLITE_PRAGMAS)
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

impl Database {
    /// Opens `url`: `postgres://…` or `postgresql://…` is PostgreSQL, anything else the path of a SQLite file, made
    /// if absent. Applies no migration; see [`Database::migrate`].
    ///
    /// # Errors
    /// [`DbError::Connection`] when it cannot be reached, [`DbError::Unfit`] when the engine is too old to be safe.
    pub fn open(url: &str) -> Result<Self, DbError> {
        let engine = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Engine::Postgres(pool(url, 16, None)?)
        } else {
            let path = url.strip_prefix("sqlite://").unwrap_or(url);
            let version = sqlite_version();
            if version < OLDEST_SOUND_SQLITE {
                return Err(DbError::Unfit(format!(
                    "SQLite {version} can corrupt its write-ahead log; build with 3.51.3 or later"
                )));
            }
            let mut writer = SqliteConnection::establish(path)
                .map_err(|error| DbError::Connection(format!("{path}: {error}")))?;
            writer.batch_execute(SQLITE_PRAGMAS)?;
            Engine::Sqlite {
                writer: Writer::new(writer),
                readers: pool(path, 8, Some(Box::new(Pragmas)))?,
            }
        };
        Ok(Self {
            engine: Arc::new(engine),
            watch: None,
        })
    }

    /// The same database, whose writes are watched.
    #[must_use]
    pub fn watched(&self, watch: Arc<dyn WriteWatch>) -> Self {
        Self {
            engine: self.engine.clone(),
            watch: Some(watch),
        }
    }

    /// The same database, whose writes nobody watches.
    #[must_use]
    pub fn unwatched(&self) -> Self {
        Self {
            engine: self.engine.clone(),
            watch: None,
        }
    }

    /// Which engine this is.
    pub fn kind(&self) -> EngineKind {
        match &*self.engine {
            Engine::Sqlite { .. } => EngineKind::Sqlite,
            Engine::Postgres(_) => EngineKind::Postgres,
        }
    }

    /// Applies every migration that has not run yet and returns their names.
    ///
    /// # Errors
    /// [`DbError::Unfit`] with the failing migration's name.
    pub fn migrate(&self) -> Result<Vec<String>, DbError> {
        match &*self.engine {
            Engine::Sqlite { writer, .. } => writer.alone(migrations::apply_sqlite)?,
            Engine::Postgres(pool) => {
                let applied = migrations::apply_postgres(&mut *take(pool)?)?;
                self.unwatched().write(capture::install)?;
                Ok(applied)
            }
        }
    }

    /// Runs `read` on a pooled connection, outside any transaction.
    ///
    /// # Errors
    /// What `read` returns, or [`DbError::Connection`].
    pub fn read<T, E: From<DbError>>(
        &self,
        read: impl FnOnce(&mut Conn<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &*self.engine {
            Engine::Sqlite { readers, .. } => read(&mut Conn::Sqlite(&mut *take(readers)?)),
            Engine::Postgres(pool) => read(&mut Conn::Postgres(&mut *take(pool)?)),
        }
    }

    /// Runs `write` in one transaction: all of it is kept, or none when it returns an error or panics.
    ///
    /// SQLite writers queue for the one writing connection and share commits. PostgreSQL runs at READ COMMITTED: a write that depends
    /// on a row it read must say so in its `WHERE` clause and check the count of rows it changed.
    ///
    /// # Errors
    /// What `write` returns, or [`DbError::Connection`].
    pub fn write<T, E: From<DbError>>(
        &self,
        write: impl FnOnce(&mut Conn<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let write = |conn: &mut Conn<'_>| -> Result<T, E> {
            if let Some(watch) = &self.watch {
                watch.before(conn)?;
            }
            let written = write(conn)?;
            if let Some(watch) = &self.watch {
                watch.after(conn)?;
            }
            Ok(written)
        };
        let outcome: Result<T, Aborted<E>> = match &*self.engine {
            Engine::Sqlite { writer, .. } => writer.write(|c| write(&mut Conn::Sqlite(c))),
            Engine::Postgres(pool) => {
                take(pool)?.transaction(|c| write(&mut Conn::Postgres(c)).map_err(Aborted::By))
            }
        };
        outcome.map_err(|aborted| match aborted {
            Aborted::By(error) => error,
            Aborted::Engine(error) => DbError::Statement(error).into(),
        })
    }

    /// Runs what may not be in a transaction, on the connection that writes.
    #[cfg(test)]
    pub(super) fn alone<T>(
        &self,
        act: impl FnOnce(&mut Conn<'_>) -> diesel::QueryResult<T>,
    ) -> diesel::QueryResult<T> {
        match &*self.engine {
            Engine::Sqlite { writer, .. } => writer.alone(|c| act(&mut Conn::Sqlite(c)))?,
            Engine::Postgres(pool) => {
                act(&mut Conn::Postgres(&mut take(pool).expect("a connection")))
            }
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Why it does not.
    pub fn ping(&self) -> Result<(), DbError> {
        self.read(|conn| {
            crate::each!(conn, c => diesel::sql_query("SELECT 1").execute(c))
                .map(|_| ())
                .map_err(DbError::from)
        })
    }
}

fn pool<C>(
    url: &str,
    size: u32,
    customizer: Option<Box<dyn CustomizeConnection<C, diesel::r2d2::Error>>>,
) -> Result<Pool<ConnectionManager<C>>, DbError>
where
    C: diesel::r2d2::R2D2Connection + 'static,
    ConnectionManager<C>:
        diesel::r2d2::ManageConnection<Connection = C, Error = diesel::r2d2::Error>,
{
    let mut builder = Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(Duration::from_secs(10));
    if let Some(customizer) = customizer {
        builder = builder.connection_customizer(customizer);
    }
    builder
        .build(ConnectionManager::new(url))
        .map_err(|error| DbError::Connection(error.to_string()))
}

fn take<C>(
    pool: &Pool<ConnectionManager<C>>,
) -> Result<diesel::r2d2::PooledConnection<ConnectionManager<C>>, DbError>
where
    C: diesel::r2d2::R2D2Connection + 'static,
    ConnectionManager<C>:
        diesel::r2d2::ManageConnection<Connection = C, Error = diesel::r2d2::Error>,
{
    pool.get()
        .map_err(|error| DbError::Connection(error.to_string()))
}

/// The bundled SQLite's version as `major * 1,000,000 + minor * 1,000 + patch`.
fn sqlite_version() -> i32 {
    #[expect(unsafe_code, reason = "a C call without arguments or state")]
    // SAFETY: sqlite3_libversion_number takes nothing, touches nothing and may be called at any time.
    unsafe {
        libsqlite3_sys::sqlite3_libversion_number()
    }
}
