//! The worker threads.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use serde_json::{Value, json};

use super::store::{self, RunRow};
use super::tell::tell;
use super::trace::trace_of;
use super::{JobContext, LOST_AFTER_SECONDS, MAX_ATTEMPTS};
use crate::background::{BackgroundThreads, Bell};
use crate::clock::Clock;
use crate::db::Database;
use crate::failure::Failure;
use crate::instruments;
use crate::traces::continue_trace;

/// Does the work of one kind of run and returns what the run's `result` shall be. It must be safe to begin again.
pub type Handler = Arc<dyn Fn(&JobContext<'_>) -> Result<Value, Failure> + Send + Sync>;

/// Handlers by kind.
pub type Registry = BTreeMap<&'static str, Handler>;

/// The handle to the worker threads. Cheap to clone.
#[derive(Clone)]
pub struct Jobs {
    threads: BackgroundThreads,
}

struct Shared {
    db: Database,
    clock: Clock,
    registry: Registry,
}

impl Jobs {
    /// Starts `workers` threads; 0 starts none, for servers that leave the work to others.
    pub fn start(db: Database, clock: Clock, registry: Registry, workers: usize) -> Self {
        if workers > 0 {
            instruments::expect_runs(registry.keys().copied());
        }
        let shared = Shared {
            db,
            clock,
            registry,
        };
        let work = move |bell: &Bell| shared.work(bell);
        Self {
            threads: BackgroundThreads::start("running jobs", workers, work),
        }
    }

    /// Rings the bell: a run was queued.
    pub fn wake(&self) {
        self.threads.wake();
    }

    /// Lets running jobs end and takes no new ones. A second call does nothing.
    pub fn stop(&self) {
        self.threads.stop();
    }
}

impl Shared {
    fn work(&self, bell: &Bell) {
        while !bell.is_over() {
            match self.take_one() {
                Ok(Some(row)) => self.run(row),
                Ok(None) => bell.rest(Duration::from_secs(1)),
                Err(error) => {
                    tracing::warn!(%error, "cannot look for queued runs; trying again in a second");
                    bell.rest(Duration::from_secs(1));
                }
            }
        }
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
        let began = Stopwatch::now();
        let context = JobContext::new(&self.db, &self.clock, row);
        let row = context.row().clone();
        let span = tracing::info_span!(
            "run",
            run_id = row.id,
            kind = row.kind,
            attempt = row.attempts
        );
        if let Some(parent) = trace_of(&row.input) {
            continue_trace(&span, &parent);
        }
        let outcome = span.in_scope(|| {
            let Some(handler) = self.registry.get(row.kind.as_str()) else {
                return Err(Failure::Internal(format!(
                    "no handler for runs of kind {:?}",
                    row.kind
                )));
            };
            let beats = Bell::default();
            std::thread::scope(|threads| {
                threads.spawn(|| {
                    while !beats.is_over() {
                        context.beat();
                        beats.rest(Duration::from_millis(500));
                    }
                });
                let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| handler(&context)));
                beats.ring_for_the_end();
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
            Ok(true) => {
                let time = began.elapsed();
                instruments::run_ended(&row.kind, state, time);
                let duration_ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
                tracing::info!(
                    run_id = row.id,
                    kind = row.kind,
                    state,
                    duration_ms,
                    "run ended"
                );
            }
            Ok(false) => {
                instruments::late_result();
                tracing::warn!(
                    run_id = row.id,
                    state,
                    "late result refused: the run was taken over"
                );
            }
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
