//! Prometheus metrics of a server: its requests, the instruments of its process, and what the database tells when it is
//! asked for them.

mod expose;
mod requests;
mod work;

pub(super) use expose::{expose, only_for_staff};
pub(super) use requests::measure;

use prometheus::core::Collector;
use prometheus::process_collector::ProcessCollector;
use prometheus::{IntGaugeVec, Opts, Registry};

use crate::db::EngineKind;
use crate::failure::Failure;
use crate::instruments;
use requests::RequestInstruments;
use work::WorkGauges;

/// The metrics of one server.
pub(super) struct Metrics {
    registry: Registry,
    requests: RequestInstruments,
    work: WorkGauges,
}

impl Metrics {
    /// # Errors
    /// [`Failure::Internal`] when a name is registered twice, which only a change of this folder can bring about.
    pub(super) fn new(engine: EngineKind) -> Result<Self, Failure> {
        let unfit = |error: prometheus::Error| Failure::Internal(format!("metrics: {error}"));
        let requests = RequestInstruments::new().map_err(unfit)?;
        let work = WorkGauges::new().map_err(unfit)?;
        let registry = Registry::new();
        let mut parts: Vec<Box<dyn Collector>> = vec![
            Box::new(ProcessCollector::for_self()),
            Box::new(build_info(engine).map_err(unfit)?),
        ];
        parts.extend(requests.all());
        parts.extend(work.all());
        parts.extend(
            instruments::all().map_err(|error| Failure::Internal(format!("metrics: {error}")))?,
        );
        for part in parts {
            registry.register(part).map_err(unfit)?;
        }
        Ok(Self {
            registry,
            requests,
            work,
        })
    }
}

/// 1, with what is running as labels.
fn build_info(engine: EngineKind) -> Result<IntGaugeVec, prometheus::Error> {
    let info = IntGaugeVec::new(
        Opts::new(
            "crewcast_build_info",
            "1, with the program's version and the database's engine.",
        ),
        &["version", "engine"],
    )?;
    let engine = match engine {
        EngineKind::Sqlite => "sqlite",
        EngineKind::Postgres => "postgresql",
    };
    info.with_label_values(&[env!("CARGO_PKG_VERSION"), engine])
        .set(1);
    Ok(info)
}
