//! The worker threads.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};

use super::store::{self, RunRow};
use super::tell::tell;
use super::{JobContext, LOST_AFTER_SECONDS, MAX_ATTEMPTS};
use crate::clock::Clock;
use crate::db::Database;
use crate::failure::Failure;

/// Does the work of one kind of run and returns what the run's `result` shall be. It must be safe to begin again.
pub type Handler = Arc<dyn Fn(&JobContext<'_>) -> Result<Value, Failure> + Send + Sync>;

/// Handlers by kind.
pub type Registry = BTreeMap<&'static str, Handler>;

/// The handle to the worker threads. Cheap to clone.
#[derive(Clone)]
pub struct Jobs {
    shared: Arc<Shared>,
    threads: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

struct Shared {
    db: Database,
    clock: Clock,
    registry: Registry,
    stopping: AtomicBool,
    bell: Condvar,
    bell_lock: Mutex<()>,
}

impl Jobs {
    /// Starts `workers` threads; 0 starts none, for servers that leave the work to others.
    pub fn start(db: Database, clock: Clock, registry: Registry, workers: usize) -> Self {
        let shared = Arc::new(Shared {
            db,
            clock,
            registry,
            stopping: AtomicBool::new(false),
            bell: Condvar::new(),
            bell_lock: Mutex::new(()),
        });
        let threads = (0..workers)
            .map(|_| {
                let shared = shared.clone();
                std::thread::spawn(move || shared.work())
            })
            .collect();
        Self {
            shared,
            threads: Arc::new(Mutex::new(threads)),
        }
    }

    /// Rings the bell: a run was queued.
    pub fn wake(&self) {
        self.shared.bell.notify_all();
    }

    /// Lets running jobs end and takes no new ones. A second call does nothing.
    pub fn stop(&self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        self.wake();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a worker thread panicked");
            }
        }
    }
}

impl Shared {
    fn work(&self) {
        while !self.stopping.load(Ordering::SeqCst) {
            match self.take_one() {
                Ok(Some(row)) => self.run(row),
                Ok(None) => self.wait(Duration::from_secs(1)),
                Err(error) => {
                    tracing::warn!(%error, "cannot look for queued runs; trying again in a second");
                    self.wait(Duration::from_secs(1));
                }
            }
        }
    }

    fn wait(&self, at_most: Duration) {
        let guard = self
            .bell_lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        drop(self.bell.wait_timeout(guard, at_most));
    }

    fn take_one(&self) -> Result<Option<RunRow>, Failure> {
        let now = self.clock.now();
        let lost = json!({
            "code": "worker-lost",
            "detail": format!("the worker was lost {MAX_ATTEMPTS} times; see the server's log, then start the run again"),
        });
        self.db.write(|conn| {
            let lost_before = now.plus_seconds(-LOST_AFTER_SECONDS);
            for row in store::sweep(conn, lost_before, MAX_ATTEMPTS, &lost.to_string(), now)? {
                tell(conn, &row, &row.state, now)?;
            }
            let Some(mut row) = store::oldest_queued(conn)? else {
                return Ok(None);
            };
            if !store::claim(conn, &row, now)? {
                return Ok(None);
            }
            row.attempts += 1;
            tell(conn, &row, "Running", now)?;
            Ok(Some(row))
        })
    }

    fn run(&self, row: RunRow) {
        let context = JobContext::new(&self.db, &self.clock, row);
        let row = context.row().clone();
        let span = tracing::info_span!(
            "run",
            run_id = row.id,
            kind = row.kind,
            attempt = row.attempts
        );
        let outcome = span.in_scope(|| {
            let Some(handler) = self.registry.get(row.kind.as_str()) else {
                return Err(Failure::Internal(format!(
                    "no handler for runs of kind {:?}",
                    row.kind
                )));
            };
            let done = AtomicBool::new(false);
            std::thread::scope(|threads| {
                threads.spawn(|| {
                    while !done.load(Ordering::SeqCst) {
                        context.beat();
                        std::thread::park_timeout(Duration::from_millis(500));
                    }
                });
                let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| handler(&context)));
                done.store(true, Ordering::SeqCst);
                outcome.unwrap_or_else(|_| Err(Failure::Internal("the run panicked".to_owned())))
            })
        });
        let (state, result, error) = match outcome {
            Ok(result) => ("Complete", Some(result.to_string()), None),
            Err(Failure::Cancelled) => ("Canceled", None, None),
            Err(failure) => ("Failed", None, Some(self.describe(&row, &failure))),
        };
        let now = self.clock.now();
        let written = self.db.write(|conn| {
            let is_ours = store::finish(conn, &row, state, result, error, now)?;
            if is_ours {
                tell(conn, &row, state, now)?;
            }
            Ok::<_, Failure>(is_ours)
        });
        match written {
            Ok(true) => tracing::info!(run_id = row.id, state, "run ended"),
            Ok(false) => tracing::warn!(
                run_id = row.id,
                state,
                "late result refused: the run was taken over"
            ),
            Err(error) => {
                tracing::error!(run_id = row.id, %error, "the run's outcome could not be written")
            }
        }
    }

    fn describe(&self, row: &RunRow, failure: &Failure) -> String {
        tracing::warn!(run_id = row.id, error = %failure, "run failed");
        json!({ "code": failure.code(), "detail": failure.to_string(), "errors": failure.faults() })
            .to_string()
    }
}
