//! Settings: defaults, then `crewcast.toml`, then `CREWCAST_*` variables, then the command line.

use std::net::IpAddr;
use std::num::NonZeroUsize;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
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
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
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
            solver_memory_mebibytes: 8_192,
            event_retention_hours: 72,
            event_streams_per_user: 16,
            webhook_workers: 4,
            webhook_internal_hosts: Vec::new(),
            secret_key: None,
            trusted_proxies: Vec::new(),
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
                "workers",
                "solver_memory_mebibytes",
                "event_retention_hours",
                "event_streams_per_user",
                "webhook_workers",
                "webhook_internal_hosts",
                "secret_key",
                "trusted_proxies",
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
}
