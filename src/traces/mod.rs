//! Traces: what a request, the run it asked for and the search that run starts have to do with one another, told to an
//! OpenTelemetry collector over OTLP/HTTP.
//!
//! Off unless `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` is set. The spans are those that log lines
//! stand in. From process to process a trace goes as a W3C `traceparent`: in the header of a request, in the input of a run,
//! in the environment of a child.

mod export;
mod otlp;
mod parent;
mod settings;

pub(crate) use export::TraceExport;
pub(crate) use parent::{PARENT_VARIABLE, continue_trace, is_on, trace_parent};
