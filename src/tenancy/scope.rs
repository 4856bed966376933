//! The tenant, the actor and the instant an operation runs under: passed in, never looked up.

use serde::{Deserialize, Serialize};

use crate::db::Instant;

/// The id of one customer organisation. It leads every key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TenantId(String);

impl TenantId {
    /// Wraps an id read from a credential or the database.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// As stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for TenantId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a user or key may do; the table of operations is [`crate::auth::permissions`].
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Everything in the tenant, users and keys included.
    Admin,
    /// Histories, forecasts, requirements, rosters, campaigns.
    Planner,
    /// Schedules and adherence of all agents.
    Supervisor,
    /// Their own schedule and adherence.
    Agent,
    /// Leases and their outcomes.
    Dialer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::Admin,
        Self::Planner,
        Self::Supervisor,
        Self::Agent,
        Self::Dialer,
    ];

    /// As stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Planner => "planner",
            Self::Supervisor => "supervisor",
            Self::Agent => "agent",
            Self::Dialer => "dialer",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Their tenant.
    pub tenant_id: TenantId,
    /// `user:<id>`, `key:<id>` or `system`.
    pub subject: String,
    /// Their role.
    pub role: Role,
    /// The agent they are, when they are one.
    pub agent_id: Option<String>,
}

/// What every operation is handed: who asks, and when it is.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Who acts.
    pub actor: Actor,
    /// The instant the request or job step began.
    pub now: Instant,
}

impl Scope {
    /// The tenant all rows read and written belong to.
    pub fn tenant(&self) -> &str {
        self.actor.tenant_id.as_str()
    }

    /// The program itself acting for a tenant: the CLI, the demo, the job threads.
    pub fn system(tenant_id: TenantId, now: Instant) -> Self {
        Self {
            actor: Actor {
                tenant_id,
                subject: "system".to_owned(),
                role: Role::Admin,
                agent_id: None,
            },
            now,
        }
    }
}

/// A fresh id: a UUID of version 7, so that ids sort by the instant they were made at.
pub fn new_id(now: Instant) -> String {
    let millis = u64::try_from(now.epoch_millis()).unwrap_or(0);
    let stamp =
        uuid::Timestamp::from_unix_time(millis / 1_000, (millis % 1_000) as u32 * 1_000_000, 0, 0);
    uuid::Uuid::new_v7(stamp).to_string()
}
