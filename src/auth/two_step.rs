//! Two-step sign-in: turning it on and off, and the second step.

use serde::{Deserialize, Serialize};

use super::identity::Identity;
use super::occurrences::noted;
use super::passwords::{begin_with_own_password, own_attempt_succeeded, require_own_password};
use super::secrets::stored_form;
use super::store::{self, UserRow};
use super::totp::{self, SECRET_BYTES};
use crate::db::{Conn, Database, Instant};
use crate::entropy::entropy;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// How many recovery codes somebody gets.
const RECOVERY_CODES: usize = 10;

/// Whether somebody signs in in two steps.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TwoStepState {
    /// Since when a code is asked for; absent when none is.
    pub enabled_since: Option<Instant>,
    /// Recovery codes that were not used.
    pub recovery_codes_left: i64,
}

/// A secret for an authenticator app, shown this once.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TwoStepEnrolment {
    /// To be typed in.
    pub secret: String,
    /// The same for a QR code.
    pub otpauth_uri: String,
}

/// Codes for when the app is lost, each good once, shown this once.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodes {
    /// The codes.
    pub recovery_codes: Vec<String>,
}

/// What turning two-step sign-in off takes.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TwoStepRemoval {
    /// The user's password.
    pub password: String,
    /// A code of the app, or a recovery code.
    pub code: String,
}

/// Whether the user who asks signs in in two steps.
///
/// # Errors
/// [`Failure::Conflict`] `no-user` for a key.
pub fn two_step_state(conn: &mut Conn<'_>, scope: &Scope) -> Result<TwoStepState, Failure> {
    let user = own_user(conn, scope)?;
    let left = store::recovery_codes_left(conn, (&user.tenant_id, &user.id))?;
    Ok(TwoStepState {
        enabled_since: user.totp_confirmed_at,
        recovery_codes_left: left,
    })
}

/// Makes a secret, which counts from the first code on. Blocks for a slow hash: not inside a transaction.
///
/// # Errors
/// `wrong-password`, [`Failure::SignInLocked`]; [`Failure::Conflict`] `two-step-on`, `secret-key-missing`, `no-user`.
pub fn enrol_two_step(
    db: &Database,
    scope: &Scope,
    identity: &Identity,
    password: &str,
) -> Result<TwoStepEnrolment, Failure> {
    let user = require_own_password(db, scope, password)?;
    let secret = entropy::<SECRET_BYTES>()?;
    let sealed = identity.vault.seal(&place_of(&user), &secret)?;
    db.write(|conn| {
        if store::keep_totp_secret(conn, (&user.tenant_id, &user.id), &sealed)? {
            Ok(())
        } else {
            Err(already_on())
        }
    })?;
    Ok(TwoStepEnrolment {
        secret: totp::base32(&secret),
        otpauth_uri: totp::otpauth_uri(&secret, &user.username),
    })
}

/// Turns two-step sign-in on with the app's first code, which is then used up.
///
/// # Errors
/// [`Failure::Invalid`] `wrong-code`; [`Failure::Conflict`] `two-step-on`, `no-enrolment`, `no-user`.
pub fn confirm_two_step(
    conn: &mut Conn<'_>,
    scope: &Scope,
    identity: &Identity,
    code: &str,
) -> Result<RecoveryCodes, Failure> {
    let user = own_user(conn, scope)?;
    if user.totp_confirmed_at.is_some() {
        return Err(already_on());
    }
    let Some(sealed) = &user.totp_secret else {
        return Err(Failure::conflict(
            "no-enrolment",
            "there is no secret to confirm; begin with POST /me/two-step",
        ));
    };
    let secret = identity.vault.open(&place_of(&user), sealed)?;
    let whose = (user.tenant_id.as_str(), user.id.as_str());
    let step = totp::step_of_code(&secret, code.trim(), scope.now).ok_or_else(|| {
        let detail =
            "this is not the app's present code; check the device's clock and send the next one";
        Failure::invalid("/code", "wrong-code", detail)
    })?;
    if !store::confirm_totp(conn, whose, step, scope.now)? {
        return Err(already_on());
    }
    let codes = (0..RECOVERY_CODES)
        .map(|_| recovery_code())
        .collect::<Result<Vec<_>, _>>()?;
    let hashes: Vec<String> = codes.iter().map(|code| recovery_hash(code)).collect();
    store::insert_recovery_codes(conn, whose, &hashes)?;
    noted(scope, "two-step sign-in turned on", &user.id);
    Ok(RecoveryCodes {
        recovery_codes: codes,
    })
}

/// Turns the own two-step sign-in off. Blocks for a slow hash: not inside a transaction.
///
/// # Errors
/// `wrong-password`; [`Failure::SignInLocked`]; [`Failure::Invalid`] `wrong-code`; [`Failure::Conflict`] `two-step-off`, `no-user`.
pub fn remove_own_two_step(
    db: &Database,
    scope: &Scope,
    identity: &Identity,
    removal: &TwoStepRemoval,
) -> Result<(), Failure> {
    let user = begin_with_own_password(db, scope, &removal.password)?;
    if user.totp_confirmed_at.is_none() {
        return Err(off());
    }
    db.write(|conn| {
        if !accept_code(conn, identity, &user, &removal.code, scope.now)? {
            let detail = "this is no code of the app that was not used yet, and no recovery code; send the next one";
            return Err(Failure::invalid("/code", "wrong-code", detail));
        }
        own_attempt_succeeded(conn, &user)?;
        remove(conn, scope, &user.id)
    })
}

/// Turns a user's two-step sign-in off for them, who have lost app and codes.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `two-step-off`.
pub fn remove_two_step_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    user_id: &str,
) -> Result<(), Failure> {
    store::user(conn, scope.tenant(), user_id)?
        .ok_or_else(|| Failure::not_found("user", user_id))?;
    remove(conn, scope, user_id)
}

fn remove(conn: &mut Conn<'_>, scope: &Scope, user_id: &str) -> Result<(), Failure> {
    if !store::remove_totp(conn, (scope.tenant(), user_id))? {
        return Err(off());
    }
    noted(scope, "two-step sign-in turned off", user_id);
    Ok(())
}

/// Whether a code opens the second step: of the app and not used before, or a recovery code, which is then used up.
pub(super) fn accept_code(
    conn: &mut Conn<'_>,
    identity: &Identity,
    user: &UserRow,
    code: &str,
    now: Instant,
) -> Result<bool, Failure> {
    let whose = (user.tenant_id.as_str(), user.id.as_str());
    let code = code.trim();
    if code.len() > 6 {
        return Ok(store::use_recovery_code(
            conn,
            whose,
            &recovery_hash(code),
            now,
        )?);
    }
    let Some(sealed) = &user.totp_secret else {
        return Ok(false);
    };
    let secret = identity.vault.open(&place_of(user), sealed)?;
    match totp::step_of_code(&secret, code, now) {
        Some(step) => Ok(store::accept_totp_step(conn, whose, step)?),
        None => Ok(false),
    }
}

/// Whether anybody's secret needs the secret key.
///
/// # Errors
/// Only the database's.
pub fn two_step_is_used(conn: &mut Conn<'_>) -> Result<bool, Failure> {
    Ok(store::users_with_totp(conn)? > 0)
}

/// The user who acts.
pub(super) fn own_user(conn: &mut Conn<'_>, scope: &Scope) -> Result<UserRow, Failure> {
    let Some(id) = scope.user_id() else {
        return Err(Failure::conflict(
            "no-user",
            "a key has no password, no second step and no sessions; sign in as a user",
        ));
    };
    store::user(conn, scope.tenant(), id)?.ok_or(Failure::Unauthenticated)
}

/// Where a user's secret is kept.
fn place_of(user: &UserRow) -> String {
    format!("totp {} {}", user.tenant_id, user.id)
}

/// 80 random bits as people read them from paper: `ABCD-EFGH-IJKL-MNOP`.
fn recovery_code() -> Result<String, Failure> {
    let text = totp::base32(&entropy::<10>()?);
    let groups: Vec<&str> = (0..text.len())
        .step_by(4)
        .filter_map(|start| text.get(start..start + 4))
        .collect();
    Ok(groups.join("-"))
}

/// The stored form of a recovery code however it was typed. It has 80 random bits: a slow hash adds nothing.
fn recovery_hash(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    stored_form(&plain.to_ascii_uppercase())
}

fn already_on() -> Failure {
    Failure::conflict(
        "two-step-on",
        "two-step sign-in is on already; turn it off first to use another app",
    )
}

fn off() -> Failure {
    Failure::conflict("two-step-off", "two-step sign-in is not on")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_code_is_four_groups_and_is_known_however_it_is_typed() {
        let code = recovery_code().unwrap();
        assert_eq!(code.len(), 19);
        assert_eq!(code.split('-').count(), 4);
        let typed = code.to_lowercase().replace('-', " ");
        assert_eq!(recovery_hash(&typed), recovery_hash(&code));
        assert_ne!(recovery_code().unwrap(), code);
    }
}
