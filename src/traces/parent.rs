//! The trace a span belongs to, on its way from process to process.

use std::sync::atomic::{AtomicBool, Ordering};

use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::TraceContextExt;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The environment variable that carries the trace to a child process.
pub(crate) const PARENT_VARIABLE: &str = "TRACEPARENT";

/// The header's name, and what the propagator asks for.
const PARENT: &str = "traceparent";

static IS_ON: AtomicBool = AtomicBool::new(false);

pub(super) fn switch_on() {
    IS_ON.store(true, Ordering::Relaxed);
}

/// Whether spans are sent to a collector.
pub(crate) fn is_on() -> bool {
    IS_ON.load(Ordering::Relaxed)
}

/// Makes a span part of the trace that a `traceparent` names; one that cannot be read is passed over, as W3C Trace Context
/// demands.
pub(crate) fn continue_trace(span: &Span, trace_parent: &str) {
    if !is_on() {
        return;
    }
    let context = TraceContextPropagator::new().extract(&Told(trace_parent));
    if context.span().span_context().is_valid() {
        // Only a span that nobody records has no parent to be set.
        let _ = span.set_parent(context);
    }
}

/// The `traceparent` of what is done now; nothing where no span is recorded.
pub(crate) fn trace_parent() -> Option<String> {
    if !is_on() {
        return None;
    }
    let mut found = Found(None);
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut found);
    found.0
}

struct Told<'a>(&'a str);

impl Extractor for Told<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        (key == PARENT).then_some(self.0)
    }

    fn keys(&self) -> Vec<&str> {
        vec![PARENT]
    }
}

struct Found(Option<String>);

impl Injector for Found {
    fn set(&mut self, key: &str, value: String) {
        if key == PARENT {
            self.0 = Some(value);
        }
    }
}
