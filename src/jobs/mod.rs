//! Long work: forecasts, rosters, allocations run as jobs with progress, cancel and result.
//!
//! A `runs` row is the truth. Worker threads claim queued rows, beat their heart while they work, and write the
//! result only while the claim is still theirs; a run whose worker died is taken up again, at most
//! [`MAX_ATTEMPTS`] times.

mod backlog;
mod context;
pub mod routes;
mod run;
mod runner;
mod store;
mod tell;
mod trace;

pub use backlog::{OpenRuns, RunBacklog, run_backlog};
pub use context::JobContext;
pub use run::{Run, RunState, cancel_run, find_run, list_runs, submit};
pub use runner::{Handler, Jobs, Registry};

/// How often a run is begun before it is given up.
pub const MAX_ATTEMPTS: i32 = 3;

/// A running job whose heart has not beaten for this long has lost its worker.
const LOST_AFTER_SECONDS: i64 = 30;
