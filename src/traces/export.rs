//! Sending spans to a collector.

use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;

use super::otlp::OtlpExporter;
use super::parent;
use super::settings::CollectorSettings;
use crate::failure::Failure;

/// How long the last spans may take when the program ends.
const LAST_SPANS: Duration = Duration::from_secs(5);

/// Sends spans in batches from a thread of its own; what is left is sent when this is dropped.
pub(crate) struct TraceExport {
    provider: SdkTracerProvider,
}

impl TraceExport {
    /// As the environment says; nothing where no collector is named.
    ///
    /// # Errors
    /// [`Failure::Malformed`] naming the variable that cannot be understood.
    pub(crate) fn from_environment() -> Result<Option<Self>, Failure> {
        let variable = |name: &str| std::env::var(name).ok();
        let Some(settings) = CollectorSettings::read(variable)? else {
            return Ok(None);
        };
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let mut resource = Resource::builder().with_attribute(version);
        if variable("OTEL_SERVICE_NAME").is_none_or(|name| name.is_empty()) {
            resource = resource.with_service_name("crewcast");
        }
        parent::switch_on();
        Ok(Some(Self {
            provider: SdkTracerProvider::builder()
                .with_batch_exporter(OtlpExporter::new(settings))
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
