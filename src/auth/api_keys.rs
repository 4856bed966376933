//! Keys for programs: dialers, importers, dashboards.

use serde::{Deserialize, Serialize};

use super::access_scopes::{require_scopes, stored_scopes, written_scopes};
use super::occurrences::noted;
use super::permissions::{OPERATIONS, matches};
use super::secrets::Secret;
use super::store::{self, ApiKeyRow};
use super::users::stored_role;
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::tenancy::{AccessScope, Role, Scope, new_id};

/// How long the secret before a rotation lives on unless another time is named, seconds.
const GRACE_SECONDS: i64 = 24 * 3_600;

/// The longest it may live on, seconds.
const LONGEST_GRACE_SECONDS: i64 = 30 * 24 * 3_600;

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
    /// The operations it is for, such as `outbound:lease:add` or `outbound:*`; absent for all that its role holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
    /// The units it is limited to; absent for the whole tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<AccessScope>>,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends by itself.
    pub expires_at: Option<Instant>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Instant>,
    /// Until when the secret before the last rotation opens doors as well.
    pub previous_secret_until: Option<Instant>,
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
    /// The operations it is for: permissions such as `outbound:lease:add`, or `outbound:lease:*`, `outbound:*`; all that
    /// its role holds when left out.
    pub permissions: Option<Vec<String>>,
    /// The units it is limited to; the whole tenant when left out.
    pub scopes: Option<Vec<AccessScope>>,
    /// When it ends by itself; never when left out.
    pub expires_at: Option<Instant>,
}

impl NewApiKey {
    /// A key of the whole tenant for all that its role holds, without an end.
    pub fn new(name: impl Into<String>, role: Role) -> Self {
        Self {
            name: name.into(),
            role,
            agent_id: None,
            permissions: None,
            scopes: None,
            expires_at: None,
        }
    }
}

/// How a key gets another secret.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ApiKeyRotation {
    /// How long the present secret lives on, 0 to 2,592,000 (30 days); 86,400 (a day) when left out.
    pub grace_seconds: Option<i64>,
}

/// Makes a key and reveals its secret once.
///
/// # Errors
/// [`Failure::Invalid`] per fault.
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
    require_permissions(&mut faults, new.permissions.as_ref(), new.role);
    require_scopes(&mut faults, new.scopes.as_ref(), new.role);
    faults.require(
        new.expires_at.is_none_or(|at| at > scope.now),
        "/expiresAt",
        "in-the-past",
        "name a time to come, or leave it out",
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
        permissions: new.permissions.as_ref().map(documents::write).transpose()?,
        scopes: written_scopes(new.scopes.as_ref())?,
        expires_at: new.expires_at,
        last_used_at: None,
        previous_secret_hash: None,
        previous_secret_until: None,
    };
    store::insert_api_key(conn, &row)?;
    noted(scope, "API key made", &row.id);
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

/// Gives a key another secret; the present one lives on for a while, so that programs can be changed one after the other.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such live key; [`Failure::Invalid`] for a grace out of range.
pub fn rotate_api_key(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    rotation: &ApiKeyRotation,
) -> Result<CreatedApiKey, Failure> {
    let grace_seconds = rotation.grace_seconds.unwrap_or(GRACE_SECONDS);
    if !(0..=LONGEST_GRACE_SECONDS).contains(&grace_seconds) {
        let detail = format!("use 0 to {LONGEST_GRACE_SECONDS}");
        return Err(Failure::invalid("/graceSeconds", "out-of-range", detail));
    }
    let no_such = || Failure::not_found("live API key", id);
    let before = store::api_key(conn, scope.tenant(), id)?.ok_or_else(no_such)?;
    let secret = Secret::generate("cck_")?;
    let until = scope.now.plus_seconds(grace_seconds);
    let whose = (scope.tenant(), id);
    if !store::replace_api_key_secret(conn, whose, &before.secret_hash, &secret.stored(), until)? {
        return Err(no_such());
    }
    noted(scope, "API key rotated", id);
    let row = store::api_key(conn, scope.tenant(), id)?.ok_or_else(no_such)?;
    Ok(CreatedApiKey {
        key: from_row(row)?,
        secret: secret.reveal().to_owned(),
    })
}

/// Makes a key useless at once, the secret before its last rotation included.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such live key.
pub fn revoke_api_key(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    if store::revoke_api_key(conn, scope.tenant(), id, scope.now)? {
        noted(scope, "API key revoked", id);
        Ok(())
    } else {
        Err(Failure::not_found("live API key", id))
    }
}

fn require_permissions(faults: &mut Faults, patterns: Option<&Vec<String>>, role: Role) {
    let Some(patterns) = patterns else {
        return;
    };
    faults.require(
        (1..=100).contains(&patterns.len()),
        "/permissions",
        "out-of-range",
        "name 1 to 100, or leave permissions out for all that the role holds",
    );
    for (index, pattern) in patterns.iter().enumerate() {
        let is_held = OPERATIONS.iter().any(|operation| {
            matches(pattern, operation.permission) && operation.roles.contains(&role)
        });
        faults.require(
            is_held,
            format!("/permissions/{index}"),
            "unknown-permission",
            format!(
                "{pattern:?} is nothing that the role {} holds; use domain:entity:action, domain:entity:* or domain:*",
                role.as_str()
            ),
        );
    }
}

fn from_row(row: ApiKeyRow) -> Result<ApiKey, Failure> {
    let permissions = row.permissions.as_deref();
    let permissions = permissions.map(|text| documents::read("API key", &row.id, text));
    Ok(ApiKey {
        role: stored_role(&row.role, "API key", &row.id)?,
        permissions: permissions.transpose()?,
        scopes: stored_scopes(row.scopes.as_deref(), "API key", &row.id)?,
        id: row.id,
        name: row.name,
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        previous_secret_until: row.previous_secret_until,
        revoked_at: row.revoked_at,
    })
}
