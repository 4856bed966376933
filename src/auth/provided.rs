//! Users whom a sign-in provider vouches for.

use super::identity::Device;
use super::occurrences::noted;
use super::sessions::{Session, open_session};
use super::store::{self, UserRow};
use crate::db::Conn;
use crate::failure::Failure;
use crate::tenancy::{Role, Scope};

/// A user of the tenant as a provider's answer is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvidedUser {
    /// The user's id.
    pub id: String,
}

/// Opens the session of a user whom a provider has named. The provider has asked for a second step, or decided not to: ours
/// is not asked for.
///
/// # Errors
/// [`Failure::Denied`] `user-disabled`; [`Failure::NotFound`].
pub fn session_of_provided_user(
    conn: &mut Conn<'_>,
    scope: &Scope,
    user: &ProvidedUser,
    device: &Device,
) -> Result<Session, Failure> {
    let row = row_of(conn, scope, user)?;
    if row.disabled_at.is_some() {
        return Err(Failure::Denied {
            code: "user-disabled",
            detail: "this user may not sign in; ask an administrator".to_owned(),
        });
    }
    noted(scope, "signed in with a provider", &row.id);
    open_session(conn, &row, device, scope.now)
}

/// Gives a user the role that their groups at the provider stand for. Scopes of a role that cannot have any are dropped.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`] when an administrator changes the user just then.
pub fn take_role_from_provider(
    conn: &mut Conn<'_>,
    scope: &Scope,
    user: &ProvidedUser,
    role: Role,
) -> Result<(), Failure> {
    let row = row_of(conn, scope, user)?;
    let lacks_agent = role == Role::Agent && row.agent_id.is_none();
    if row.role == role.as_str() || lacks_agent {
        return Ok(());
    }
    let version = row.version;
    let keeps_scopes = matches!(role, Role::Planner | Role::Supervisor);
    let row = UserRow {
        role: role.as_str().to_owned(),
        scopes: row.scopes.filter(|_| keeps_scopes),
        version: version + 1,
        modified_at: scope.now,
        ..row
    };
    if !store::update_user(conn, &row, version)? {
        return Err(Failure::Stale {
            yours: version,
            current: version + 1,
        });
    }
    noted(scope, "role taken from a provider's groups", &row.id);
    Ok(())
}

fn row_of(conn: &mut Conn<'_>, scope: &Scope, user: &ProvidedUser) -> Result<UserRow, Failure> {
    store::user(conn, scope.tenant(), &user.id)?.ok_or_else(|| Failure::not_found("user", &user.id))
}
