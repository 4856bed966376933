//! Who may come in, and what they may do: users, sessions, two-step sign-in, API keys, and the one table of operations and
//! roles.

mod access_scopes;
mod api_keys;
mod credentials;
mod extents;
mod identity;
mod occurrences;
mod passwords;
pub mod permissions;
#[cfg(test)]
mod permissions_tests;
mod provided;
pub mod routes;
mod secrets;
mod sessions;
mod sign_in;
mod store;
mod throttle;
mod totp;
mod two_step;
mod users;
mod vault;

pub use api_keys::{
    ApiKey, ApiKeyRotation, CreatedApiKey, NewApiKey, create_api_key, list_api_keys,
    revoke_api_key, rotate_api_key,
};
pub use credentials::{Credential, credential_of_bearer, credential_of_session, note_use_of_key};
pub use extents::{Extent, Holder, extent_of};
pub use identity::{Device, Identity};
pub(crate) use occurrences::noted;
pub use passwords::{
    PasswordChange, PasswordChoice, PasswordReset, change_own_password, choose_password,
    reset_password,
};
pub use permissions::role_holds;
pub use provided::{ProvidedUser, session_of_provided_user, take_role_from_provider};
pub use secrets::Secret;
pub use sessions::{
    OpenSession, Session, SessionUser, end_own_session, end_sessions_of, list_own_sessions,
    list_sessions_of, sign_out, who_am_i,
};
pub use sign_in::{Challenge, SignIn, sign_in, sign_in_with_code};
pub use two_step::{
    RecoveryCodes, TwoStepEnrolment, TwoStepRemoval, TwoStepState, confirm_two_step,
    enrol_two_step, remove_own_two_step, remove_two_step_of, two_step_is_used, two_step_state,
};
pub use users::{
    NewUser, User, UserChange, change_user, count_administrators, create_user,
    create_user_without_password, disable_user, enable_user, find_user, find_user_by_email,
    list_users,
};
pub use vault::Vault;
