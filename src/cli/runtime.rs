//! The parts every command needs, opened from the configuration.

use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Output;
use super::selection;
use crate::assembly::job_handlers;
use crate::audit_log::{Act, Recorder, append};
use crate::child_process::ChildProgram;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Conn, Database, EngineKind};
use crate::failure::Failure;
use crate::jobs::{JobSettings, Jobs, Run, RunState, find_run};
use crate::rostering::RosterSolver;
use crate::tenancy::all_tenants;

/// How long a server or worker waits for its database before it gives up.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Configuration, clock and where output goes.
pub(super) struct Runtime {
    pub config: Config,
    pub clock: Clock,
    pub output: Output,
    /// What the audit log calls the command.
    pub command: String,
}

impl Runtime {
    /// Opens the database and brings it to this version's schema. What the command changes is told in the audit log.
    pub(super) fn open(&self) -> Result<Database, Failure> {
        let (db, _) = self.open_and_migrate()?;
        let recorder = Recorder::of_command(&self.command, self.clock.clone());
        Ok(db.watched(Arc::new(recorder)))
    }

    /// Opens the database, unwatched, and says which migrations were applied; each tenant's audit log tells of them.
    pub(super) fn open_and_migrate(&self) -> Result<(Database, Vec<String>), Failure> {
        let db = Database::open(&self.config.database_url)?;
        let applied = db.migrate()?;
        if !applied.is_empty() {
            let mut act = Act::of_command("migrate");
            act.parameters = vec![("migrations".to_owned(), applied.join(", "))];
            let now = self.clock.now();
            db.write(|conn| {
                for tenant in all_tenants(conn)? {
                    append(conn, tenant.id.as_str(), &act, now)?;
                }
                Ok::<_, Failure>(())
            })?;
        }
        Ok((db, applied))
    }

    /// Opens the database as [`Self::open_and_migrate`] does, and waits for one that is away: servers may start before their
    /// database.
    pub(super) fn open_when_there(&self) -> Result<Database, Failure> {
        let is_server = EngineKind::of(&self.config.database_url) == EngineKind::Postgres;
        let since = Stopwatch::now();
        loop {
            match self.open_and_migrate() {
                Err(failure)
                    if is_server && failure.is_passing() && since.elapsed() < LONGEST_WAIT =>
                {
                    tracing::warn!(%failure, "waiting for the database");
                    std::thread::sleep(Duration::from_secs(1));
                }
                opened => return opened.map(|(db, _)| db),
            }
        }
    }

    /// Who searches for rosters and answers questions about them.
    pub(super) fn solver(&self) -> Result<RosterSolver, Failure> {
        let memory = self.config.solver_memory_mebibytes;
        ChildProgram::of_this_program(memory).map(RosterSolver::Process)
    }

    /// Starts the worker threads.
    pub(super) fn jobs(&self, db: &Database) -> Result<Jobs, Failure> {
        let settings = JobSettings {
            workers: self.config.workers,
            runs_at_once: self.config.runs_at_once.clone(),
        };
        Ok(Jobs::start_with(
            // The run itself is told; its heartbeats are not.
            db.unwatched(),
            self.clock.clone(),
            job_handlers(&self.solver()?),
            settings,
        ))
    }

    /// Submits a run, shows its progress and waits for its end.
    pub(super) fn run_to_end(
        &self,
        db: &Database,
        kind: &str,
        submit: impl FnOnce(&mut Conn<'_>) -> Result<Run, Failure>,
    ) -> Result<EndedRun, Failure> {
        let queued = db.write(submit)?;
        let scope = selection::scope(self, db)?;
        let jobs = self.jobs(db)?;
        jobs.wake();
        let bar = if self.output.is_json() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(100)
        };
        if let Ok(style) = ProgressStyle::with_template("{msg:>12} [{bar:40}] {pos:>3} % {elapsed}")
        {
            bar.set_style(style);
        }
        bar.set_message(kind.to_owned());
        let ended = loop {
            let run = db.read(|conn| find_run(conn, &scope, &queued.id))?;
            bar.set_position(run.percent_complete as u64);
            if run.state.is_final() {
                break run;
            }
            std::thread::sleep(Duration::from_millis(100));
        };
        bar.finish_and_clear();
        jobs.stop();
        if ended.state == RunState::Complete {
            return Ok(EndedRun(ended));
        }
        let why = ended
            .error
            .as_ref()
            .and_then(|error| error["detail"].as_str())
            .unwrap_or("no reason was recorded");
        Err(Failure::Internal(format!(
            "the {kind} run {} ended {:?}: {why}",
            ended.id, ended.state
        )))
    }
}

/// A run that is complete.
pub(super) struct EndedRun(Run);

impl EndedRun {
    /// The id of what the run made.
    pub(super) fn result_id(&self, name: &str) -> Result<String, Failure> {
        let id = self
            .0
            .result
            .as_ref()
            .and_then(|result| result[name].as_str());
        id.map(str::to_owned)
            .ok_or_else(|| Failure::Internal(format!("run {} names no {name}", self.0.id)))
    }
}
