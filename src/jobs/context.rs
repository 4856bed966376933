//! What a job's handler is given.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::store::{self, RunRow};
use super::trace::without_trace;
use crate::clock::Clock;
use crate::db::{Database, Instant};
use crate::failure::Failure;
use crate::tenancy::{Access, Actor, Role, Scope, TenantId};

/// Progress is written at most this often.
const PROGRESS_MILLIS: i64 = 250;

/// The run a handler works on: its input, its scope, its progress, and whether it should stop.
pub struct JobContext<'a> {
    /// The database; handlers open their own transactions.
    pub db: &'a Database,
    clock: &'a Clock,
    row: RunRow,
    last_write: Mutex<Instant>,
    stop: AtomicBool,
}

impl<'a> JobContext<'a> {
    pub(super) fn new(db: &'a Database, clock: &'a Clock, row: RunRow) -> Self {
        let last_write = Mutex::new(clock.now());
        Self {
            db,
            clock,
            row,
            last_write,
            stop: AtomicBool::new(false),
        }
    }

    /// The run's id.
    pub fn run_id(&self) -> &str {
        &self.row.id
    }

    /// The tenant's scope, on behalf of who asked for the run, now.
    pub fn scope(&self) -> Scope {
        let actor = Actor {
            tenant_id: TenantId::new(self.row.tenant_id.clone()),
            subject: self.row.started_by.clone(),
            role: Role::Planner,
            agent_id: None,
            // What the run may reach was checked when it was asked for.
            access: Access::Everything,
        };
        Scope {
            actor,
            now: self.clock.now(),
        }
    }

    /// What the run was asked to do.
    ///
    /// # Errors
    /// [`Failure::Internal`] when an older version stored another shape.
    pub fn input<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        without_trace(&self.row.input)
            .map_err(|error| Failure::Internal(format!("run input: {error}")))
    }

    /// Says how far the run is; written at most four times a second.
    ///
    /// # Errors
    /// [`Failure::Cancelled`] when a cancel was asked for or another worker took the run over: return it at once.
    pub fn progress(&self, percent: f64, detail: &impl Serialize) -> Result<(), Failure> {
        if self.is_cancelled() {
            return Err(Failure::Cancelled);
        }
        let now = self.clock.now();
        {
            let mut last = self
                .last_write
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if now.epoch_millis() - last.epoch_millis() < PROGRESS_MILLIS {
                return Ok(());
            }
            *last = now;
        }
        let detail = serde_json::to_string(detail).ok();
        match self.note(Some((percent.clamp(0.0, 100.0), detail))) {
            // The work goes on while the database is away: its result is written when it is back.
            Err(failure) if failure.is_passing() => {
                tracing::debug!(run_id = self.row.id, %failure, "progress not written");
                Ok(())
            }
            noted => noted,
        }
    }

    /// Whether the run should stop; cheap enough to ask in a solver's loop. Kept true by the heartbeat.
    pub fn is_cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(super) fn beat(&self) {
        if let Err(error) = self.note(None) {
            tracing::debug!(run_id = self.row.id, %error, "heartbeat");
        }
    }

    pub(super) fn row(&self) -> &RunRow {
        &self.row
    }

    fn note(&self, progress: Option<(f64, Option<String>)>) -> Result<(), Failure> {
        let now = self.clock.now();
        let held: Option<bool> = self
            .db
            .write(|conn| store::beat(conn, &self.row, progress, now).map_err(Failure::from))?;
        if held == Some(false) {
            return Ok(());
        }
        self.stop.store(true, Ordering::Relaxed);
        Err(Failure::Cancelled)
    }
}
