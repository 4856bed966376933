//! What the parts of a process count and time for those who watch over it. `http::metrics` exposes it.
//!
//! One set a process, made at its first use, as a process is what Prometheus scrapes. A part tells what happened through
//! one function here; it knows nothing of names, labels and buckets.

use std::sync::LazyLock;
use std::time::Duration;

use prometheus::core::Collector;
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts,
};

/// Seconds, for what takes a fraction of a millisecond on a good day.
const SHORT_SECONDS: [f64; 12] = [
    0.000_1, 0.000_25, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0,
];

/// Seconds, for what takes minutes.
const LONG_SECONDS: [f64; 12] = [
    0.1, 0.5, 1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 7_200.0,
];

/// Writes that shared a commit.
const SHARED: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

static INSTRUMENTS: LazyLock<Result<Instruments, prometheus::Error>> =
    LazyLock::new(Instruments::new);

/// The instruments of this process.
struct Instruments {
    connection_wait_seconds: HistogramVec,
    writes_waiting: IntGauge,
    commit_seconds: Histogram,
    commit_writes: Histogram,
    run_seconds: HistogramVec,
    late_results: IntCounter,
    event_streams: IntGauge,
    webhook_seconds: HistogramVec,
    lease_requests: IntCounterVec,
    leases: IntCounter,
    lease_starts: IntCounterVec,
}

impl Instruments {
    fn new() -> Result<Self, prometheus::Error> {
        let histogram = |name: &str, help: &str, buckets: &[f64]| {
            HistogramOpts::new(name, help).buckets(buckets.to_vec())
        };
        let instruments = Self {
            connection_wait_seconds: HistogramVec::new(
                histogram(
                    "crewcast_database_wait_seconds",
                    "Time until a connection to read, or to write, was there.",
                    &SHORT_SECONDS,
                ),
                &["way"],
            )?,
            writes_waiting: IntGauge::new(
                "crewcast_sqlite_writes_waiting",
                "Writes that wait for SQLite's one writing connection.",
            )?,
            commit_seconds: Histogram::with_opts(histogram(
                "crewcast_sqlite_commit_seconds",
                "Time of a commit to SQLite, until it is on disk.",
                &SHORT_SECONDS,
            ))?,
            commit_writes: Histogram::with_opts(histogram(
                "crewcast_sqlite_commit_writes",
                "Writes that shared a commit to SQLite.",
                &SHARED,
            ))?,
            run_seconds: HistogramVec::new(
                histogram(
                    "crewcast_run_duration_seconds",
                    "Time a worker of this process spent on a run, by kind and outcome.",
                    &LONG_SECONDS,
                ),
                &["kind", "outcome"],
            )?,
            late_results: IntCounter::new(
                "crewcast_run_late_results_total",
                "Results refused because another worker had taken the run over.",
            )?,
            event_streams: IntGauge::new(
                "crewcast_event_streams",
                "Event streams that are open on this server.",
            )?,
            webhook_seconds: HistogramVec::new(
                HistogramOpts::new(
                    "crewcast_webhook_duration_seconds",
                    "Time of an attempt to send an event to a webhook, by outcome.",
                ),
                &["outcome"],
            )?,
            lease_requests: IntCounterVec::new(
                Opts::new(
                    "crewcast_lease_requests_total",
                    "Requests for leases, by whether any contact was leased.",
                ),
                &["outcome"],
            )?,
            leases: IntCounter::new(
                "crewcast_leases_granted_total",
                "Contacts leased to dialers.",
            )?,
            lease_starts: IntCounterVec::new(
                Opts::new(
                    "crewcast_lease_starts_total",
                    "Leases asked about again immediately before the call, by whether it may be made.",
                ),
                &["outcome"],
            )?,
        };
        instruments.begin_at_zero();
        Ok(instruments)
    }

    /// A rate can be taken of what has not happened yet only where it is told as 0.
    fn begin_at_zero(&self) {
        for way in ["read", "write"] {
            self.connection_wait_seconds.with_label_values(&[way]);
        }
        for outcome in ["delivered", "failed"] {
            self.webhook_seconds.with_label_values(&[outcome]);
        }
        for outcome in ["granted", "none"] {
            self.lease_requests.with_label_values(&[outcome]);
        }
        for outcome in ["allowed", "refused"] {
            self.lease_starts.with_label_values(&[outcome]);
        }
    }

    fn all(&self) -> Vec<Box<dyn Collector>> {
        vec![
            Box::new(self.connection_wait_seconds.clone()),
            Box::new(self.writes_waiting.clone()),
            Box::new(self.commit_seconds.clone()),
            Box::new(self.commit_writes.clone()),
            Box::new(self.run_seconds.clone()),
            Box::new(self.late_results.clone()),
            Box::new(self.event_streams.clone()),
            Box::new(self.webhook_seconds.clone()),
            Box::new(self.lease_requests.clone()),
            Box::new(self.leases.clone()),
            Box::new(self.lease_starts.clone()),
        ]
    }
}

/// All instruments, to be registered where they are exposed.
///
/// # Errors
/// That one could not be made, which only a change of this file can bring about.
pub(crate) fn all() -> Result<Vec<Box<dyn Collector>>, String> {
    match &*INSTRUMENTS {
        Ok(instruments) => Ok(instruments.all()),
        Err(error) => Err(error.to_string()),
    }
}

/// A server does not start without its instruments, so that nothing is lost here unseen.
fn tell(what: impl FnOnce(&Instruments)) {
    if let Ok(instruments) = &*INSTRUMENTS {
        what(instruments);
    }
}

/// Runs of these kinds may end in this process.
pub(crate) fn expect_runs<'a>(kinds: impl IntoIterator<Item = &'a str>) {
    tell(|all| {
        for kind in kinds {
            for outcome in ["Complete", "Failed", "Canceled"] {
                all.run_seconds.with_label_values(&[kind, outcome]);
            }
        }
    });
}

/// A connection to read was there after so long.
pub(crate) fn waited_to_read(time: Duration) {
    tell(|all| {
        let wait = all.connection_wait_seconds.with_label_values(&["read"]);
        wait.observe(time.as_secs_f64());
    });
}

/// A connection to write was there after so long.
pub(crate) fn waited_to_write(time: Duration) {
    tell(|all| {
        let wait = all.connection_wait_seconds.with_label_values(&["write"]);
        wait.observe(time.as_secs_f64());
    });
}

/// A write waits for SQLite's writing connection.
pub(crate) fn a_write_waits() {
    tell(|all| all.writes_waiting.inc());
}

/// A write no longer waits.
pub(crate) fn a_write_waits_no_more() {
    tell(|all| all.writes_waiting.dec());
}

/// So many writes were committed to SQLite together.
pub(crate) fn committed(writes: usize, time: Duration) {
    tell(|all| {
        all.commit_seconds.observe(time.as_secs_f64());
        all.commit_writes.observe(writes as f64);
    });
}

/// A worker of this process ended a run.
pub(crate) fn run_ended(kind: &str, outcome: &str, time: Duration) {
    tell(|all| {
        let run = all.run_seconds.with_label_values(&[kind, outcome]);
        run.observe(time.as_secs_f64());
    });
}

/// A worker's result was refused because the run was no longer its own.
pub(crate) fn late_result() {
    tell(|all| all.late_results.inc());
}

/// A stream of events was opened.
pub(crate) fn stream_opened() {
    tell(|all| all.event_streams.inc());
}

/// A stream of events has ended.
pub(crate) fn stream_ended() {
    tell(|all| all.event_streams.dec());
}

/// An event was sent to a webhook, or was to be.
pub(crate) fn webhook_attempt(succeeded: bool, time: Duration) {
    let outcome = if succeeded { "delivered" } else { "failed" };
    tell(|all| {
        let attempt = all.webhook_seconds.with_label_values(&[outcome]);
        attempt.observe(time.as_secs_f64());
    });
}

/// A dialer asked for leases and got so many.
pub(crate) fn leased(count: usize) {
    let outcome = if count > 0 { "granted" } else { "none" };
    tell(|all| {
        all.lease_requests.with_label_values(&[outcome]).inc();
        all.leases.inc_by(count as u64);
    });
}

/// A dialer asked again immediately before a call.
pub(crate) fn lease_start(is_allowed: bool) {
    let outcome = if is_allowed { "allowed" } else { "refused" };
    tell(|all| all.lease_starts.with_label_values(&[outcome]).inc());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exposed() -> String {
        let registry = prometheus::Registry::new();
        for instrument in all().unwrap() {
            registry.register(instrument).unwrap();
        }
        let mut text = String::new();
        prometheus::TextEncoder::new()
            .encode_utf8(&registry.gather(), &mut text)
            .unwrap();
        text
    }

    /// The value of one line; the instruments are shared with the other tests of this process.
    fn value(line: &str) -> f64 {
        let text = exposed();
        let found = text.lines().find_map(|told| told.strip_prefix(line));
        let number = found.unwrap_or_else(|| panic!("{line} is not exposed: {text}"));
        number.trim().parse().unwrap()
    }

    #[test]
    fn outcomes_that_have_not_happened_yet_are_exposed_as_none() {
        expect_runs(["a-kind-that-never-runs"]);
        let never = r#"crewcast_run_duration_seconds_count{kind="a-kind-that-never-runs",outcome="Failed"}"#;
        assert_eq!(value(never), 0.0);
        for line in [
            r#"crewcast_lease_starts_total{outcome="refused"}"#,
            r#"crewcast_webhook_duration_seconds_count{outcome="failed"}"#,
        ] {
            assert!(value(line) >= 0.0);
        }
    }

    #[test]
    fn a_run_that_ended_is_counted_with_its_seconds() {
        run_ended(
            "a-kind-of-this-test",
            "Failed",
            Duration::from_millis(1_500),
        );
        let labels = r#"{kind="a-kind-of-this-test",outcome="Failed"}"#;
        assert_eq!(
            value(&format!("crewcast_run_duration_seconds_count{labels}")),
            1.0
        );
        assert_eq!(
            value(&format!("crewcast_run_duration_seconds_sum{labels}")),
            1.5
        );
    }
}
