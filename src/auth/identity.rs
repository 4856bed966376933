//! What signing in needs of the configuration.

use std::net::IpAddr;

use super::vault::Vault;
use crate::audit_log::Act;
use crate::config::Config;
use crate::failure::Failure;

/// Settings of signing in.
pub struct Identity {
    /// Encrypts what must be read again.
    pub vault: Vault,
    /// Where people reach the page; taken from the request when absent.
    pub public_url: Option<String>,
}

impl Identity {
    /// As configured.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the secret key is not taken.
    pub fn of(config: &Config) -> Result<Self, Failure> {
        Ok(Self {
            vault: Vault::new(config.secret_key.as_ref())?,
            public_url: config.public_url.clone(),
        })
    }
}

/// From where somebody signs in, for them to know their sessions by.
#[derive(Debug, Default)]
pub struct Device {
    /// The address the request came from.
    pub address: Option<IpAddr>,
    /// The browser's words for itself.
    pub user_agent: Option<String>,
    /// What it does, for the audit log; the actor is known once it is done.
    pub act: Act,
}
