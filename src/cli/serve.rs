//! `crewcast serve`.

use clap::Args;

use super::runtime::Runtime;
use crate::failure::Failure;
use crate::http::{self, Service};

/// What `serve` takes.
#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Address and port [default: 127.0.0.1:8080].
    #[arg(long)]
    listen: Option<String>,
}

pub(super) fn serve(runtime: &Runtime, arguments: &ServeArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let listen = arguments
        .listen
        .clone()
        .unwrap_or_else(|| runtime.config.listen.clone());
    let jobs = runtime.jobs(&db);
    let service = Service::new(db, runtime.clock.clone(), jobs)?;
    actix_web::rt::System::new().block_on(http::serve(service, &listen, |address| {
        eprintln!(
            "Crewcast serves on http://{address}/ (API under /api/v1, documentation under /docs/)"
        );
    }))
}
