//! Signing in on the page: the password, and the second step where it is on.

use serde::Serialize;

use super::identity::{Device, Identity};
use super::secrets::{Secret, hash_password, password_matches, stored_form};
use super::sessions::{Session, open_session};
use super::store::{self, ChallengeRow, UserRow};
use super::throttle::{Door, attempt_succeeded, begin_attempt};
use super::two_step::accept_code;
use crate::db::{Conn, Database, Instant};
use crate::failure::Failure;

/// How long a challenge waits for its code, seconds.
const CHALLENGE_SECONDS: i64 = 5 * 60;

/// How many codes are looked at before the password is asked for again.
const MOST_CODES: i32 = 5;

/// A password was right; a code is still to come.
#[derive(Clone, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Challenge {
    /// To be sent with the code.
    pub challenge: String,
    /// When the password is asked for again.
    pub expires_at: Instant,
}

/// What came of a name and a password.
pub enum SignIn {
    /// The session is open.
    Open(Session),
    /// A code is asked for.
    SecondStep(Challenge),
}

/// Opens a session, or asks for the second step. Blocks for a slow hash: not inside a transaction.
///
/// # Errors
/// [`Failure::Unauthenticated`] alike for an unknown name, a wrong password and a disabled user, after the same work;
/// [`Failure::SignInLocked`] alike for names that are known and names that are not.
pub fn sign_in(
    db: &Database,
    username: &str,
    password: &str,
    device: &Device,
    now: Instant,
) -> Result<SignIn, Failure> {
    let doors = doors_of(username, device);
    db.write(|conn| begin_attempt(conn, &doors, now))?;
    let user = db.read(|conn| store::user_by_name(conn, username))?;
    let user = require_password_of(user, password)?;
    db.write(|conn| {
        if user.totp_confirmed_at.is_some() {
            // The user name stays counted: codes are guessed at the same door.
            if let Some((_, address)) = doors.split_first() {
                attempt_succeeded(conn, address)?;
            }
            return ask_for_code(conn, &user, now).map(SignIn::SecondStep);
        }
        attempt_succeeded(conn, &doors)?;
        open_session(conn, &user, device, now).map(SignIn::Open)
    })
}

/// Opens the session of a challenge.
///
/// # Errors
/// [`Failure::CredentialRefused`] `challenge-over`, `wrong-code`; [`Failure::SignInLocked`].
pub fn sign_in_with_code(
    db: &Database,
    identity: &Identity,
    challenge: &str,
    code: &str,
    device: &Device,
    now: Instant,
) -> Result<Session, Failure> {
    let (challenge, user) = db.read(|conn| user_of_challenge(conn, challenge, now))?;
    let doors = doors_of(&user.username, device);
    // Kept whatever comes of the code.
    db.write(|conn| {
        begin_attempt(conn, &doors, now)?;
        if store::begin_challenge_attempt(conn, &challenge, MOST_CODES)? {
            Ok(())
        } else {
            Err(challenge_over())
        }
    })?;
    db.write(|conn| {
        if !accept_code(conn, identity, &user, code, now)? {
            return Err(Failure::CredentialRefused {
                code: "wrong-code",
                detail: "this is not the app's present code, or it was used already; send the next one, or a recovery code"
                    .to_owned(),
            });
        }
        if !store::delete_challenge(conn, &challenge)? {
            return Err(challenge_over());
        }
        attempt_succeeded(conn, &doors)?;
        open_session(conn, &user, device, now)
    })
}

/// The user whose password this is; the same slow work is done whoever is asked for.
fn require_password_of(user: Option<UserRow>, password: &str) -> Result<UserRow, Failure> {
    let Some(user) = user.filter(|user| !user.password_hash.is_empty()) else {
        hash_password(password)?;
        return Err(Failure::Unauthenticated);
    };
    if password_matches(password, &user.password_hash) && user.disabled_at.is_none() {
        Ok(user)
    } else {
        Err(Failure::Unauthenticated)
    }
}

fn ask_for_code(conn: &mut Conn<'_>, user: &UserRow, now: Instant) -> Result<Challenge, Failure> {
    let secret = Secret::generate("ccc_")?;
    let row = ChallengeRow {
        tenant_id: user.tenant_id.clone(),
        secret_hash: secret.stored(),
        user_id: user.id.clone(),
        attempts: 0,
        expires_at: now.plus_seconds(CHALLENGE_SECONDS),
    };
    store::insert_challenge(conn, &row, now)?;
    Ok(Challenge {
        challenge: secret.reveal().to_owned(),
        expires_at: row.expires_at,
    })
}

fn user_of_challenge(
    conn: &mut Conn<'_>,
    challenge: &str,
    now: Instant,
) -> Result<(ChallengeRow, UserRow), Failure> {
    let row = store::challenge(conn, &stored_form(challenge), now)?.ok_or_else(challenge_over)?;
    let user = store::user(conn, &row.tenant_id, &row.user_id)?
        .filter(|user| user.disabled_at.is_none())
        .ok_or_else(challenge_over)?;
    Ok((row, user))
}

fn doors_of(username: &str, device: &Device) -> Vec<Door> {
    let mut doors = vec![Door::of_user(username)];
    doors.extend(device.address.map(Door::of_address));
    doors
}

fn challenge_over() -> Failure {
    Failure::CredentialRefused {
        code: "challenge-over",
        detail: "this sign-in has ended or took too many codes; begin again with the password"
            .to_owned(),
    }
}
