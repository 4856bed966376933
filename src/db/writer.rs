//! SQLite's one writer, and the commits that writes share.
//!
//! A durable commit waits for the disk. Writes that queue for the connection are therefore committed together: whoever is
//! done and sees another waiting leaves the transaction open for it, and the last one commits for all. Each write is a
//! savepoint of its own, so one that fails takes nothing of the others with it, and none returns before its batch is on
//! disk. A write that nobody waits behind is committed at once.
//!
//! A full disk or a failed write can make SQLite take a whole transaction back by itself. All writes of its batch are then told
//! that they failed, and a connection that no longer knows where it stands is opened anew before the next write.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant as Moment};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::result::{DatabaseErrorKind, Error, QueryResult};
use diesel::sqlite::SqliteConnection;

use super::batch::{Batch, CommitFailure};
use super::error::{Trouble, trouble_of};
use crate::instruments;

/// Writes of one commit.
const MOST_TOGETHER: usize = 64;

/// How long a transaction is left open for others: those who are done wait for it.
const LONGEST_OPEN: Duration = Duration::from_millis(2);

/// Opens the writing connection, as often as it breaks.
pub(super) type Opening = Box<dyn Fn() -> QueryResult<SqliteConnection> + Send + Sync>;

/// The one connection that ever writes.
pub(super) struct Writer {
    shared: Mutex<Shared>,
    opening: Opening,
    waiting: AtomicUsize,
    longest_open: Duration,
    /// Why the disk did not take the last commit; nothing when it did.
    disk_fault: Mutex<Option<CommitFailure>>,
}

/// Tells the caller's own error from the engine's (a failed BEGIN or COMMIT).
pub(super) enum Aborted<E> {
    By(E),
    Engine(Error),
}

impl<E> From<Error> for Aborted<E> {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

struct Shared {
    conn: SqliteConnection,
    open: Option<OpenBatch>,
}

/// A transaction that has writes in it and is not committed yet.
struct OpenBatch {
    batch: Arc<Batch>,
    writes: usize,
    since: Moment,
}

impl Writer {
    /// Opens the connection for the first time.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) fn open(opening: Opening) -> QueryResult<Self> {
        let conn = opening()?;
        Ok(Self {
            shared: Mutex::new(Shared { conn, open: None }),
            opening,
            waiting: AtomicUsize::new(0),
            longest_open: LONGEST_OPEN,
            disk_fault: Mutex::new(None),
        })
    }

    /// The connection outside any transaction.
    ///
    /// # Errors
    /// When writes that others left to be committed cannot be.
    pub(super) fn alone<T>(&self, act: impl FnOnce(&mut SqliteConnection) -> T) -> QueryResult<T> {
        let mut shared = self.lock();
        shared.commit()?;
        shared.renew_if_broken(&self.opening)?;
        Ok(act(&mut shared.conn))
    }

    /// Writes something that changes nothing, to see that the disk takes it. While others write, their last commit tells it.
    ///
    /// # Errors
    /// Why nothing can be written.
    pub(super) fn probe(&self) -> QueryResult<()> {
        let mut shared = match self.shared.try_lock() {
            Ok(shared) => shared,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return self.last_commit(),
        };
        if shared.open.is_some() {
            return self.last_commit();
        }
        shared.renew_if_broken(&self.opening)?;
        // Nobody reads it; SQLite writes the page all the same.
        shared.conn.batch_execute("PRAGMA user_version = 0")
    }

    fn last_commit(&self) -> QueryResult<()> {
        match &*self.disk_fault() {
            Some(failure) => Err(failure.clone().into_error()),
            None => Ok(()),
        }
    }

    /// Keeps in mind whether the disk took a commit. A commit that broke a rule of the schema says nothing against the disk.
    fn note(&self, committed: &QueryResult<()>) {
        let fault = committed.as_ref().err().filter(|error| {
            matches!(
                trouble_of(error),
                Some(Trouble::StorageFull | Trouble::ReadOnly | Trouble::StorageFailed)
            )
        });
        *self.disk_fault() = fault.map(CommitFailure::of);
    }

    fn disk_fault(&self) -> MutexGuard<'_, Option<CommitFailure>> {
        self.disk_fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `write`: all of it is on disk when this returns, or nothing of it when it returns an error or panics.
    ///
    /// # Errors
    /// What `write` returns, or that it could not be begun or committed.
    pub(super) fn write<T, E>(
        &self,
        write: impl FnOnce(&mut SqliteConnection) -> Result<T, E>,
    ) -> Result<T, Aborted<E>> {
        let asked = Moment::now();
        self.waiting.fetch_add(1, Ordering::SeqCst);
        instruments::a_write_waits();
        let mut shared = self.lock();
        instruments::a_write_waits_no_more();
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        instruments::waited_to_write(asked.elapsed());
        let mut turn = Turn {
            writer: self,
            joined: shared.open.as_ref().map(|open| Arc::clone(&open.batch)),
            is_begun: false,
            shared: &mut shared,
        };
        let (outcome, batch) = match turn.begin() {
            Ok(()) => {
                let outcome = write(&mut turn.shared.conn).map_err(Aborted::By);
                turn.end(outcome)
            }
            Err(error) => turn.end(Err(error.into())),
        };
        drop(shared);
        if let Some(batch) = batch {
            batch.wait()?;
        }
        outcome
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    /// Commits what is open, and tells those who wait.
    fn commit(&mut self) -> QueryResult<()> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        let began = Moment::now();
        let committed = AnsiTransactionManager::commit_transaction(&mut self.conn);
        instruments::committed(open.writes, began.elapsed());
        let told = committed.as_ref().map_err(CommitFailure::of).copied();
        open.batch.end(told);
        committed
    }

    /// Tells the writes of the open batch that they are lost: SQLite took their transaction back, or it will when the
    /// connection closes.
    fn give_up(&mut self, error: &Error) {
        if let Some(open) = self.open.take() {
            // As between transactions that cannot be put in an order: the same write may succeed when it is repeated.
            open.batch.end(Err(CommitFailure {
                kind: Some(DatabaseErrorKind::SerializationFailure),
                message: format!("the commit shared with a write that failed is lost: {error}"),
            }));
        }
    }

    fn holds_transaction(&mut self) -> bool {
        let status = AnsiTransactionManager::transaction_manager_status_mut(&mut self.conn);
        matches!(status.transaction_depth(), Ok(Some(_)))
    }

    /// Opens the connection anew when, between two batches, it is not outside any transaction.
    fn renew_if_broken(&mut self, opening: &Opening) -> QueryResult<()> {
        let status = AnsiTransactionManager::transaction_manager_status_mut(&mut self.conn);
        if !matches!(status.transaction_depth(), Ok(None)) {
            // Frees its locks for the new one; it may be past that.
            let _: QueryResult<()> = self.conn.batch_execute("ROLLBACK");
            self.conn = opening()?;
            tracing::warn!("the writing connection was opened anew");
        }
        Ok(())
    }
}

/// One write's time with the connection. Dropped before its end, when the write panicked, it takes the write back.
struct Turn<'a> {
    writer: &'a Writer,
    shared: &'a mut Shared,
    /// The batch that was open when the turn came.
    joined: Option<Arc<Batch>>,
    is_begun: bool,
}

impl Turn<'_> {
    fn begin(&mut self) -> QueryResult<()> {
        if self.joined.is_some() && !self.shared.holds_transaction() {
            self.shared.give_up(&Error::NotInTransaction);
            self.joined = None;
        }
        if self.joined.is_none() {
            self.shared.renew_if_broken(&self.writer.opening)?;
        }
        let conn = &mut self.shared.conn;
        if self.joined.is_some() {
            AnsiTransactionManager::begin_transaction(conn)?;
        } else {
            AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")?;
        }
        self.is_begun = true;
        Ok(())
    }

    /// Keeps the write or takes it back, and says for which batch the outcome has to wait.
    fn end<T, E>(
        mut self,
        mut outcome: Result<T, Aborted<E>>,
    ) -> (Result<T, Aborted<E>>, Option<Arc<Batch>>) {
        if outcome.is_ok()
            && let Err(error) = self.keep()
        {
            outcome = Err(error.into());
        }
        if outcome.is_err()
            && let Err(error) = self.take_back()
        {
            // What failed the write says more than that nothing was left to take back.
            tracing::warn!(%error, "a failed write could not be taken back by itself");
            self.shared.give_up(&error);
        }
        let batch = self
            .shared
            .open
            .as_ref()
            .map(|open| Arc::clone(&open.batch));
        self.settle();
        (outcome, batch)
    }

    fn keep(&mut self) -> QueryResult<()> {
        if self.joined.is_some() {
            AnsiTransactionManager::commit_transaction(&mut self.shared.conn)?;
        }
        self.is_begun = false;
        let open = self.shared.open.get_or_insert_with(|| OpenBatch {
            batch: Arc::default(),
            writes: 0,
            since: Moment::now(),
        });
        open.writes += 1;
        Ok(())
    }

    fn take_back(&mut self) -> QueryResult<()> {
        if std::mem::take(&mut self.is_begun) {
            AnsiTransactionManager::rollback_transaction(&mut self.shared.conn)?;
        }
        Ok(())
    }

    /// Commits the batch, unless somebody waits who will.
    fn settle(&mut self) {
        let Some(open) = &self.shared.open else {
            return;
        };
        let goes_on = self.writer.waiting.load(Ordering::SeqCst) > 0
            && open.writes < MOST_TOGETHER
            && open.since.elapsed() < self.writer.longest_open;
        if !goes_on {
            // Told to every write of the batch, this one's included.
            let committed = self.shared.commit();
            self.writer.note(&committed);
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.is_begun {
            if let Err(error) = self.take_back() {
                tracing::error!(%error, "a write that panicked could not be taken back");
                self.shared.give_up(&error);
            }
            self.settle();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::mpsc;

    use diesel::prelude::*;

    use super::*;

    diesel::table! {
        notes (id) {
            id -> Integer,
        }
    }

    fn writer() -> Writer {
        writer_on(":memory:")
    }

    fn writer_on(path: &str) -> Writer {
        let path = path.to_owned();
        let opening = move || -> QueryResult<SqliteConnection> {
            let mut conn = SqliteConnection::establish(&path).unwrap();
            conn.batch_execute(
                "PRAGMA foreign_keys = ON; CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, \
                 other INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)",
            )?;
            Ok(conn)
        };
        Writer {
            longest_open: Duration::from_secs(600),
            ..Writer::open(Box::new(opening)).unwrap()
        }
    }

    fn insert(conn: &mut SqliteConnection, id: i32) -> Result<(), Error> {
        diesel::insert_into(notes::table)
            .values(notes::id.eq(id))
            .execute(conn)
            .map(|_| ())
    }

    fn kept(writer: &Writer) -> Vec<i32> {
        writer
            .alone(|conn| notes::table.select(notes::id).order(notes::id).load(conn))
            .unwrap()
            .unwrap()
    }

    type Write<'a> = Box<dyn FnOnce(&mut SqliteConnection) -> Result<(), Error> + Send + 'a>;

    /// Runs the first write, and the others once all of them wait for it; how each ended.
    fn together<'a>(writer: &Writer, writes: Vec<Write<'a>>) -> Vec<bool> {
        let others = writes.len() - 1;
        std::thread::scope(|scope| {
            let (began, has_begun) = mpsc::channel();
            let mut writes = writes.into_iter();
            let first = writes.next().unwrap();
            let mut threads = vec![scope.spawn(move || {
                let ended = writer.write(|conn| {
                    began.send(()).unwrap();
                    while writer.waiting.load(Ordering::SeqCst) < others {
                        std::thread::yield_now();
                    }
                    first(conn)
                });
                ended.is_ok()
            })];
            has_begun.recv().unwrap();
            threads.extend(writes.map(|write| scope.spawn(move || writer.write(write).is_ok())));
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        })
    }

    #[test]
    fn of_writes_that_wait_for_one_another_each_is_kept_or_taken_back_by_itself() {
        let writer = writer();
        let ended = together(
            &writer,
            vec![
                Box::new(|conn| insert(conn, 1)),
                Box::new(|conn| insert(conn, 2)),
                Box::new(|conn| {
                    insert(conn, 3)?;
                    Err(Error::NotFound)
                }),
                Box::new(|conn| insert(conn, 4)),
            ],
        );
        assert_eq!(ended, [true, true, false, true]);
        assert_eq!(kept(&writer), [1, 2, 4]);
    }

    #[test]
    fn a_first_write_that_fails_leaves_the_others_alone() {
        let writer = writer();
        let ended = together(
            &writer,
            vec![
                Box::new(|_| Err(Error::NotFound)),
                Box::new(|conn| insert(conn, 2)),
                Box::new(|conn| insert(conn, 3)),
            ],
        );
        assert_eq!(ended, [false, true, true]);
        assert_eq!(kept(&writer), [2, 3]);
    }

    #[test]
    fn nobody_is_told_of_a_write_whose_commit_failed() {
        let writer = writer();
        let broken = |conn: &mut SqliteConnection| {
            conn.batch_execute("INSERT INTO notes (id, other) VALUES (9, 10)")
        };
        assert!(matches!(
            writer.write(broken),
            Err(Aborted::Engine(Error::DatabaseError(
                DatabaseErrorKind::ForeignKeyViolation,
                _
            )))
        ));
        let ended = together(
            &writer,
            vec![Box::new(|conn| insert(conn, 1)), Box::new(broken)],
        );
        assert_eq!(ended, [false, false]);
        assert_eq!(kept(&writer), [] as [i32; 0]);
        writer.write(|conn| insert(conn, 5)).ok().unwrap();
        assert_eq!(kept(&writer), [5]);
    }

    #[test]
    fn a_write_that_panics_is_taken_back_and_the_next_goes_on() {
        let writer = writer();
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            writer.write(|conn| {
                insert(conn, 1).unwrap();
                assert!(kept_within(conn).is_empty(), "a fault in the caller's code");
                Ok::<(), Error>(())
            })
        }));
        assert!(panicked.is_err());
        writer.write(|conn| insert(conn, 2)).ok().unwrap();
        assert_eq!(kept(&writer), [2]);
    }

    fn kept_within(conn: &mut SqliteConnection) -> Vec<i32> {
        notes::table.select(notes::id).load(conn).unwrap()
    }

    /// What a full disk does: SQLite ends the transaction that is open, whoever wrote in it.
    fn take_back_all(conn: &mut SqliteConnection) -> Result<(), Error> {
        diesel::sql_query("ROLLBACK").execute(conn)?;
        Err(Error::NotFound)
    }

    #[test]
    fn all_writes_of_a_transaction_that_sqlite_took_back_are_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer_on(folder.path().join("notes").to_str().unwrap());
        let ended = together(
            &writer,
            vec![
                Box::new(|conn| insert(conn, 1)),
                Box::new(|conn| insert(conn, 2)),
                Box::new(take_back_all),
            ],
        );
        let lost = ended.iter().filter(|is_kept| !**is_kept).count();
        assert_eq!(kept(&writer).len(), ended.len() - lost);
        assert!(!ended.iter().all(|is_kept| *is_kept));
        writer.write(|conn| insert(conn, 3)).ok().unwrap();
        assert!(kept(&writer).contains(&3));
    }

    #[test]
    fn a_connection_that_does_not_know_where_it_stands_is_opened_anew() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer_on(folder.path().join("notes").to_str().unwrap());
        writer.write(|conn| insert(conn, 1)).ok().unwrap();
        AnsiTransactionManager::begin_transaction(&mut writer.lock().conn).unwrap();
        insert(&mut writer.lock().conn, 2).unwrap();
        writer.write(|conn| insert(conn, 3)).ok().unwrap();
        assert_eq!(kept(&writer), [1, 3]);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_found_by_the_probe() {
        let writer = writer();
        writer.probe().unwrap();
        let read_only = |conn: &mut SqliteConnection| conn.batch_execute("PRAGMA query_only = ON");
        writer.alone(read_only).unwrap().unwrap();
        let error = writer.probe().unwrap_err();
        assert!(error.to_string().contains("readonly"), "{error}");
    }

    #[test]
    fn who_asks_while_others_write_is_told_of_their_last_commit() {
        let writer = writer();
        let full = || {
            let told = "database or disk is full".to_owned();
            Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(told))
        };
        let shared = writer.lock();
        writer.probe().unwrap();
        writer.note(&Err(full()));
        assert!(writer.probe().unwrap_err().to_string().contains("full"));
        writer.note(&Err(Error::NotFound));
        writer.probe().unwrap();
        writer.note(&Err(full()));
        writer.note(&Ok(()));
        writer.probe().unwrap();
        drop(shared);
    }

    #[test]
    fn many_threads_lose_nothing() {
        let writer = writer();
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let writer = &writer;
                scope.spawn(move || {
                    for i in 0..100 {
                        let id = thread * 100 + i;
                        let ended = writer.write(|conn| {
                            insert(conn, id)?;
                            if i % 10 == 3 {
                                Err(Error::NotFound)
                            } else {
                                Ok(())
                            }
                        });
                        assert_eq!(ended.is_ok(), i % 10 != 3);
                    }
                });
            }
        });
        assert_eq!(kept(&writer).len(), 8 * 90);
    }
}
