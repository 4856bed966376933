//! Passwords: what is taken as one, changing the own, and resetting somebody's (OWASP ASVS 5, section 6.2).

use serde::{Deserialize, Serialize};

use super::identity::Device;
use super::occurrences::noted;
use super::secrets::{Secret, hash_password, password_matches, stored_form};
use super::sessions::tell_of;
use super::store::{self, PasswordResetRow, UserRow};
use super::throttle::{Door, attempt_succeeded, begin_attempt};
use super::two_step::own_user;
use crate::db::{Conn, Database, Instant};
use crate::failure::{Failure, Faults};
use crate::tenancy::{Scope, TenantId, find_tenant};

/// How long a reset can be used, seconds.
const RESET_SECONDS: i64 = 24 * 3_600;

/// The commonest passwords that are long enough to be taken otherwise, one a line, in lower case.
const COMMON_PASSWORDS: &str = include_str!("common_passwords.txt");

/// The shortest word of the user's own that a password may not be made of, characters.
const SHORTEST_OWN_WORD: usize = 4;

/// Another password for the user who asks.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordChange {
    /// The present one.
    pub current_password: String,
    /// 12 to 128 characters.
    pub new_password: String,
}

/// A reset's token, shown this once; it is handed to the user by another way.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PasswordReset {
    /// Good once.
    pub token: String,
    /// Until when.
    pub expires_at: Instant,
}

/// A password chosen with a reset's token.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordChoice {
    /// As the administrator handed it over.
    pub token: String,
    /// 12 to 128 characters.
    pub new_password: String,
}

/// Notes why a text is not taken as a password. `own_words` are names that somebody would guess first.
pub(super) fn require_password(
    faults: &mut Faults,
    password: &str,
    own_words: &[&str],
    pointer: &str,
) {
    let length = password.chars().count();
    faults.require(
        (12..=128).contains(&length),
        pointer,
        "weak-password",
        "use 12 to 128 characters; a few words are easy to keep in mind",
    );
    let plain = password.to_lowercase();
    faults.require(
        !COMMON_PASSWORDS.lines().any(|common| common == plain),
        pointer,
        "common-password",
        "this is one of the commonest passwords, which are tried first; use another",
    );
    let own = own_words
        .iter()
        .map(|word| word.to_lowercase())
        .find(|word| word.chars().count() >= SHORTEST_OWN_WORD && plain.contains(word.as_str()));
    faults.require(
        own.is_none(),
        pointer,
        "guessable-password",
        "it holds your name, your address or your organisation's name; use words that nobody knows to be yours",
    );
}

/// The words that a user's password may not be made of.
pub(super) fn own_words<'a>(
    username: &'a str,
    email: Option<&'a str>,
    tenant_name: &'a str,
) -> Vec<&'a str> {
    let local = |address: &'a str| address.split('@').next().unwrap_or(address);
    let mut words = vec![local(username), tenant_name];
    words.extend(email.map(local));
    words
}

/// The user who acts, when this is their password. A wrong one counts as a failed sign-in: who has found an open page
/// cannot guess on. Blocks for a slow hash: not inside a transaction.
///
/// # Errors
/// [`Failure::Denied`] `wrong-password`; [`Failure::SignInLocked`]; [`Failure::Conflict`] `no-user`.
pub(super) fn require_own_password(
    db: &Database,
    scope: &Scope,
    password: &str,
) -> Result<UserRow, Failure> {
    let user = begin_with_own_password(db, scope, password)?;
    db.write(|conn| own_attempt_succeeded(conn, &user))?;
    Ok(user)
}

/// The same where more is asked for than the password: the attempt counts until [`own_attempt_succeeded`].
pub(super) fn begin_with_own_password(
    db: &Database,
    scope: &Scope,
    password: &str,
) -> Result<UserRow, Failure> {
    let user = db.read(|conn| own_user(conn, scope))?;
    let doors = [Door::of_user(&user.username)];
    db.write(|conn| begin_attempt(conn, &doors, scope.now))?;
    if !password_matches(password, &user.password_hash) {
        return Err(Failure::Denied {
            code: "wrong-password",
            detail:
                "the present password is another; try again, or ask an administrator for a reset"
                    .to_owned(),
        });
    }
    Ok(user)
}

/// All that was asked for was right.
pub(super) fn own_attempt_succeeded(conn: &mut Conn<'_>, user: &UserRow) -> Result<(), Failure> {
    attempt_succeeded(conn, &[Door::of_user(&user.username)])
}

/// Changes the own password and ends the user's other sessions; `session_secret` is the one that stays. Blocks for slow
/// hashes: not inside a transaction.
///
/// # Errors
/// Those of the present password; [`Failure::Invalid`] for one that is not taken.
pub fn change_own_password(
    db: &Database,
    scope: &Scope,
    change: &PasswordChange,
    session_secret: &str,
) -> Result<(), Failure> {
    let user = require_own_password(db, scope, &change.current_password)?;
    let hash = db.read(|conn| checked_hash(conn, &user, &change.new_password))?;
    db.write(|conn| {
        let whose = (user.tenant_id.as_str(), user.id.as_str());
        store::set_password_hash(conn, whose, &hash, scope.now)?;
        store::delete_other_sessions(conn, whose, &stored_form(session_secret))?;
        noted(scope, "password changed", &user.id);
        Ok(())
    })
}

/// Makes a token with which a user chooses another password; one made before is good no more.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn reset_password(
    conn: &mut Conn<'_>,
    scope: &Scope,
    user_id: &str,
) -> Result<PasswordReset, Failure> {
    store::user(conn, scope.tenant(), user_id)?
        .ok_or_else(|| Failure::not_found("user", user_id))?;
    let token = Secret::generate("ccr_")?;
    let row = PasswordResetRow {
        tenant_id: scope.tenant().to_owned(),
        user_id: user_id.to_owned(),
        token_hash: token.stored(),
        expires_at: scope.now.plus_seconds(RESET_SECONDS),
    };
    store::keep_password_reset(conn, &row)?;
    noted(scope, "password reset made", user_id);
    Ok(PasswordReset {
        token: token.reveal().to_owned(),
        expires_at: row.expires_at,
    })
}

/// Chooses a password with a token, which is then used up, and ends all the user's sessions. A password that is not taken
/// leaves the token as it was.
///
/// # Errors
/// [`Failure::Gone`] `reset-over`; [`Failure::Invalid`] for a password that is not taken.
pub fn choose_password(
    db: &Database,
    choice: &PasswordChoice,
    device: &Device,
    now: Instant,
) -> Result<(), Failure> {
    db.write(|conn| {
        let taken = store::take_password_reset(conn, &stored_form(&choice.token), now)?;
        let user = match &taken {
            Some(reset) => store::user(conn, &reset.tenant_id, &reset.user_id)?,
            None => None,
        };
        let Some(user) = user else {
            return Err(Failure::Gone {
                code: "reset-over",
                detail:
                    "this token was used, replaced or is too old; ask an administrator for another"
                        .to_owned(),
            });
        };
        let hash = checked_hash(conn, &user, &choice.new_password)?;
        let whose = (user.tenant_id.as_str(), user.id.as_str());
        store::set_password_hash(conn, whose, &hash, now)?;
        store::delete_sessions(conn, whose)?;
        attempt_succeeded(conn, &[Door::of_user(&user.username)])?;
        let scope = Scope::system(TenantId::new(user.tenant_id.clone()), now);
        noted(&scope, "password chosen with a reset", &user.id);
        tell_of(conn, &user, device, now)
    })
}

fn checked_hash(conn: &mut Conn<'_>, user: &UserRow, password: &str) -> Result<String, Failure> {
    let tenant = find_tenant(conn, &user.tenant_id)?;
    let words = own_words(&user.username, user.email.as_deref(), &tenant.name);
    let mut faults = Faults::default();
    require_password(&mut faults, password, &words, "/newPassword");
    faults.into_result()?;
    hash_password(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(password: &str, own: &[&str]) -> Vec<String> {
        let mut faults = Faults::default();
        require_password(&mut faults, password, own, "/password");
        match faults.into_result() {
            Err(Failure::Invalid(faults)) => faults.into_iter().map(|fault| fault.code).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn twelve_characters_are_enough_whatever_they_are_and_129_are_too_many() {
        assert!(codes("aaaaaaaaaaab", &[]).is_empty());
        assert!(codes("三个词就很容易记住了对吧", &[]).is_empty());
        assert!(codes(&"x y".repeat(42), &[]).is_empty());
        assert_eq!(codes("elevenchars", &[]), ["weak-password"]);
        assert_eq!(codes(&"x".repeat(129), &[]), ["weak-password"]);
    }

    #[test]
    fn common_passwords_are_refused_in_any_case() {
        assert_eq!(codes("Password1234", &[]), ["common-password"]);
        assert_eq!(codes("QWERTYUIOP123", &[]), ["common-password"]);
    }

    #[test]
    fn a_password_is_not_made_of_the_own_names() {
        let own = own_words("mei.lin@bank.example", Some("lin@bank.example"), "Nordbank");
        assert_eq!(codes("my-MEI.LIN-secret", &own), ["guessable-password"]);
        assert_eq!(codes("i work at nordbank", &own), ["guessable-password"]);
        // Three letters are in too many words.
        assert!(codes("cauliflower linen", &own).is_empty());
    }

    #[test]
    fn the_list_holds_only_what_would_be_taken_otherwise() {
        let mut seen = std::collections::BTreeSet::new();
        for line in COMMON_PASSWORDS.lines() {
            assert!(
                line.chars().count() >= 12,
                "{line} is too short to be taken"
            );
            assert_eq!(line, line.to_lowercase());
            assert!(seen.insert(line), "{line} is listed twice");
        }
    }
}
