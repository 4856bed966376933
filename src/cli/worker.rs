//! `crewcast worker`.

use clap::Args;

use super::runtime::Runtime;
use super::watches::Watches;
use crate::config::Config;
use crate::db::EngineKind;
use crate::events::{EventServer, EventSettings};
use crate::failure::Failure;
use crate::http::request_to_stop;

/// What `worker` takes.
#[derive(Debug, Args)]
pub(super) struct WorkerArguments {
    /// Runs at once [default: `workers` of the configuration].
    #[arg(long, value_name = "COUNT")]
    jobs: Option<usize>,
    /// Leave webhooks, alert rules and campaigns to others.
    #[arg(long)]
    only_jobs: bool,
}

/// Works on the database's runs until a signal ends it. Any number of workers may run beside any number of servers.
///
/// # Errors
/// [`Failure::Conflict`] `one-process` on SQLite; those of opening the database.
pub(super) fn work(runtime: &Runtime, arguments: &WorkerArguments) -> Result<(), Failure> {
    let db = runtime.open_when_there()?;
    if db.kind() == EngineKind::Sqlite {
        return Err(Failure::conflict(
            "one-process",
            "a SQLite file is written by one process, which runs its jobs itself: raise `workers` of crewcast serve, or move to \
             PostgreSQL with crewcast move --to postgres://…",
        ));
    }
    let runtime = Runtime {
        config: Config {
            workers: arguments.jobs.unwrap_or(runtime.config.workers),
            ..runtime.config.clone()
        },
        clock: runtime.clock.clone(),
        output: runtime.output,
        command: runtime.command.clone(),
    };
    let jobs = runtime.jobs(&db)?;
    let besides = if arguments.only_jobs {
        None
    } else {
        let settings = EventSettings::of(&runtime.config);
        let events = EventServer::start(&db, &runtime.clock, &settings)?;
        Some((events, Watches::start(&runtime, &db)))
    };
    let workers = runtime.config.workers;
    eprintln!("Crewcast works on up to {workers} run(s) at once");
    let told = actix_web::rt::System::new().block_on(async {
        request_to_stop()?.await;
        Ok::<_, Failure>(())
    });
    if let Some((events, _watches)) = besides {
        events.stop();
    }
    jobs.stop();
    told
}
