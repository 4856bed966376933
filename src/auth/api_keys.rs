//! Keys for programs: dialers, importers, dashboards.

use serde::{Deserialize, Serialize};

use super::secrets::Secret;
use super::store::{self, ApiKeyRow};
use super::users::stored_role;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::tenancy::{Role, Scope, new_id};

/// A key a program signs its requests with; its secret is never shown again.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Instant,
    /// When it stopped opening doors.
    pub revoked_at: Option<Instant>,
}

/// A fresh key with its secret, shown this once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedApiKey {
    /// The key.
    #[serde(flatten)]
    pub key: ApiKey,
    /// Send it as `Authorization: Bearer …`; it cannot be read again.
    pub secret: String,
}

/// A key to be made.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewApiKey {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The agent it acts for; required for the role `agent`.
    pub agent_id: Option<String>,
}

/// Makes a key and reveals its secret once.
///
/// # Errors
/// [`Failure::Invalid`] for a blank name.
pub fn create_api_key(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewApiKey,
) -> Result<CreatedApiKey, Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.name, "/name");
    faults.require(
        new.role != Role::Agent || new.agent_id.is_some(),
        "/agentId",
        "missing-agent",
        "a key with the role agent needs the agent it acts for",
    );
    faults.into_result()?;
    let secret = Secret::generate("cck_")?;
    let row = ApiKeyRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        name: new.name,
        role: new.role.as_str().to_owned(),
        agent_id: new.agent_id,
        secret_hash: secret.stored(),
        created_at: scope.now,
        revoked_at: None,
    };
    store::insert_api_key(conn, &row)?;
    Ok(CreatedApiKey {
        key: from_row(row)?,
        secret: secret.reveal().to_owned(),
    })
}

/// All keys of the tenant, revoked ones included.
///
/// # Errors
/// Only the database's.
pub fn list_api_keys(conn: &mut Conn<'_>, scope: &Scope) -> Result<Vec<ApiKey>, Failure> {
    store::api_keys_of(conn, scope.tenant())?
        .into_iter()
        .map(from_row)
        .collect()
}

/// Makes a key useless at once.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such live key.
pub fn revoke_api_key(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    if store::revoke_api_key(conn, scope.tenant(), id, scope.now)? {
        Ok(())
    } else {
        Err(Failure::not_found("live API key", id))
    }
}

fn from_row(row: ApiKeyRow) -> Result<ApiKey, Failure> {
    Ok(ApiKey {
        role: stored_role(&row.role, "API key", &row.id)?,
        id: row.id,
        name: row.name,
        created_at: row.created_at,
        revoked_at: row.revoked_at,
    })
}
