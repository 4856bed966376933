//! Opening the database, and the two ways in: read, and write in one transaction.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, RunQueryDsl};

use super::writer::{Aborted, Writer};
use super::{Conn, DbError, Location, migrations};
use crate::instruments;

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
}

enum Engine {
    Sqlite {
        /// The one connection that ever writes. With 4 to 8 writing connections single commits were seen to wait
        /// up to 5 s for each other; with one, 5 ms.
        writer: Writer,
        readers: Pool<ConnectionManager<SqliteConnection>>,
        file: PathBuf,
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
        let engine = if Location::of(url) == Location::Postgres {
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
                file: PathBuf::from(path),
            }
        };
        Ok(Self {
            engine: Arc::new(engine),
        })
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
            Engine::Postgres(pool) => migrations::apply_postgres(&mut *take(pool)?),
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
            Engine::Sqlite { readers, .. } => {
                let mut conn = taken(readers, instruments::waited_to_read)?;
                read(&mut Conn::Sqlite(&mut conn))
            }
            Engine::Postgres(pool) => {
                let mut conn = taken(pool, instruments::waited_to_read)?;
                read(&mut Conn::Postgres(&mut conn))
            }
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
        let outcome: Result<T, Aborted<E>> = match &*self.engine {
            Engine::Sqlite { writer, .. } => writer.write(|c| write(&mut Conn::Sqlite(c))),
            Engine::Postgres(pool) => taken(pool, instruments::waited_to_write)?
                .transaction(|c| write(&mut Conn::Postgres(c)).map_err(Aborted::By)),
        };
        outcome.map_err(|aborted| match aborted {
            Aborted::By(error) => error,
            Aborted::Engine(error) => DbError::Statement(error).into(),
        })
    }

    /// How the pooled connections are used at this moment.
    pub fn connections(&self) -> Connections {
        match &*self.engine {
            Engine::Sqlite { readers, .. } => Connections::of(readers),
            Engine::Postgres(pool) => Connections::of(pool),
        }
    }

    /// Length of a SQLite database's file and of its write-ahead log, bytes; nothing on PostgreSQL.
    pub fn file_bytes(&self) -> Option<(u64, u64)> {
        let Engine::Sqlite { file, .. } = &*self.engine else {
            return None;
        };
        let mut log = file.clone().into_os_string();
        log.push("-wal");
        let length = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |file| file.len());
        Some((length(file), length(&PathBuf::from(log))))
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

/// How pooled connections are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// The most there may be.
    pub most: u32,
    /// Those that somebody holds.
    pub in_use: u32,
    /// Those that are open and wait for somebody.
    pub idle: u32,
}

impl Connections {
    fn of<M: diesel::r2d2::ManageConnection>(pool: &Pool<M>) -> Self {
        let state = pool.state();
        Self {
            most: pool.max_size(),
            in_use: state.connections.saturating_sub(state.idle_connections),
            idle: state.idle_connections,
        }
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

/// A connection of the pool, once the time it took to get it is told.
fn taken<C>(
    pool: &Pool<ConnectionManager<C>>,
    tell: impl FnOnce(Duration),
) -> Result<diesel::r2d2::PooledConnection<ConnectionManager<C>>, DbError>
where
    C: diesel::r2d2::R2D2Connection + 'static,
    ConnectionManager<C>:
        diesel::r2d2::ManageConnection<Connection = C, Error = diesel::r2d2::Error>,
{
    let asked = Stopwatch::now();
    let conn = take(pool);
    tell(asked.elapsed());
    conn
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
