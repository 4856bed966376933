//! Opening the database, and the two ways in: read, and write in one transaction.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use diesel::pg::PgConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, HandleError, NopErrorHandler, Pool};
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, RunQueryDsl};

use super::listener::Listener;
use super::postgres::{Reach, bounded};
use super::sqlite::{self, Pragmas};
use super::writer::{Aborted, Writer};
use super::{Conn, DbError, Location, capture, migrations};
use crate::instruments;

/// How long a caller waits for one of the pool's connections when all are taken.
const POOL_WAIT: Duration = Duration::from_secs(5);

/// How long a caller waits while the server is not reached: those who ask again soon find it as soon as it is back.
const AWAY_WAIT: Duration = Duration::from_millis(500);

/// How long a probe waits for a connection.
const PROBE_WAIT: Duration = Duration::from_secs(1);

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

/// Several who look, one after the other.
impl WriteWatch for Vec<Arc<dyn WriteWatch>> {
    fn before(&self, conn: &mut Conn<'_>) -> Result<(), DbError> {
        self.iter().try_for_each(|watch| watch.before(conn))
    }

    fn after(&self, conn: &mut Conn<'_>) -> Result<(), DbError> {
        self.iter().try_for_each(|watch| watch.after(conn))
    }
}

enum Engine {
    Sqlite {
        /// The one connection that ever writes. With 4 to 8 writing connections single commits were seen to wait
        /// up to 5 s for each other; with one, 5 ms.
        writer: Writer,
        readers: Pool<ConnectionManager<SqliteConnection>>,
        file: PathBuf,
    },
    Postgres {
        url: String,
        reach: Reach,
        pool: Pool<ConnectionManager<PgConnection>>,
    },
}

/// Which engine serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// SQLite, embedded.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl EngineKind {
    /// The engine that a URL means.
    pub fn of(url: &str) -> Self {
        match Location::of(url) {
            Location::Postgres => Self::Postgres,
            Location::SqliteFile(_) => Self::Sqlite,
        }
    }
}

impl Database {
    /// Opens `url`, of the engine that [`EngineKind::of`] tells; a SQLite file is made if absent. Applies no migration; see
    /// [`Database::migrate`].
    ///
    /// # Errors
    /// [`DbError::Connection`] when it cannot be reached, [`DbError::Unfit`] when the engine is too old to be safe.
    pub fn open(url: &str) -> Result<Self, DbError> {
        let engine = if Location::of(url) == Location::Postgres {
            let (url, reach) = (bounded(url), Reach::default());
            let pool = pool(&url, 16, Box::new(reach.clone()), Box::new(reach.clone()))?;
            Engine::Postgres { url, reach, pool }
        } else {
            let path = url.strip_prefix("sqlite://").unwrap_or(url);
            sqlite::sound()?;
            let file = path.to_owned();
            let writer = Writer::open(Box::new(move || sqlite::open(&file)));
            let writer = writer.map_err(|error| match error {
                Error::DatabaseError(DatabaseErrorKind::ClosedConnection, told) => {
                    DbError::Connection(told.message().to_owned())
                }
                other => other.into(),
            })?;
            Engine::Sqlite {
                writer,
                readers: pool(path, 8, Box::new(Pragmas), Box::new(NopErrorHandler))?,
                file: PathBuf::from(path),
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
            Engine::Postgres { .. } => EngineKind::Postgres,
        }
    }

    /// Applies every migration that has not run yet and returns their names.
    ///
    /// # Errors
    /// [`DbError::Unfit`] with the failing migration's name.
    pub fn migrate(&self) -> Result<Vec<String>, DbError> {
        match &*self.engine {
            Engine::Sqlite { writer, .. } => writer.alone(migrations::apply_sqlite)?,
            Engine::Postgres { url, .. } => {
                let mut conn = PgConnection::establish(url)
                    .map_err(|error| DbError::Connection(error.to_string()))?;
                let applied = migrations::apply_postgres(&mut conn)?;
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
            Engine::Sqlite { readers, .. } => {
                let mut conn = taken(readers, POOL_WAIT, instruments::waited_to_read)?;
                read(&mut Conn::Sqlite(&mut conn))
            }
            Engine::Postgres { pool, reach, .. } => {
                let mut conn = taken(pool, wait(reach), instruments::waited_to_read)?;
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
            Engine::Postgres { pool, reach, .. } => {
                taken(pool, wait(reach), instruments::waited_to_write)?
                    .transaction(|c| write(&mut Conn::Postgres(c)).map_err(Aborted::By))
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
            Engine::Postgres { pool, .. } => {
                let mut conn = take(pool, POOL_WAIT).expect("a connection");
                act(&mut Conn::Postgres(&mut conn))
            }
        }
    }

    /// How the pooled connections are used at this moment.
    pub fn connections(&self) -> Connections {
        match &*self.engine {
            Engine::Sqlite { readers, .. } => Connections::of(readers),
            Engine::Postgres { pool, .. } => Connections::of(pool),
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

    /// Whether the database can be read, and a file written.
    ///
    /// # Errors
    /// Why not, after a second at most where no connection can be had.
    pub fn ping(&self) -> Result<(), DbError> {
        match &*self.engine {
            Engine::Sqlite {
                writer, readers, ..
            } => {
                let mut reader = take(readers, PROBE_WAIT)?;
                diesel::sql_query("SELECT 1").execute(&mut *reader)?;
                Ok(writer.probe()?)
            }
            Engine::Postgres { pool, .. } => {
                let mut conn = take(pool, PROBE_WAIT)?;
                diesel::sql_query("SELECT 1").execute(&mut *conn)?;
                Ok(())
            }
        }
    }

    /// A connection of its own to PostgreSQL that hears what is told on `channel`; none on SQLite, whose one process needs no
    /// word from others.
    ///
    /// # Errors
    /// [`DbError::Connection`] when the server cannot be reached.
    pub(crate) fn listen(&self, channel: &str) -> Result<Option<Listener>, DbError> {
        match &*self.engine {
            Engine::Sqlite { .. } => Ok(None),
            Engine::Postgres { url, .. } => Listener::open(url, channel).map(Some),
        }
    }
}

/// How long to wait for a connection to PostgreSQL.
fn wait(reach: &Reach) -> Duration {
    if reach.is_away() {
        AWAY_WAIT
    } else {
        POOL_WAIT
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
    customizer: Box<dyn CustomizeConnection<C, diesel::r2d2::Error>>,
    errors: Box<dyn HandleError<diesel::r2d2::Error>>,
) -> Result<Pool<ConnectionManager<C>>, DbError>
where
    C: diesel::r2d2::R2D2Connection + 'static,
    ConnectionManager<C>:
        diesel::r2d2::ManageConnection<Connection = C, Error = diesel::r2d2::Error>,
{
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(POOL_WAIT)
        .connection_customizer(customizer)
        .error_handler(errors)
        .build(ConnectionManager::new(url))
        .map_err(|error| DbError::Connection(error.to_string()))
}

/// A connection of the pool, once the time it took to get it is told.
fn taken<C>(
    pool: &Pool<ConnectionManager<C>>,
    at_most: Duration,
    tell: impl FnOnce(Duration),
) -> Result<diesel::r2d2::PooledConnection<ConnectionManager<C>>, DbError>
where
    C: diesel::r2d2::R2D2Connection + 'static,
    ConnectionManager<C>:
        diesel::r2d2::ManageConnection<Connection = C, Error = diesel::r2d2::Error>,
{
    let asked = Stopwatch::now();
    let conn = take(pool, at_most);
    tell(asked.elapsed());
    conn
}

fn take<C>(
    pool: &Pool<ConnectionManager<C>>,
    at_most: Duration,
) -> Result<diesel::r2d2::PooledConnection<ConnectionManager<C>>, DbError>
where
    C: diesel::r2d2::R2D2Connection + 'static,
    ConnectionManager<C>:
        diesel::r2d2::ManageConnection<Connection = C, Error = diesel::r2d2::Error>,
{
    pool.get_timeout(at_most)
        .map_err(|error| DbError::Connection(error.to_string()))
}
