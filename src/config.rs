//! Settings: defaults, then `crewcast.toml`, then `CREWCAST_*` variables, then the command line.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Everything that can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// A SQLite file's path or a `postgres://` URL; `DATABASE_URL` is read as well.
    pub database_url: String,
    /// Address and port to serve on.
    pub listen: String,
    /// `pretty` or `json`.
    pub log_format: LogFormat,
    /// Threads that answer requests; one a core when absent.
    pub http_workers: Option<NonZeroUsize>,
    /// Threads that run jobs in this process.
    pub workers: usize,
    /// The most runs of a kind at once, on all servers and workers of the database together.
    pub runs_at_once: BTreeMap<String, u32>,
    /// Memory, in MiB of address space, that the search for one roster may use.
    pub solver_memory_mebibytes: u64,
    /// How long events are kept for streams and webhooks that were away, hours.
    pub event_retention_hours: u32,
    /// The most event streams that a user or key may hold open on one server.
    pub event_streams_per_user: usize,
    /// Threads of this process that send events to webhooks; 0 leaves it to other servers.
    pub webhook_workers: usize,
    /// Hosts that webhooks may reach at private addresses and without TLS; no others may.
    pub webhook_internal_hosts: Vec<String>,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database_url: "crewcast.sqlite".to_owned(),
            listen: "127.0.0.1:8080".to_owned(),
            log_format: LogFormat::Pretty,
            http_workers: None,
            workers: 2,
            runs_at_once: BTreeMap::from([("contact-import".to_owned(), 2)]),
            solver_memory_mebibytes: 8_192,
            event_retention_hours: 72,
            event_streams_per_user: 16,
            webhook_workers: 4,
            webhook_internal_hosts: Vec::new(),
        }
    }
}

impl Config {
    /// Reads all sources but the command line.
    ///
    /// # Errors
    /// [`Failure::Malformed`] naming the setting and its source.
    pub fn read() -> Result<Self, Failure> {
        Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file("crewcast.toml"))
            .merge(Env::raw().only(&["DATABASE_URL"]))
            .merge(Env::prefixed("CREWCAST_").only(&[
                "database_url",
                "listen",
                "log_format",
                "http_workers",
                "workers",
                "runs_at_once",
                "solver_memory_mebibytes",
                "event_retention_hours",
                "event_streams_per_user",
                "webhook_workers",
                "webhook_internal_hosts",
            ]))
            .extract()
            .map_err(|error| Failure::Malformed(format!("configuration: {error}")))
    }
}
