//! Sending spans to a collector.

use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{SpanExporter, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;

use super::client::CollectorClient;
use super::parent;
use crate::failure::Failure;

/// Any of them switches traces on.
const ENDPOINTS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
];

/// How long the last spans may take when the program ends.
const LAST_SPANS: Duration = Duration::from_secs(5);

/// Sends spans in batches from a thread of its own; what is left is sent when this is dropped.
pub(crate) struct TraceExport {
    provider: SdkTracerProvider,
}

impl TraceExport {
    /// As the environment says; nothing where no collector is named. The other `OTEL_…` variables hold as OpenTelemetry
    /// defines them: headers, timeouts, sampler, batches, service name.
    ///
    /// # Errors
    /// [`Failure::Malformed`] when a variable cannot be understood.
    pub(crate) fn from_environment() -> Result<Option<Self>, Failure> {
        if !ENDPOINTS.into_iter().any(is_set) {
            return Ok(None);
        }
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(CollectorClient::new())
            .build()
            .map_err(|error| {
                let name = ENDPOINTS[0];
                Failure::Malformed(format!("traces: {error}; check {name} and its like"))
            })?;
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let mut resource = Resource::builder().with_attribute(version);
        if !is_set("OTEL_SERVICE_NAME") {
            resource = resource.with_service_name("crewcast");
        }
        parent::switch_on();
        Ok(Some(Self {
            provider: SdkTracerProvider::builder()
                .with_batch_exporter(exporter)
                .with_resource(resource.build())
                .build(),
        }))
    }

    /// Hands the spans of a subscriber over.
    pub(crate) fn layer<S>(&self) -> OpenTelemetryLayer<S, SdkTracer>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("crewcast"))
            .with_location(false)
            .with_threads(false)
    }
}

impl Drop for TraceExport {
    fn drop(&mut self) {
        if let Err(error) = self.provider.shutdown_with_timeout(LAST_SPANS) {
            tracing::warn!(%error, "the last spans were not sent");
        }
    }
}

fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}
