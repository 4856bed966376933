//! `crewcast serve`.

use clap::Args;

use super::runtime::Runtime;
use super::watches::Watches;
use crate::auth::Identity;
use crate::config::Config;
use crate::db::Database;
use crate::events::{EventServer, EventSettings};
use crate::failure::Failure;
use crate::http::{self, Service};
use crate::oidc::OidcClient;

/// What `serve` takes.
#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Address and port [default: 127.0.0.1:8080].
    #[arg(long)]
    listen: Option<String>,
    /// Runs at once in this process; 0 leaves them, and the watches, to others [default: `workers` of the configuration].
    #[arg(long, value_name = "COUNT")]
    workers: Option<usize>,
}

/// Serves the configured database.
pub(super) fn serve(runtime: &Runtime, arguments: &ServeArguments) -> Result<(), Failure> {
    let db = runtime.open_when_there()?;
    let listen = arguments
        .listen
        .as_deref()
        .unwrap_or(&runtime.config.listen);
    let runtime = Runtime {
        config: Config {
            workers: arguments.workers.unwrap_or(runtime.config.workers),
            ..runtime.config.clone()
        },
        clock: runtime.clock.clone(),
        output: runtime.output,
        command: runtime.command.clone(),
    };
    let scheme = match runtime.config.tls_certificate {
        Some(_) => "https",
        None => "http",
    };
    serve_on(&runtime, db, listen, |address| {
        eprintln!(
            "Crewcast serves on {scheme}://{address}/ (API under /api/v1, documentation under /docs/)"
        );
    })
}

/// Serves an open database until a signal ends it; `on_ready` is told the address.
pub(super) fn serve_on(
    runtime: &Runtime,
    db: Database,
    listen: &str,
    on_ready: impl FnOnce(&str),
) -> Result<(), Failure> {
    // Requests bring their own watch.
    let db = db.unwatched();
    let jobs = runtime.jobs(&db)?;
    // Servers that leave the work to others leave this to them as well.
    let _watches = (runtime.config.workers > 0).then(|| Watches::start(runtime, &db));
    let events = EventServer::start(&db, &runtime.clock, &EventSettings::of(&runtime.config))?;
    let ending = events.clone();
    let service = Service::new(db, runtime.clock.clone(), jobs)?
        .configured(&runtime.config)?
        .with(runtime.solver()?)
        .with(events.clone())
        .with(Identity::of(&runtime.config)?)
        .with(OidcClient::new(&runtime.config.oidc_internal_hosts))
        .when_stopping(move || ending.end_streams());
    let outcome =
        actix_web::rt::System::new()
            .block_on(http::serve(service, listen, |address, _| on_ready(address)));
    events.stop();
    outcome
}
