//! Settings: defaults, then `crewcast.toml`, then `CREWCAST_*` variables, then the command line.

use std::collections::BTreeMap;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// File descriptors of a usual service manager's limit hold them.
const MOST_CONNECTIONS: NonZeroUsize = match NonZeroUsize::new(10_000) {
    Some(count) => count,
    None => NonZeroUsize::MIN,
};

/// Dialers and integrations of a site behind one address have far fewer.
const MOST_CONNECTIONS_PER_ADDRESS: NonZeroUsize = match NonZeroUsize::new(1_000) {
    Some(count) => count,
    None => NonZeroUsize::MIN,
};

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
    /// PEM file of the certificate and its chain: the server then speaks TLS.
    pub tls_certificate: Option<PathBuf>,
    /// PEM file of the certificate's key.
    pub tls_key: Option<PathBuf>,
    /// The most connections open at once.
    pub connections: NonZeroUsize,
    /// The most connections open at once from one address.
    pub connections_per_address: NonZeroUsize,
    /// Networks of proxies whose `X-Forwarded-For` is believed, such as `10.0.0.0/8`.
    pub trusted_proxies: Vec<IpNet>,
    /// How many requests are let through.
    pub rate_limits: RateLimitSettings,
    /// How large a run may be.
    pub run_sizes: RunSizes,
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
    /// Encrypts what must be read again: secrets of two-step sign-in and of sign-in providers.
    pub secret_key: Option<SecretKey>,
    /// Where people reach the page, such as `https://crewcast.example`; taken from the request when absent.
    pub public_url: Option<String>,
    /// Hosts of sign-in providers that may be reached at private addresses and without TLS; no others may.
    pub oidc_internal_hosts: Vec<String>,
}

/// 32 random bytes; written as base64, and never into a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// A key of these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl TryFrom<String> for SecretKey {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let bytes = STANDARD.decode(text.trim()).ok();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| {
                "secret_key must be 32 bytes as base64; make one with `openssl rand -base64 32`"
                    .to_owned()
            })
    }
}

impl From<SecretKey> for String {
    fn from(key: SecretKey) -> Self {
        STANDARD.encode(key.0)
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// How many requests one server lets through, by what they cost. Each is for one user or key unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimitSettings {
    /// Whether there are any.
    pub enabled: bool,
    /// A tenant may send what so many of its users and keys may.
    pub tenant_multiple: NonZeroU32,
    /// Reading.
    pub read: Rate,
    /// Changing single things.
    pub write: Rate,
    /// Leases of contacts and what dialers tell of them.
    pub lease: Rate,
    /// Events and records of other systems.
    pub ingest: Rate,
    /// Runs, files, and what takes as long.
    pub heavy: Rate,
    /// Attempts to sign in, of one address.
    pub sign_in: Rate,
    /// Other requests without a valid credential, of one address.
    pub anonymous: Rate,
}

/// A rate of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Requests a second in the long run.
    pub per_second: NonZeroU32,
    /// Requests at once after a rest.
    pub burst: NonZeroU32,
}

impl Rate {
    const fn new(per_second: NonZeroU32, burst: NonZeroU32) -> Self {
        Self { per_second, burst }
    }
}

impl Default for RateLimitSettings {
    fn default() -> Self {
        const fn rate(per_second: u32, burst: u32) -> Rate {
            Rate::new(at_least_one(per_second), at_least_one(burst))
        }
        Self {
            enabled: true,
            tenant_multiple: at_least_one(10),
            read: rate(300, 1_500),
            write: rate(100, 500),
            lease: rate(5_000, 10_000),
            ingest: rate(3_000, 6_000),
            heavy: rate(5, 100),
            sign_in: rate(5, 100),
            anonymous: rate(50, 500),
        }
    }
}

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// The largest runs that are queued; larger ones are refused with their figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSizes {
    /// Agents × intervals of a roster.
    pub roster_agent_intervals: u64,
    /// Planning groups × intervals of history and forecast of a forecast.
    pub forecast_group_intervals: u64,
    /// Replications × scenarios × intervals × planning groups of a simulation.
    pub simulation_group_intervals: u64,
}

impl Default for RunSizes {
    fn default() -> Self {
        Self {
            // 5,000 agents for four weeks in quarters of an hour.
            roster_agent_intervals: 5_000 * 4 * 672,
            // 2,000 planning groups over three and a half years in quarters of an hour.
            forecast_group_intervals: 2_000 * 182 * 672,
            // 200 planning groups, two weeks in quarters of an hour, eight scenarios, a thousand times.
            simulation_group_intervals: 200 * 1_344 * 8 * 1_000,
        }
    }
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
            tls_certificate: None,
            tls_key: None,
            connections: MOST_CONNECTIONS,
            connections_per_address: MOST_CONNECTIONS_PER_ADDRESS,
            trusted_proxies: Vec::new(),
            rate_limits: RateLimitSettings::default(),
            run_sizes: RunSizes::default(),
            workers: 2,
            runs_at_once: BTreeMap::from([("contact-import".to_owned(), 2)]),
            solver_memory_mebibytes: 8_192,
            event_retention_hours: 72,
            event_streams_per_user: 16,
            webhook_workers: 4,
            webhook_internal_hosts: Vec::new(),
            secret_key: None,
            public_url: None,
            oidc_internal_hosts: Vec::new(),
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
                "tls_certificate",
                "tls_key",
                "connections",
                "connections_per_address",
                "trusted_proxies",
                "rate_limits",
                "run_sizes",
                "workers",
                "runs_at_once",
                "solver_memory_mebibytes",
                "event_retention_hours",
                "event_streams_per_user",
                "webhook_workers",
                "webhook_internal_hosts",
                "secret_key",
                "public_url",
                "oidc_internal_hosts",
            ]))
            .extract()
            .map_err(|error| Failure::Malformed(format!("configuration: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_key_is_32_bytes_of_base64_and_shows_itself_to_nobody() {
        let key = SecretKey::new([7; 32]);
        let text = String::from(key.clone());
        assert_eq!(SecretKey::try_from(text), Ok(key.clone()));
        assert_eq!(format!("{key:?}"), "SecretKey(…)");
        let refused = SecretKey::try_from("c2hvcnQ=".to_owned()).unwrap_err();
        assert!(refused.contains("openssl rand"), "{refused}");
    }

    fn read(file: &str) -> Result<Config, Box<figment::Error>> {
        Figment::from(Serialized::defaults(Config::default()))
            .merge(Toml::string(file))
            .extract()
            .map_err(Box::new)
    }

    #[test]
    fn a_part_of_the_limits_can_be_set_and_the_rest_stays() {
        let config = read(
            "connections = 50\ntrusted_proxies = [\"10.0.0.0/8\"]\n\
            [rate_limits]\nread = { per_second = 7 }\nheavy = { burst = 3 }\n",
        )
        .unwrap();
        let usual = RateLimitSettings::default();
        assert_eq!(config.rate_limits.read.per_second.get(), 7);
        assert_eq!(config.rate_limits.read.burst, usual.read.burst);
        assert_eq!(config.rate_limits.heavy.burst.get(), 3);
        assert_eq!(config.rate_limits.heavy.per_second, usual.heavy.per_second);
        assert_eq!(config.rate_limits.write, usual.write);
        assert_eq!(
            (config.connections.get(), config.trusted_proxies.len()),
            (50, 1)
        );
    }

    #[test]
    fn the_limits_as_shipped_let_a_dialers_thousand_calls_a_second_through() {
        let lease = Config::default().rate_limits.lease;
        // A lease, its start, a heartbeat and its outcome for each call.
        assert!(lease.per_second.get() >= 4 * 1_000);
    }

    #[test]
    fn a_limit_of_zero_and_an_unknown_one_are_refused() {
        assert!(read("[rate_limits]\nread = { burst = 0 }\n").is_err());
        assert!(read("[rate_limits]\nreads = { burst = 1 }\n").is_err());
        assert!(read("trusted_proxies = [\"everybody\"]\n").is_err());
    }
}
