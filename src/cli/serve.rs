//! `crewcast serve`.

use std::time::Duration;

use clap::Args;

use super::runtime::Runtime;
use crate::auth::Identity;
use crate::db::Database;
use crate::events::{EventServer, EventSettings};
use crate::failure::Failure;
use crate::http::{self, Service};
use crate::intraday::AlertWatch;
use crate::oidc::OidcClient;
use crate::outbound::CampaignWatch;
use crate::personal_data::RetentionWatch;

/// How often alert rules are looked at.
const ALERTS_EVERY: Duration = Duration::from_secs(60);

/// How often campaigns, their schedules, sequences and rules are looked at.
const CAMPAIGNS_EVERY: Duration = Duration::from_secs(60);

/// How often it is looked whether a day has passed since old rows were removed.
const RETENTION_EVERY: Duration = Duration::from_secs(3_600);

/// What `serve` takes.
#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Address and port [default: 127.0.0.1:8080].
    #[arg(long)]
    listen: Option<String>,
}

/// Serves the configured database.
pub(super) fn serve(runtime: &Runtime, arguments: &ServeArguments) -> Result<(), Failure> {
    let (db, _) = runtime.open_and_migrate()?;
    let listen = arguments
        .listen
        .as_deref()
        .unwrap_or(&runtime.config.listen);
    let scheme = match runtime.config.tls_certificate {
        Some(_) => "https",
        None => "http",
    };
    serve_on(runtime, db, listen, |address| {
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
    let _watches = (runtime.config.workers > 0).then(|| {
        (
            AlertWatch::start(db.clone(), runtime.clock.clone(), ALERTS_EVERY),
            CampaignWatch::start(db.clone(), runtime.clock.clone(), CAMPAIGNS_EVERY),
            RetentionWatch::start(db.clone(), runtime.clock.clone(), RETENTION_EVERY),
        )
    });
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
