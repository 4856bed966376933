//! People who sign in.

use serde::{Deserialize, Serialize};

use super::access_scopes::{require_scopes, stored_scopes, written_scopes};
use super::occurrences::noted;
use super::passwords::{own_words, require_password};
use super::secrets::hash_password;
use super::store::{self, UserRow};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::tenancy::{AccessScope, Role, Scope, find_tenant, new_id};

/// A person who signs in; the password is never shown.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Its id.
    pub id: String,
    /// Unique across tenants.
    pub username: String,
    /// For people to read.
    pub display_name: String,
    /// Their address, by which sign-in providers know them; unique in the tenant.
    pub email: Option<String>,
    /// What they may do.
    pub role: Role,
    /// The units their role is limited to; absent for the whole tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<AccessScope>>,
    /// The agent they are, when they are one.
    pub agent_id: Option<String>,
    /// `en` or `zh-CN`.
    pub locale: String,
    /// Since when they cannot sign in; absent when they can.
    pub disabled_at: Option<Instant>,
    /// Whether they sign in in two steps.
    pub two_step: bool,
    /// Whether they have a password; who was made by a sign-in provider has none until a reset.
    pub has_password: bool,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
}

/// A user to be made.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUser {
    /// 3 to 100 letters, digits or `.-_@+`.
    pub username: String,
    /// For people to read.
    pub display_name: String,
    /// 12 to 128 characters.
    pub password: String,
    /// What they may do.
    pub role: Role,
    /// The agent they are; required for the role `agent`.
    pub agent_id: Option<String>,
    /// `en` (the default) or `zh-CN`.
    pub locale: Option<String>,
    /// Their address; sign-in providers know them by it.
    pub email: Option<String>,
    /// The units their role is limited to; the whole tenant when left out.
    pub scopes: Option<Vec<AccessScope>>,
}

impl NewUser {
    /// A user of the whole tenant who reads English.
    pub fn new(
        username: impl Into<String>,
        display_name: impl Into<String>,
        password: impl Into<String>,
        role: Role,
    ) -> Self {
        Self {
            username: username.into(),
            display_name: display_name.into(),
            password: password.into(),
            role,
            agent_id: None,
            locale: None,
            email: None,
            scopes: None,
        }
    }
}

/// What takes the place of what is known of a user; name and password stay.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserChange {
    /// For people to read.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// The agent they are; required for the role `agent`.
    pub agent_id: Option<String>,
    /// `en` (the default) or `zh-CN`.
    pub locale: Option<String>,
    /// Their address; sign-in providers know them by it.
    pub email: Option<String>,
    /// The units their role is limited to; the whole tenant when left out.
    pub scopes: Option<Vec<AccessScope>>,
}

/// How many administrators there are, of all tenants.
///
/// # Errors
/// Only the database's.
pub fn count_administrators(conn: &mut Conn<'_>) -> Result<i64, Failure> {
    Ok(store::count_users(conn, Role::Admin.as_str())?)
}

/// Makes a user.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the username or address is taken.
pub fn create_user(conn: &mut Conn<'_>, scope: &Scope, new: NewUser) -> Result<User, Failure> {
    let (username, password) = (new.username, new.password);
    let change = UserChange {
        display_name: new.display_name,
        role: new.role,
        agent_id: new.agent_id,
        locale: new.locale,
        email: new.email,
        scopes: new.scopes,
    };
    let mut faults = Faults::default();
    require_username(&mut faults, &username, "/username");
    faults.require_name(&change.display_name, "/displayName");
    let tenant = find_tenant(conn, scope.tenant())?;
    let words = own_words(&username, change.email.as_deref(), &tenant.name);
    require_password(&mut faults, &password, &words, "/password");
    require_rest(&mut faults, &change);
    faults.into_result()?;
    insert(conn, scope, username, hash_password(&password)?, change)
}

/// Makes a user who has no password: a sign-in provider says who they are.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the username or address is taken.
pub fn create_user_without_password(
    conn: &mut Conn<'_>,
    scope: &Scope,
    username: &str,
    values: UserChange,
) -> Result<User, Failure> {
    let mut faults = Faults::default();
    require_username(&mut faults, username, "/username");
    faults.require_name(&values.display_name, "/displayName");
    require_rest(&mut faults, &values);
    faults.into_result()?;
    insert(conn, scope, username.to_owned(), String::new(), values)
}

/// All users of the tenant.
///
/// # Errors
/// Only the database's.
pub fn list_users(conn: &mut Conn<'_>, scope: &Scope) -> Result<Vec<User>, Failure> {
    store::users_of(conn, scope.tenant())?
        .into_iter()
        .map(from_row)
        .collect()
}

/// The user of that id.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_user(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<User, Failure> {
    from_row(found(conn, scope, id)?)
}

/// The user with that address.
///
/// # Errors
/// Only the database's.
pub fn find_user_by_email(
    conn: &mut Conn<'_>,
    scope: &Scope,
    email: &str,
) -> Result<Option<User>, Failure> {
    let found = store::user_by_email(conn, scope.tenant(), &email.to_lowercase())?;
    found.map(from_row).transpose()
}

/// Changes a user who is still at version `expected`. The own role and scopes stay: so a tenant keeps an administrator.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`] per fault; [`Failure::Conflict`] `own-account`,
/// `already-exists`.
pub fn change_user(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    expected: i32,
    change: UserChange,
) -> Result<User, Failure> {
    let before = found(conn, scope, id)?;
    let mut faults = Faults::default();
    faults.require_name(&change.display_name, "/displayName");
    require_rest(&mut faults, &change);
    faults.into_result()?;
    let scopes = written_scopes(change.scopes.as_ref())?;
    let stays = before.role == change.role.as_str() && before.scopes == scopes;
    if scope.user_id() == Some(id) && !stays {
        return Err(own_account("change the role or the scopes of"));
    }
    let row = UserRow {
        display_name: change.display_name,
        role: change.role.as_str().to_owned(),
        agent_id: change.agent_id,
        locale: change.locale.unwrap_or_else(default_locale),
        email: change.email.map(|email| email.to_lowercase()),
        scopes,
        version: expected + 1,
        modified_at: scope.now,
        ..before
    };
    let is_current = store::update_user(conn, &row, expected)
        .map_err(|error| Failure::from_write(error, "user"))?;
    if !is_current {
        return Err(Failure::Stale {
            yours: expected,
            current: found(conn, scope, id)?.version,
        });
    }
    noted(scope, "user changed", id);
    from_row(row)
}

/// Keeps a user from signing in, and ends their sessions. What they have done stays theirs.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `own-account`.
pub fn disable_user(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<User, Failure> {
    if scope.user_id() == Some(id) {
        return Err(own_account("disable"));
    }
    set_disabled(conn, scope, id, Some(scope.now), "user disabled")
}

/// Lets a user sign in again.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn enable_user(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<User, Failure> {
    set_disabled(conn, scope, id, None, "user enabled")
}

fn set_disabled(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    disabled_at: Option<Instant>,
    what: &'static str,
) -> Result<User, Failure> {
    let whose = (scope.tenant(), id);
    if !store::set_disabled_at(conn, whose, disabled_at, scope.now)? {
        return Err(Failure::not_found("user", id));
    }
    store::delete_sessions(conn, whose)?;
    noted(scope, what, id);
    find_user(conn, scope, id)
}

fn insert(
    conn: &mut Conn<'_>,
    scope: &Scope,
    username: String,
    password_hash: String,
    values: UserChange,
) -> Result<User, Failure> {
    let row = UserRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        username,
        display_name: values.display_name,
        password_hash,
        role: values.role.as_str().to_owned(),
        agent_id: values.agent_id,
        locale: values.locale.unwrap_or_else(default_locale),
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
        email: values.email.map(|email| email.to_lowercase()),
        scopes: written_scopes(values.scopes.as_ref())?,
        disabled_at: None,
        totp_secret: None,
        totp_confirmed_at: None,
        totp_last_step: None,
    };
    store::insert_user(conn, &row).map_err(|error| Failure::from_write(error, "user"))?;
    noted(scope, "user made", &row.id);
    from_row(row)
}

fn require_username(faults: &mut Faults, username: &str, pointer: &str) {
    let plain = username
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || ".-_@+".contains(c));
    faults.require(
        plain && (3..=100).contains(&username.len()),
        pointer,
        "invalid-username",
        "use 3 to 100 letters, digits or .-_@+",
    );
}

fn require_rest(faults: &mut Faults, values: &UserChange) {
    let locale = values.locale.as_deref().unwrap_or("en");
    faults.require(
        ["en", "zh-CN"].contains(&locale),
        "/locale",
        "unknown-locale",
        "use en or zh-CN",
    );
    faults.require(
        values.role != Role::Agent || values.agent_id.is_some(),
        "/agentId",
        "missing-agent",
        "a user with the role agent needs the agent they are",
    );
    let is_address = |email: &String| {
        let parts = email.split_once('@');
        let whole = parts.is_some_and(|(local, host)| !local.is_empty() && !host.is_empty());
        whole && email.chars().count() <= 254 && !email.chars().any(char::is_whitespace)
    };
    faults.require(
        values.email.as_ref().is_none_or(is_address),
        "/email",
        "invalid-email",
        "write an address such as mei@bank.example, or leave it out",
    );
    require_scopes(faults, values.scopes.as_ref(), values.role);
}

fn default_locale() -> String {
    "en".to_owned()
}

fn found(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<UserRow, Failure> {
    store::user(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found("user", id))
}

fn own_account(what: &str) -> Failure {
    Failure::conflict(
        "own-account",
        format!("you cannot {what} your own account; ask another administrator"),
    )
}

fn from_row(row: UserRow) -> Result<User, Failure> {
    Ok(User {
        role: stored_role(&row.role, "user", &row.id)?,
        scopes: stored_scopes(row.scopes.as_deref(), "user", &row.id)?,
        has_password: !row.password_hash.is_empty(),
        two_step: row.totp_confirmed_at.is_some(),
        id: row.id,
        username: row.username,
        display_name: row.display_name,
        email: row.email,
        agent_id: row.agent_id,
        locale: row.locale,
        disabled_at: row.disabled_at,
        version: row.version,
        created_at: row.created_at,
    })
}

pub(super) fn stored_role(role: &str, what: &'static str, id: &str) -> Result<Role, Failure> {
    Role::parse(role).ok_or_else(|| {
        Failure::Database(crate::db::DbError::Corrupt {
            what,
            id: id.to_owned(),
            reason: format!("unknown role {role:?}"),
        })
    })
}
