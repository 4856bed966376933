//! Sessions of the page: opening, ending, and finding out who a credential belongs to.

use serde::{Deserialize, Serialize};

use super::identity::Device;
use super::occurrences::noted;
use super::secrets::{Secret, stored_form};
use super::store::{self, SessionRow, UserRow};
use super::two_step::own_user;
use super::users::stored_role;
use crate::audit_log::append;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::tenancy::{Role, Scope};

/// How long a page session lasts.
const SESSION_SECONDS: i64 = 12 * 3_600;

/// How much of its stored secret names a session: 128 bits, which open nothing.
const ID_CHARACTERS: usize = 32;

/// How much of a browser's words for itself is kept.
const USER_AGENT_CHARACTERS: usize = 200;

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
}

/// A session that is open, as its user sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenSession {
    /// Its id.
    pub id: String,
    /// When it was opened.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// From where it was opened.
    pub address: Option<String>,
    /// The browser's words for itself.
    pub user_agent: Option<String>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Opens a session of a user who has shown who they are.
pub(super) fn open_session(
    conn: &mut Conn<'_>,
    user: &UserRow,
    device: &Device,
    now: Instant,
) -> Result<Session, Failure> {
    let secret = Secret::generate("ccs_")?;
    let expires_at = now.plus_seconds(SESSION_SECONDS);
    let user_agent = device.user_agent.as_ref();
    store::insert_session(
        conn,
        &SessionRow {
            tenant_id: user.tenant_id.clone(),
            secret_hash: secret.stored(),
            user_id: user.id.clone(),
            created_at: now,
            expires_at,
            address: device.address.map(|address| address.to_string()),
            user_agent: user_agent.map(|words| words.chars().take(USER_AGENT_CHARACTERS).collect()),
        },
    )?;
    tell_of(conn, user, device, now)?;
    Ok(Session {
        secret,
        expires_at,
        user: session_user(user)?,
    })
}

/// Writes what somebody did before they were signed in into the audit log, now that they are known.
pub(super) fn tell_of(
    conn: &mut Conn<'_>,
    user: &UserRow,
    device: &Device,
    now: Instant,
) -> Result<(), Failure> {
    let act = device.act.by(&format!("user:{}", user.id), &user.role);
    append(conn, &user.tenant_id, &act, now)
}

/// Ends the session of this cookie.
///
/// # Errors
/// Only the database's.
pub fn sign_out(conn: &mut Conn<'_>, secret: &str) -> Result<(), Failure> {
    Ok(store::delete_session(conn, &stored_form(secret))?)
}

/// The open sessions of the user who asks, the newest first; `secret` is of the one that asks.
///
/// # Errors
/// [`Failure::Conflict`] `no-user` for a key.
pub fn list_own_sessions(
    conn: &mut Conn<'_>,
    scope: &Scope,
    secret: Option<&str>,
) -> Result<Vec<OpenSession>, Failure> {
    let user = own_user(conn, scope)?;
    let current = secret.map(stored_form);
    let rows = store::sessions_of(conn, (&user.tenant_id, &user.id), scope.now)?;
    Ok(shown(rows, current.as_deref()))
}

/// Ends one of the own sessions.
///
/// # Errors
/// [`Failure::NotFound`]: also for a key, which has none.
pub fn end_own_session(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    match scope.user_id() {
        Some(user_id) => end_session(conn, scope, user_id, id),
        None => Err(Failure::not_found("session", id)),
    }
}

/// A user's open sessions, the newest first.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn list_sessions_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    user_id: &str,
) -> Result<Vec<OpenSession>, Failure> {
    require_user(conn, scope, user_id)?;
    let rows = store::sessions_of(conn, (scope.tenant(), user_id), scope.now)?;
    Ok(shown(rows, None))
}

/// Ends all sessions of a user.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn end_sessions_of(conn: &mut Conn<'_>, scope: &Scope, user_id: &str) -> Result<(), Failure> {
    require_user(conn, scope, user_id)?;
    store::delete_sessions(conn, (scope.tenant(), user_id))?;
    noted(scope, "all sessions ended", user_id);
    Ok(())
}

fn end_session(conn: &mut Conn<'_>, scope: &Scope, user_id: &str, id: &str) -> Result<(), Failure> {
    let is_id = id.len() == ID_CHARACTERS && id.chars().all(|c| c.is_ascii_hexdigit());
    if is_id && store::delete_session_by_id(conn, (scope.tenant(), user_id), id)? {
        noted(scope, "session ended", user_id);
        Ok(())
    } else {
        Err(Failure::not_found("session", id))
    }
}

fn require_user(conn: &mut Conn<'_>, scope: &Scope, user_id: &str) -> Result<UserRow, Failure> {
    store::user(conn, scope.tenant(), user_id)?.ok_or_else(|| Failure::not_found("user", user_id))
}

fn shown(rows: Vec<SessionRow>, current: Option<&str>) -> Vec<OpenSession> {
    rows.into_iter()
        .map(|row| OpenSession {
            id: row.secret_hash.chars().take(ID_CHARACTERS).collect(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            address: row.address,
            user_agent: row.user_agent,
            current: current == Some(row.secret_hash.as_str()),
        })
        .collect()
}

/// The actor as the page shows them.
///
/// # Errors
/// [`Failure::Unauthenticated`] when the user was deleted meanwhile.
pub fn who_am_i(conn: &mut Conn<'_>, scope: &Scope) -> Result<SessionUser, Failure> {
    match scope.user_id() {
        Some(id) => {
            let user = store::user(conn, scope.tenant(), id)?;
            session_user(&user.ok_or(Failure::Unauthenticated)?)
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

fn session_user(user: &UserRow) -> Result<SessionUser, Failure> {
    Ok(SessionUser {
        role: stored_role(&user.role, "user", &user.id)?,
        id: Some(user.id.clone()),
        display_name: user.display_name.clone(),
        agent_id: user.agent_id.clone(),
        locale: user.locale.clone(),
    })
}
