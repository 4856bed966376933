//! People who sign in.

use serde::{Deserialize, Serialize};

use super::secrets::hash_password;
use super::store::{self, UserRow};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::tenancy::{Role, Scope, new_id};

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
    /// What they may do.
    pub role: Role,
    /// The agent they are, when they are one.
    pub agent_id: Option<String>,
    /// `en` or `zh-CN`.
    pub locale: String,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
}

/// A user to be made.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUser {
    /// 3 to 100 letters, digits or `.-_@`.
    pub username: String,
    /// For people to read.
    pub display_name: String,
    /// At least 12 characters.
    pub password: String,
    /// What they may do.
    pub role: Role,
    /// The agent they are; required for the role `agent`.
    pub agent_id: Option<String>,
    /// `en` (the default) or `zh-CN`.
    pub locale: Option<String>,
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
/// [`Failure::Invalid`] per fault; `already-exists` when the username is taken.
pub fn create_user(conn: &mut Conn<'_>, scope: &Scope, new: NewUser) -> Result<User, Failure> {
    let locale = new.locale.unwrap_or_else(|| "en".to_owned());
    let mut faults = Faults::default();
    let plain = new
        .username
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || ".-_@".contains(c));
    let fits = (3..=100).contains(&new.username.len());
    faults.require(
        plain && fits,
        "/username",
        "invalid-username",
        "use 3 to 100 letters, digits or .-_@",
    );
    faults.require_name(&new.display_name, "/displayName");
    let long_enough = (12..=200).contains(&new.password.chars().count());
    faults.require(
        long_enough,
        "/password",
        "weak-password",
        "use 12 to 200 characters",
    );
    faults.require(
        ["en", "zh-CN"].contains(&locale.as_str()),
        "/locale",
        "unknown-locale",
        "use en or zh-CN",
    );
    faults.require(
        new.role != Role::Agent || new.agent_id.is_some(),
        "/agentId",
        "missing-agent",
        "a user with the role agent needs the agent they are",
    );
    faults.into_result()?;
    let row = UserRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        username: new.username,
        display_name: new.display_name,
        password_hash: hash_password(&new.password)?,
        role: new.role.as_str().to_owned(),
        agent_id: new.agent_id,
        locale,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    store::insert_user(conn, &row).map_err(|error| Failure::from_write(error, "user"))?;
    from_row(row)
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

fn from_row(row: UserRow) -> Result<User, Failure> {
    Ok(User {
        role: stored_role(&row.role, "user", &row.id)?,
        id: row.id,
        username: row.username,
        display_name: row.display_name,
        agent_id: row.agent_id,
        locale: row.locale,
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
