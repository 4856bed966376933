//! Whose credential it is, and what it is good for.

use super::access_scopes::stored_scopes;
use super::permissions::matches;
use super::secrets::stored_form;
use super::store::{self, ApiKeyRow, UserRow};
use super::users::stored_role;
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::tenancy::{Access, AccessScope, Actor, TenantId};

/// The use of a key is noted at most this often, seconds.
const USE_NOTED_EVERY_SECONDS: i64 = 60;

/// A credential that is alive.
pub struct Credential {
    /// Who acts; their access is still to be worked out of `scopes`.
    pub actor: Actor,
    /// The units it is limited to; absent for the whole tenant.
    pub scopes: Option<Vec<AccessScope>>,
    /// The patterns of operations that a key is for; absent for whatever its role holds.
    permissions: Option<Vec<String>>,
    /// The key whose use is to be noted.
    used_key: Option<String>,
}

impl Credential {
    /// That the credential is for operations of this permission.
    ///
    /// # Errors
    /// [`Failure::Denied`] `key-lacks-permission`.
    pub fn require(&self, permission: &str) -> Result<(), Failure> {
        let is_for = |patterns: &Vec<String>| patterns.iter().any(|one| matches(one, permission));
        if self.permissions.as_ref().is_none_or(is_for) {
            return Ok(());
        }
        Err(Failure::Denied {
            code: "key-lacks-permission",
            detail: format!(
                "this key is not for {permission}; ask an administrator for one that is"
            ),
        })
    }

    /// Whether the use of the key is to be noted now, with [`note_use_of_key`].
    pub const fn use_is_to_be_noted(&self) -> bool {
        self.used_key.is_some()
    }
}

/// Whose session cookie this is, if it is alive.
///
/// # Errors
/// Only the database's.
pub fn credential_of_session(
    conn: &mut Conn<'_>,
    secret: &str,
    now: Instant,
) -> Result<Option<Credential>, Failure> {
    let found = store::live_session(conn, &stored_form(secret), now)?;
    found.map(|(_, user)| of_user(user)).transpose()
}

/// Whose API key this is, if it is alive.
///
/// # Errors
/// [`Failure::CredentialRefused`] `key-expired`.
pub fn credential_of_bearer(
    conn: &mut Conn<'_>,
    secret: &str,
    now: Instant,
) -> Result<Option<Credential>, Failure> {
    let found = store::api_key_of_secret(conn, &stored_form(secret), now)?;
    found.map(|key| of_key(key, now)).transpose()
}

/// Notes that a key was used.
///
/// # Errors
/// Only the database's.
pub fn note_use_of_key(
    conn: &mut Conn<'_>,
    credential: &Credential,
    now: Instant,
) -> Result<(), Failure> {
    if let Some(id) = &credential.used_key {
        let tenant = credential.actor.tenant_id.as_str();
        let noted_before = now.plus_seconds(-USE_NOTED_EVERY_SECONDS);
        store::note_use_of_api_key(conn, (tenant, id), noted_before, now)?;
    }
    Ok(())
}

fn of_user(user: UserRow) -> Result<Credential, Failure> {
    Ok(Credential {
        scopes: stored_scopes(user.scopes.as_deref(), "user", &user.id)?,
        actor: Actor {
            role: stored_role(&user.role, "user", &user.id)?,
            tenant_id: TenantId::new(user.tenant_id),
            subject: format!("user:{}", user.id),
            agent_id: user.agent_id,
            access: Access::Everything,
        },
        permissions: None,
        used_key: None,
    })
}

fn of_key(key: ApiKeyRow, now: Instant) -> Result<Credential, Failure> {
    if let Some(expired) = key.expires_at.filter(|at| *at <= now) {
        return Err(Failure::CredentialRefused {
            code: "key-expired",
            detail: format!("this key ended at {expired}; ask an administrator for another"),
        });
    }
    let noted_before = now.plus_seconds(-USE_NOTED_EVERY_SECONDS);
    let is_fresh = key.last_used_at.is_some_and(|at| at >= noted_before);
    let permissions = key.permissions.as_deref();
    let permissions = permissions.map(|text| documents::read("API key", &key.id, text));
    Ok(Credential {
        scopes: stored_scopes(key.scopes.as_deref(), "API key", &key.id)?,
        permissions: permissions.transpose()?,
        used_key: (!is_fresh).then(|| key.id.clone()),
        actor: Actor {
            role: stored_role(&key.role, "API key", &key.id)?,
            tenant_id: TenantId::new(key.tenant_id),
            subject: format!("key:{}", key.id),
            agent_id: key.agent_id,
            access: Access::Everything,
        },
    })
}
