//! Long work: forecasts, rosters, allocations run as jobs with progress, cancel and result.
//!
//! A `runs` row is the truth. Worker threads, of any number of processes on PostgreSQL, claim queued rows, beat their heart while
//! they work, and write the result only while the claim is still theirs; a run whose worker died is taken up again, at most
//! [`MAX_ATTEMPTS`] times. Tenants take turns.

mod backlog;
mod context;
mod order;
pub mod routes;
mod run;
mod runner;
mod size;
mod store;
mod tell;
mod trace;
mod wake;

pub use backlog::{OpenRuns, RunBacklog, run_backlog};
pub use context::JobContext;
pub use run::{Run, RunState, cancel_run, find_run, list_runs, require_own_run, submit};
pub use runner::{Handler, JobSettings, Jobs, Registry};
pub use size::require_size;

/// How often a run is begun before it is given up.
pub const MAX_ATTEMPTS: i32 = 3;

/// Runs of one tenant that may wait for a worker at once.
pub const MOST_QUEUED_RUNS: i64 = 200;

/// A running job whose heart has not beaten for this long has lost its worker.
const LOST_AFTER_SECONDS: i64 = 30;
