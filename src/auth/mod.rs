//! Who may come in, and what they may do: users, sessions, API keys, and the one table of operations and roles.

mod api_keys;
pub mod permissions;
pub mod routes;
mod secrets;
mod sessions;
mod store;
mod users;

pub use api_keys::{
    ApiKey, CreatedApiKey, NewApiKey, create_api_key, list_api_keys, revoke_api_key,
};
pub use permissions::role_holds;
pub use secrets::Secret;
pub use sessions::{
    Session, SessionUser, actor_of_bearer, actor_of_session, sign_in, sign_out, who_am_i,
};
pub use users::{NewUser, User, count_administrators, create_user, list_users};
