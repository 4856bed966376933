//! Rows of users, sessions, API keys, and of what signing in needs.

mod api_keys;
mod password_resets;
mod sessions;
mod throttles;
mod two_step;
mod users;

pub(super) use api_keys::{
    ApiKeyRow, api_key, api_key_of_secret, api_keys_of, insert_api_key, note_use_of_api_key,
    replace_api_key_secret, revoke_api_key,
};
pub(super) use password_resets::{PasswordResetRow, keep_password_reset, take_password_reset};
pub(super) use sessions::{
    SessionRow, delete_other_sessions, delete_session, delete_session_by_id, delete_sessions,
    insert_session, live_session, sessions_of,
};
pub(super) use throttles::{
    ThrottleRow, forget_throttle, forget_throttles, keep_throttle, throttle,
};
pub(super) use two_step::{
    ChallengeRow, accept_totp_step, begin_challenge_attempt, challenge, confirm_totp,
    delete_challenge, insert_challenge, insert_recovery_codes, keep_totp_secret,
    recovery_codes_left, remove_totp, use_recovery_code, users_with_totp,
};
pub(super) use users::{
    UserRow, count_users, insert_user, set_disabled_at, set_password_hash, update_user, user,
    user_by_email, user_by_name, users_of,
};
