//! Spans as OTLP writes them in JSON, and the client that sends them.
//!
//! The library's own exporter comes with Protocol Buffers and a second HTTP client, which is much for one document with one
//! shape. Source: OpenTelemetry Protocol 1.x, "JSON Protobuf Encoding": ids in hexadecimal, enumerations as numbers, 64-bit
//! integers as text.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use opentelemetry::trace::{Event, SpanId, SpanKind, Status};
use opentelemetry::{Array, KeyValue, Value as Attribute};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use serde_json::{Value, json};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

use super::settings::CollectorSettings;

/// A collector that has not answered within this time has not got the spans.
const ANSWER_TIME: Duration = Duration::from_secs(10);

/// Sends batches of spans, on the thread of who hands them over.
#[derive(Debug)]
pub(super) struct OtlpExporter {
    agent: ureq::Agent,
    settings: CollectorSettings,
    resource: Value,
}

impl OtlpExporter {
    pub(super) fn new(settings: CollectorSettings) -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(ANSWER_TIME))
            .tls_config(tls)
            .build();
        Self {
            agent: agent.into(),
            settings,
            resource: json!({ "attributes": [] }),
        }
    }

    fn send(&self, body: &Value) -> Result<(), ureq::Error> {
        let mut request = self
            .agent
            .post(&self.settings.url)
            .header("content-type", "application/json");
        for (name, value) in &self.settings.headers {
            request = request.header(name, value);
        }
        request.send(body.to_string()).map(drop)
    }
}

impl SpanExporter for OtlpExporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let body = document(&self.resource, &batch);
        self.send(&body)
            .map_err(|error| OTelSdkError::InternalFailure(error.to_string()))
    }

    fn set_resource(&mut self, resource: &Resource) {
        let attributes = resource.iter();
        let attributes: Vec<Value> = attributes
            .map(|(key, value)| json!({ "key": key.as_str(), "value": any_value(value) }))
            .collect();
        self.resource = json!({ "attributes": attributes });
    }
}

/// An `ExportTraceServiceRequest`.
fn document(resource: &Value, batch: &[SpanData]) -> Value {
    let spans: Vec<Value> = batch.iter().map(span).collect();
    json!({ "resourceSpans": [{
        "resource": resource,
        "scopeSpans": [{
            "scope": { "name": "crewcast", "version": env!("CARGO_PKG_VERSION") },
            "spans": spans,
        }],
    }] })
}

fn span(span: &SpanData) -> Value {
    let context = &span.span_context;
    let mut told = json!({
        "traceId": context.trace_id().to_string(),
        "spanId": context.span_id().to_string(),
        "name": span.name,
        "kind": kind(&span.span_kind),
        "startTimeUnixNano": nanoseconds(span.start_time),
        "endTimeUnixNano": nanoseconds(span.end_time),
        "attributes": attributes(&span.attributes),
        "droppedAttributesCount": span.dropped_attributes_count,
        "events": span.events.events.iter().map(event).collect::<Vec<_>>(),
        "droppedEventsCount": span.events.dropped_count,
        "status": status(&span.status),
    });
    if span.parent_span_id != SpanId::INVALID {
        told["parentSpanId"] = json!(span.parent_span_id.to_string());
    }
    told
}

fn event(event: &Event) -> Value {
    json!({
        "name": event.name,
        "timeUnixNano": nanoseconds(event.timestamp),
        "attributes": attributes(&event.attributes),
    })
}

fn status(status: &Status) -> Value {
    match status {
        Status::Unset => json!({ "code": 0 }),
        Status::Ok => json!({ "code": 1 }),
        Status::Error { description } => json!({ "code": 2, "message": description }),
    }
}

const fn kind(kind: &SpanKind) -> u8 {
    match kind {
        SpanKind::Internal => 1,
        SpanKind::Server => 2,
        SpanKind::Client => 3,
        SpanKind::Producer => 4,
        SpanKind::Consumer => 5,
    }
}

/// Nanoseconds since 1970 UTC; 0 for what was before.
fn nanoseconds(at: SystemTime) -> String {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_nanos().to_string()
}

fn attributes(attributes: &[KeyValue]) -> Vec<Value> {
    attributes
        .iter()
        .map(|told| json!({ "key": told.key.as_str(), "value": any_value(&told.value) }))
        .collect()
}

fn any_value(value: &Attribute) -> Value {
    match value {
        Attribute::Bool(value) => json!({ "boolValue": value }),
        Attribute::I64(value) => json!({ "intValue": value.to_string() }),
        Attribute::F64(value) => json!({ "doubleValue": value }),
        Attribute::Array(Array::String(values)) => {
            let values = values
                .iter()
                .map(|text| json!({ "stringValue": text.as_str() }));
            json!({ "arrayValue": { "values": values.collect::<Vec<_>>() } })
        }
        other => json!({ "stringValue": other.as_str() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_protocol_names_their_types() {
        let cases = [
            (Attribute::from(true), json!({ "boolValue": true })),
            (Attribute::from(7_i64), json!({ "intValue": "7" })),
            (Attribute::from(0.5), json!({ "doubleValue": 0.5 })),
            (Attribute::from("x"), json!({ "stringValue": "x" })),
        ];
        for (value, written) in cases {
            assert_eq!(any_value(&value), written);
        }
    }

    #[test]
    fn instants_are_nanoseconds_as_text_and_none_is_before_1970() {
        let at = UNIX_EPOCH + Duration::from_nanos(1_767_225_600_000_000_001);
        assert_eq!(nanoseconds(at), "1767225600000000001");
        assert_eq!(nanoseconds(UNIX_EPOCH - Duration::from_secs(1)), "0");
    }
}
