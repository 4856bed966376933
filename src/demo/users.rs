//! People who can sign in to the demo, one a role.

use serde::Serialize;

use crate::auth::{NewUser, Secret, create_user};
use crate::db::Conn;
use crate::failure::Failure;
use crate::tenancy::{Role, Scope};

/// A sign-in the demo made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// The user name.
    pub username: String,
    /// Made afresh for this demo.
    pub password: String,
    /// What they may do.
    pub role: Role,
}

/// Makes one user a role; the agent is the one given.
pub(super) fn create_users(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
) -> Result<Vec<SignIn>, Failure> {
    Role::ALL
        .into_iter()
        .map(|role| {
            let password: String = Secret::generate("")?.reveal().chars().take(16).collect();
            let name = format!("Demo {}", role.as_str());
            let mut user = NewUser::new(role.as_str(), name, password.as_str(), role);
            user.agent_id = (role == Role::Agent).then(|| agent_id.to_owned());
            create_user(conn, scope, user)?;
            Ok(SignIn {
                username: role.as_str().to_owned(),
                password,
                role,
            })
        })
        .collect()
}
