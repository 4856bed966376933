//! Queues: where contacts arrive.

use serde::{Deserialize, Serialize};

use super::business_units::NewBusinessUnit;
use super::resource::{self, Identity, Resource, Stored, corrupt};
use super::rules::{require_found, require_same_parent, require_within_access};
use super::store::QueueRow;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::tenancy::{Access, Scope};

/// How contacts of a queue arrive.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "camelCase")]
#[schema(as = QueueChannel)]
pub enum Channel {
    /// Telephone calls.
    Voice,
    /// Chats and messages.
    Chat,
    /// Letters by mail.
    Email,
    /// Calls back on request.
    Callback,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 4] = [Self::Voice, Self::Chat, Self::Email, Self::Callback];

    /// As stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Chat => "chat",
            Self::Email => "email",
            Self::Callback => "callback",
        }
    }

    /// The channel of that name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_str().eq_ignore_ascii_case(name))
    }
}

/// A queue to be made, or to take a queue's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewQueue {
    /// The business unit it is in, for good.
    pub business_unit_id: String,
    /// Unique in its business unit.
    pub name: String,
    /// How its contacts arrive.
    pub channel: Channel,
    /// Its id in the telephone system, unique in the tenant.
    pub external_id: Option<String>,
}

/// Where contacts arrive.
pub type Queue = Stored<NewQueue>;

impl Resource for NewQueue {
    type Row = QueueRow;
    const KIND: &'static str = "queue";
    const SCHEMA: &'static str = "Queue";

    fn check(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        current: Option<&Self>,
    ) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        if let Some(external_id) = &self.external_id {
            faults.require_name(external_id, "/externalId");
        }
        let parent = &self.business_unit_id;
        require_found::<NewBusinessUnit>(conn, scope, &mut faults, parent, "/businessUnitId")?;
        let before = current.map(|current| &current.business_unit_id);
        require_same_parent(&mut faults, before, parent, "/businessUnitId");
        let access = &scope.actor.access;
        let is_within = access.covers_business_unit(&self.business_unit_id);
        require_within_access(&mut faults, is_within, "/businessUnitId");
        faults.into_result()
    }

    fn is_within(&self, access: &Access, _: &str) -> bool {
        access.covers_business_unit(&self.business_unit_id)
    }

    fn to_row(&self, identity: Identity) -> Result<QueueRow, Failure> {
        Ok(QueueRow {
            tenant_id: identity.tenant_id,
            id: identity.id,
            business_unit_id: self.business_unit_id.clone(),
            name: self.name.clone(),
            channel: self.channel.as_str().to_owned(),
            external_id: self.external_id.clone(),
            version: identity.version,
            created_at: identity.created_at,
            modified_at: identity.modified_at,
        })
    }

    fn from_row(row: QueueRow) -> Result<Queue, Failure> {
        let channel = Channel::parse(&row.channel)
            .ok_or_else(|| corrupt(Self::KIND, &row.id, "unknown channel"))?;
        Ok(Stored {
            values: Self {
                business_unit_id: row.business_unit_id,
                name: row.name,
                channel,
                external_id: row.external_id,
            },
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// Makes a queue.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name or external id is taken.
pub fn create_queue(conn: &mut Conn<'_>, scope: &Scope, new: NewQueue) -> Result<Queue, Failure> {
    resource::create(conn, scope, new)
}

/// The queue of that id.
///
/// # Errors
/// [`Failure::NotFound`] when the tenant has none of that id.
pub fn find_queue(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Queue, Failure> {
    resource::find(conn, scope, id)
}

/// All queues of a business unit.
///
/// # Errors
/// Only the database's.
pub fn list_queues(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<Queue>, Failure> {
    resource::all(conn, scope, Some(business_unit_id))
}
