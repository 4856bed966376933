//! The parts every command needs, opened from the configuration.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Output;
use crate::assembly::job_handlers;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Database;
use crate::failure::Failure;
use crate::jobs::{Jobs, Run, RunState, find_run, submit};
use crate::tenancy::{Scope, TenantId};

/// Configuration, clock and where output goes.
pub(super) struct Runtime {
    pub config: Config,
    pub clock: Clock,
    pub output: Output,
}

impl Runtime {
    /// Opens the database and brings it to this version's schema.
    pub(super) fn open(&self) -> Result<Database, Failure> {
        let db = Database::open(&self.config.database_url)?;
        db.migrate()?;
        Ok(db)
    }

    /// Starts the worker threads.
    pub(super) fn jobs(&self, db: &Database) -> Jobs {
        Jobs::start(
            db.clone(),
            self.clock.clone(),
            job_handlers(),
            self.config.workers,
        )
    }

    /// Queues a run, shows its progress and waits for its end.
    #[expect(dead_code, reason = "used by the commands that run jobs")]
    pub(super) fn run_to_end(
        &self,
        db: &Database,
        tenant: &TenantId,
        kind: &str,
        input: &impl serde::Serialize,
    ) -> Result<Run, Failure> {
        let scope = || Scope::system(tenant.clone(), self.clock.now());
        let queued = db.write(|conn| submit(conn, &scope(), kind, input))?;
        let jobs = self.jobs(db);
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
            let run = db.read(|conn| find_run(conn, &scope(), &queued.id))?;
            bar.set_position(run.percent_complete as u64);
            if run.state.is_final() {
                break run;
            }
            std::thread::sleep(Duration::from_millis(100));
        };
        bar.finish_and_clear();
        jobs.stop();
        match ended.state {
            RunState::Complete => Ok(ended),
            _ => Err(Failure::Internal(format!(
                "the {kind} run {} ended {:?}: {}",
                ended.id,
                ended.state,
                ended.error.map_or_else(String::new, |error| error["detail"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned())
            ))),
        }
    }
}
