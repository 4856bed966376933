//! The tenant, the actor and the instant an operation runs under: passed in, never looked up.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use uuid::{ContextV7, Timestamp, Uuid};

use super::access::Access;
use crate::db::Instant;
use crate::failure::Failure;

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
    /// The part of the tenant that they may reach.
    #[serde(default)]
    pub access: Access,
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

    /// That an agent reaches for their own only; every other role may name any agent.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] when an agent reaches for what is another's.
    pub fn require_own(&self, agent_id: &str, permission: &str) -> Result<(), Failure> {
        if self.actor.role == Role::Agent && self.actor.agent_id.as_deref() != Some(agent_id) {
            return Err(self.forbidden(&format!("{permission} for another agent")));
        }
        Ok(())
    }

    /// The agent asked for, or who acts.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] when an agent names another; [`Failure::Invalid`] at `pointer` when nobody is named by an
    /// actor who is no agent.
    pub fn acting_agent<'a>(
        &'a self,
        asked: Option<&'a str>,
        pointer: &str,
        permission: &str,
    ) -> Result<&'a str, Failure> {
        let Some(agent_id) = asked.or(self.actor.agent_id.as_deref()) else {
            let detail = "you are no agent yourself; name one";
            return Err(Failure::invalid(pointer, "missing-agent", detail));
        };
        self.require_own(agent_id, permission)?;
        Ok(agent_id)
    }

    /// The user who acts, when it is one.
    pub fn user_id(&self) -> Option<&str> {
        self.actor.subject.strip_prefix("user:")
    }

    /// What the actor's role does not have.
    pub fn forbidden(&self, permission: &str) -> Failure {
        Failure::Forbidden {
            role: self.actor.role.as_str().to_owned(),
            permission: permission.to_owned(),
        }
    }

    /// The program itself acting for a tenant: the CLI, the demo, the job threads.
    pub fn system(tenant_id: TenantId, now: Instant) -> Self {
        Self {
            actor: Actor {
                tenant_id,
                subject: "system".to_owned(),
                role: Role::Admin,
                agent_id: None,
                access: Access::Everything,
            },
            now,
        }
    }
}

/// Counts within a millisecond, so that ids made at one instant still sort in the order of making.
static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// A fresh id: a UUID of version 7. Ids that this process makes sort in the order of making.
pub fn new_id(now: Instant) -> String {
    let millis = u64::try_from(now.epoch_millis()).unwrap_or(0);
    let nanos = u32::try_from(millis % 1_000).unwrap_or(0) * 1_000_000;
    let stamp = Timestamp::from_unix(&ORDER, millis / 1_000, nanos);
    Uuid::new_v7(stamp).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_at_one_instant_sort_in_the_order_of_making() {
        let now = Instant::from_epoch_millis(1_790_000_000_000);
        let ids: Vec<String> = (0..1_000).map(|_| new_id(now)).collect();
        assert!(ids.is_sorted());
    }

    fn scope(role: Role, agent_id: Option<&str>) -> Scope {
        let mut scope = Scope::system(TenantId::new("bank"), Instant::from_epoch_millis(0));
        scope.actor.role = role;
        scope.actor.agent_id = agent_id.map(str::to_owned);
        scope
    }

    #[test]
    fn an_agent_acts_for_themself_only_and_others_for_whom_they_name() {
        let agent = scope(Role::Agent, Some("ana"));
        assert_eq!(
            agent.acting_agent(None, "/agentId", "wfm:x:add").ok(),
            Some("ana")
        );
        let refused = agent.acting_agent(Some("bo"), "/agentId", "wfm:x:add");
        assert!(
            matches!(refused, Err(Failure::Forbidden { permission, .. }) if permission == "wfm:x:add for another agent")
        );
        let planner = scope(Role::Planner, None);
        assert_eq!(
            planner
                .acting_agent(Some("bo"), "/agentId", "wfm:x:add")
                .ok(),
            Some("bo")
        );
        let unnamed = planner.acting_agent(None, "/agentId", "wfm:x:add");
        assert!(matches!(unnamed, Err(Failure::Invalid(_))));
    }

    #[test]
    fn an_agent_without_an_agents_record_owns_nothing() {
        assert!(
            scope(Role::Agent, None)
                .require_own("ana", "wfm:x:view")
                .is_err()
        );
    }
}
