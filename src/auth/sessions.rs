//! Signing in on the page, and finding out who a credential belongs to.

use serde::{Deserialize, Serialize};

use super::secrets::{Secret, hash_password, password_matches, stored_form};
use super::store::{self, SessionRow, UserRow};
use super::users::stored_role;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::tenancy::{Actor, Role, Scope, TenantId};

/// How long a page session lasts.
const SESSION_SECONDS: i64 = 12 * 3_600;

/// Who signed in.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionUser {
    /// The user's id; absent for an API key.
    pub id: Option<String>,
    /// For people to read.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// The agent they are, when they are one.
    pub agent_id: Option<String>,
    /// `en` or `zh-CN`.
    pub locale: String,
}

/// A page session that was just opened.
pub struct Session {
    /// Goes into the cookie.
    pub secret: Secret,
    /// When it ends.
    pub expires_at: Instant,
    /// Whose it is.
    pub user: SessionUser,
    /// The user's id.
    pub user_id: String,
    /// Their tenant.
    pub tenant_id: TenantId,
}

/// Opens a session.
///
/// # Errors
/// [`Failure::Unauthenticated`] alike for an unknown name and a wrong password, after the same work.
pub fn sign_in(
    conn: &mut Conn<'_>,
    username: &str,
    password: &str,
    now: Instant,
) -> Result<Session, Failure> {
    let Some(user) = store::user_by_name(conn, username)? else {
        // The same slow hash as for a known name, so that names cannot be found out by timing.
        hash_password(password)?;
        return Err(Failure::Unauthenticated);
    };
    if !password_matches(password, &user.password_hash) {
        return Err(Failure::Unauthenticated);
    }
    let secret = Secret::generate("ccs_")?;
    let expires_at = now.plus_seconds(SESSION_SECONDS);
    store::insert_session(
        conn,
        &SessionRow {
            tenant_id: user.tenant_id.clone(),
            secret_hash: secret.stored(),
            user_id: user.id.clone(),
            created_at: now,
            expires_at,
        },
    )?;
    Ok(Session {
        secret,
        expires_at,
        user_id: user.id.clone(),
        tenant_id: TenantId::new(user.tenant_id.clone()),
        user: session_user(user)?,
    })
}

/// Ends the session of this cookie.
///
/// # Errors
/// Only the database's.
pub fn sign_out(conn: &mut Conn<'_>, secret: &str) -> Result<(), Failure> {
    Ok(store::delete_session(conn, &stored_form(secret))?)
}

/// Whose session cookie this is, if it is alive.
///
/// # Errors
/// Only the database's.
pub fn actor_of_session(
    conn: &mut Conn<'_>,
    secret: &str,
    now: Instant,
) -> Result<Option<Actor>, Failure> {
    let found = store::live_session(conn, &stored_form(secret), now)?;
    found
        .map(|(_, user)| {
            Ok(Actor {
                role: stored_role(&user.role, "user", &user.id)?,
                tenant_id: TenantId::new(user.tenant_id),
                subject: format!("user:{}", user.id),
                agent_id: user.agent_id,
            })
        })
        .transpose()
}

/// Whose API key this is, if it is alive.
///
/// # Errors
/// Only the database's.
pub fn actor_of_bearer(conn: &mut Conn<'_>, secret: &str) -> Result<Option<Actor>, Failure> {
    let found = store::live_api_key(conn, &stored_form(secret))?;
    found
        .map(|key| {
            Ok(Actor {
                role: stored_role(&key.role, "API key", &key.id)?,
                tenant_id: TenantId::new(key.tenant_id),
                subject: format!("key:{}", key.id),
                agent_id: key.agent_id,
            })
        })
        .transpose()
}

/// The actor as the page shows them.
///
/// # Errors
/// [`Failure::Unauthenticated`] when the user was deleted meanwhile.
pub fn who_am_i(conn: &mut Conn<'_>, scope: &Scope) -> Result<SessionUser, Failure> {
    match scope.actor.subject.strip_prefix("user:") {
        Some(id) => {
            session_user(store::user(conn, scope.tenant(), id)?.ok_or(Failure::Unauthenticated)?)
        }
        None => Ok(SessionUser {
            id: None,
            display_name: scope.actor.subject.clone(),
            role: scope.actor.role,
            agent_id: scope.actor.agent_id.clone(),
            locale: "en".to_owned(),
        }),
    }
}

fn session_user(user: UserRow) -> Result<SessionUser, Failure> {
    Ok(SessionUser {
        role: stored_role(&user.role, "user", &user.id)?,
        id: Some(user.id),
        display_name: user.display_name,
        agent_id: user.agent_id,
        locale: user.locale,
    })
}
