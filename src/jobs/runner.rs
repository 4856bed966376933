//! The worker threads.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant as Stopwatch};

use serde_json::{Value, json};

use super::order::kinds_with_room;
use super::store::{self, RunRow};
use super::tell::tell;
use super::trace::trace_of;
use super::{JobContext, LOST_AFTER_SECONDS, MAX_ATTEMPTS, wake};
use crate::background::{BackgroundThreads, Bell};
use crate::clock::Clock;
use crate::db::{Database, EngineKind};
use crate::failure::Failure;
use crate::instruments;
use crate::traces::continue_trace;

/// Does the work of one kind of run and returns what the run's `result` shall be. It must be safe to begin again.
pub type Handler = Arc<dyn Fn(&JobContext<'_>) -> Result<Value, Failure> + Send + Sync>;

/// Handlers by kind.
pub type Registry = BTreeMap<&'static str, Handler>;

/// After the database was away nobody is taken for lost for this long: the others' hearts have to beat again first.
const TRUCE: Duration = Duration::from_secs(5);

/// How long an outcome that cannot be written, as the database is away, is kept and tried again.
const OUTCOME_KEPT: Duration = Duration::from_secs(600);

/// What workers may do.
#[derive(Clone, Debug, Default)]
pub struct JobSettings {
    /// Threads, each with one run at a time; 0 for servers that leave the work to others.
    pub workers: usize,
    /// The most runs of a kind under way at once, on all workers of the database together; others have no such limit.
    pub runs_at_once: BTreeMap<String, u32>,
}

/// The handle to the worker threads. Cheap to clone.
#[derive(Clone)]
pub struct Jobs {
    threads: BackgroundThreads,
    ears: Option<BackgroundThreads>,
}

struct Shared {
    db: Database,
    clock: Clock,
    registry: Registry,
    runs_at_once: BTreeMap<String, u32>,
    /// This process, for people who look who has a run.
    worker: String,
    /// When the database last failed to answer.
    troubled: Mutex<Option<Stopwatch>>,
}

/// What becomes of a claimed run.
enum Ending {
    Over {
        state: &'static str,
        result: Option<String>,
        error: Option<String>,
    },
    /// The database was away in the middle of it: it is begun again.
    Again,
}

impl Jobs {
    /// Starts `workers` threads without limits by kind; 0 starts none.
    pub fn start(db: Database, clock: Clock, registry: Registry, workers: usize) -> Self {
        let settings = JobSettings {
            workers,
            ..JobSettings::default()
        };
        Self::start_with(db, clock, registry, settings)
    }

    /// Starts worker threads, and on PostgreSQL one that hears of runs that other servers queue.
    pub fn start_with(
        db: Database,
        clock: Clock,
        registry: Registry,
        settings: JobSettings,
    ) -> Self {
        if settings.workers > 0 {
            instruments::expect_runs(registry.keys().copied());
        }
        let hears = settings.workers > 0 && db.kind() == EngineKind::Postgres;
        let shared = Shared {
            db: db.clone(),
            clock,
            registry,
            runs_at_once: settings.runs_at_once,
            worker: this_process(),
            troubled: Mutex::new(None),
        };
        let work = move |bell: &Bell| shared.work(bell);
        let threads = BackgroundThreads::start("running jobs", settings.workers, work);
        let ears = hears.then(|| wake::start(db, threads.clone()));
        Self { threads, ears }
    }

    /// Rings the bell: a run was queued.
    pub fn wake(&self) {
        self.threads.wake();
    }

    /// Lets running jobs end and takes no new ones. A second call does nothing.
    pub fn stop(&self) {
        if let Some(ears) = &self.ears {
            ears.stop();
        }
        self.threads.stop();
    }
}

/// Host and process id.
fn this_process() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}:{}", host.trim(), std::process::id())
}

impl Shared {
    fn work(&self, bell: &Bell) {
        while !bell.is_over() {
            match self.take_one() {
                Ok(Some(row)) => self.run(row, bell),
                Ok(None) => bell.rest(Duration::from_secs(1)),
                Err(error) => {
                    tracing::warn!(%error, "cannot look for queued runs; trying again in a second");
                    *self.troubled() = Some(Stopwatch::now());
                    bell.rest(Duration::from_secs(1));
                }
            }
        }
    }

    fn troubled(&self) -> MutexGuard<'_, Option<Stopwatch>> {
        self.troubled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_one(&self) -> Result<Option<RunRow>, Failure> {
        let now = self.clock.now();
        let lost_before = now.plus_seconds(-LOST_AFTER_SECONDS);
        if !self
            .db
            .read(|conn| store::is_any_to_take(conn, lost_before))?
        {
            return Ok(None);
        }
        let lost = json!({
            "code": "worker-lost",
            "detail": format!("the worker was lost {MAX_ATTEMPTS} times; see the server's log, then start the run again"),
        });
        let is_truce = self.troubled().is_some_and(|at| at.elapsed() < TRUCE);
        self.db.write(|conn| {
            store::lock_order(conn)?;
            if !is_truce {
                for row in store::sweep(conn, lost_before, MAX_ATTEMPTS, &lost.to_string(), now)? {
                    tell(conn, &row, &row.state, now)?;
                }
            }
            let under_way = store::under_way(conn)?;
            let kinds = self.registry.keys().copied();
            let kinds = kinds_with_room(kinds, &self.runs_at_once, &under_way);
            let Some(mut row) = store::next_queued(conn, &kinds)? else {
                return Ok(None);
            };
            if !store::claim(conn, &row, &self.worker, now)? {
                return Ok(None);
            }
            row.attempts += 1;
            tell(conn, &row, "Running", now)?;
            Ok(Some(row))
        })
    }

    fn run(&self, row: RunRow, bell: &Bell) {
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
        let over = |state, result, error| Ending::Over {
            state,
            result,
            error,
        };
        let ending = match outcome {
            Ok(result) => over("Complete", Some(result.to_string()), None),
            Err(Failure::Cancelled) => over("Canceled", None, None),
            Err(failure) if failure.is_passing() && row.attempts < MAX_ATTEMPTS => {
                tracing::warn!(run_id = row.id, %failure, "the run is begun again");
                Ending::Again
            }
            Err(failure) => over("Failed", None, Some(describe(&row, &failure))),
        };
        self.write_down(&row, &ending, began, bell);
    }

    /// Writes what became of a run, as soon as the database lets it.
    fn write_down(&self, row: &RunRow, ending: &Ending, began: Stopwatch, bell: &Bell) {
        let since = Stopwatch::now();
        loop {
            let state = match ending {
                Ending::Over { state, .. } => *state,
                Ending::Again => "Queued",
            };
            match self.write_ending(row, ending) {
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
                Err(failure)
                    if failure.is_passing()
                        && !bell.is_over()
                        && since.elapsed() < OUTCOME_KEPT =>
                {
                    bell.rest(Duration::from_millis(500));
                    continue;
                }
                Err(failure) => {
                    tracing::error!(run_id = row.id, %failure, "the run's outcome could not be written");
                }
            }
            return;
        }
    }

    /// Whether the claim was still held.
    fn write_ending(&self, row: &RunRow, ending: &Ending) -> Result<bool, Failure> {
        let now = self.clock.now();
        self.db.write(|conn| {
            let (is_ours, state) = match ending {
                Ending::Over {
                    state,
                    result,
                    error,
                } => {
                    let (result, error) = (result.clone(), error.clone());
                    let is_ours = store::finish(conn, row, state, result, error, now)?;
                    (is_ours, *state)
                }
                Ending::Again => (store::put_back(conn, row)?, "Queued"),
            };
            if is_ours {
                tell(conn, row, state, now)?;
            }
            Ok(is_ours)
        })
    }
}

fn describe(row: &RunRow, failure: &Failure) -> String {
    tracing::warn!(run_id = row.id, error = %failure, "run failed");
    json!({ "code": failure.code(), "detail": failure.to_string(), "errors": failure.faults() })
        .to_string()
}
