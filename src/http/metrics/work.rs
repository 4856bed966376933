//! What the database tells whenever somebody asks for the metrics: it is the same on every server of a database.

use prometheus::core::Collector;
use prometheus::{Gauge, IntGauge, IntGaugeVec, Opts};

use crate::db::{Database, Instant};
use crate::events::{EventBacklog, event_backlog};
use crate::failure::Failure;
use crate::jobs::{RunBacklog, run_backlog};

/// Gauges that are set when they are asked for.
pub(super) struct WorkGauges {
    database_up: IntGauge,
    connections: IntGaugeVec,
    most_connections: IntGauge,
    file_bytes: IntGaugeVec,
    runs: IntGaugeVec,
    oldest_queued_seconds: Gauge,
    runs_without_worker: IntGauge,
    events_waiting: IntGauge,
    oldest_event_seconds: Gauge,
    events_kept: IntGauge,
    last_event: IntGauge,
    webhooks: IntGaugeVec,
    webhook_failing_seconds: Gauge,
}

impl WorkGauges {
    pub(super) fn new() -> Result<Self, prometheus::Error> {
        let by =
            |name: &str, help: &str, label: &str| IntGaugeVec::new(Opts::new(name, help), &[label]);
        Ok(Self {
            database_up: IntGauge::new(
                "crewcast_database_up",
                "1 when the database answered the questions below, else 0; they are then left at 0.",
            )?,
            connections: by(
                "crewcast_database_connections",
                "Pooled connections of this process, by whether somebody holds them.",
                "state",
            )?,
            most_connections: IntGauge::new(
                "crewcast_database_connections_most",
                "The most pooled connections this process may have.",
            )?,
            file_bytes: by(
                "crewcast_sqlite_file_bytes",
                "Length of SQLite's database file, and of its write-ahead log.",
                "file",
            )?,
            runs: IntGaugeVec::new(
                Opts::new(
                    "crewcast_runs",
                    "Runs of the whole database that are not over, by kind and state.",
                ),
                &["kind", "state"],
            )?,
            oldest_queued_seconds: Gauge::new(
                "crewcast_run_oldest_queued_seconds",
                "How long the run has waited that has waited longest for a worker.",
            )?,
            runs_without_worker: IntGauge::new(
                "crewcast_runs_without_worker",
                "Running runs whose worker has been silent so long that another will take them up.",
            )?,
            events_waiting: IntGauge::new(
                "crewcast_events_waiting",
                "Events that no server has numbered yet, so that nobody is told of them.",
            )?,
            oldest_event_seconds: Gauge::new(
                "crewcast_events_oldest_waiting_seconds",
                "How long ago the first event happened that has no number yet.",
            )?,
            events_kept: IntGauge::new(
                "crewcast_events_kept",
                "Numbered events that are still kept.",
            )?,
            last_event: IntGauge::new(
                "crewcast_events_last_number",
                "The last number given to an event.",
            )?,
            webhooks: by(
                "crewcast_webhooks",
                "Webhooks by state: enabled, failing (enabled, and nothing gets through), switched_off (for that reason).",
                "state",
            )?,
            webhook_failing_seconds: Gauge::new(
                "crewcast_webhook_failing_seconds",
                "How long nothing has got through to the enabled webhook that has failed longest.",
            )?,
        })
    }

    pub(super) fn all(&self) -> Vec<Box<dyn Collector>> {
        vec![
            Box::new(self.database_up.clone()),
            Box::new(self.connections.clone()),
            Box::new(self.most_connections.clone()),
            Box::new(self.file_bytes.clone()),
            Box::new(self.runs.clone()),
            Box::new(self.oldest_queued_seconds.clone()),
            Box::new(self.runs_without_worker.clone()),
            Box::new(self.events_waiting.clone()),
            Box::new(self.oldest_event_seconds.clone()),
            Box::new(self.events_kept.clone()),
            Box::new(self.last_event.clone()),
            Box::new(self.webhooks.clone()),
            Box::new(self.webhook_failing_seconds.clone()),
        ]
    }

    /// Sets the gauges to what is so now.
    pub(super) fn look(&self, db: &Database, now: Instant) {
        self.tell_connections(db);
        let told: Result<_, Failure> =
            db.read(|conn| Ok((run_backlog(conn, now)?, event_backlog(conn)?)));
        self.database_up.set(told.is_ok().into());
        // What cannot be asked is not told as it was when it last could.
        let (runs, events) = told.unwrap_or_else(|error| {
            tracing::warn!(%error, "the database cannot be asked for its metrics");
            (RunBacklog::default(), EventBacklog::default())
        });
        self.tell_runs(&runs, now);
        self.tell_events(&events, now);
    }

    fn tell_connections(&self, db: &Database) {
        let connections = db.connections();
        for (state, count) in [("in_use", connections.in_use), ("idle", connections.idle)] {
            self.connections
                .with_label_values(&[state])
                .set(count.into());
        }
        self.most_connections.set(connections.most.into());
        if let Some((file, log)) = db.file_bytes() {
            for (name, bytes) in [("database", file), ("log", log)] {
                let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
                self.file_bytes.with_label_values(&[name]).set(bytes);
            }
        }
    }

    fn tell_runs(&self, backlog: &RunBacklog, now: Instant) {
        self.runs.reset();
        for (kind, open) in &backlog.by_kind {
            for (state, count) in [("Queued", open.queued), ("Running", open.running)] {
                self.runs
                    .with_label_values(&[kind.as_str(), state])
                    .set(count);
            }
        }
        self.oldest_queued_seconds
            .set(seconds_since(backlog.oldest_queued_at(), now));
        self.runs_without_worker.set(backlog.without_a_worker);
    }

    fn tell_events(&self, backlog: &EventBacklog, now: Instant) {
        self.events_waiting.set(backlog.waiting);
        self.oldest_event_seconds
            .set(seconds_since(backlog.oldest_waiting_at, now));
        self.events_kept.set(backlog.kept);
        self.last_event.set(backlog.last_sequence);
        for (state, count) in [
            ("enabled", backlog.enabled_webhooks),
            ("failing", backlog.failing_webhooks),
            ("switched_off", backlog.switched_off_webhooks),
        ] {
            self.webhooks.with_label_values(&[state]).set(count);
        }
        self.webhook_failing_seconds
            .set(seconds_since(backlog.failing_since, now));
    }
}

/// Seconds since an instant; 0 when there is none, or when it is yet to come.
fn seconds_since(earlier: Option<Instant>, now: Instant) -> f64 {
    let millis = earlier.map_or(0, |at| now.epoch_millis() - at.epoch_millis());
    millis.max(0) as f64 / 1_000.0
}
