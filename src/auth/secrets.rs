//! Bearer secrets and password hashes.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use sha2::{Digest, Sha256};

use crate::entropy::entropy;
use crate::failure::Failure;

/// A bearer secret, shown once. Only its SHA-256 is stored: it has 256 random bits, so a slow hash adds nothing.
pub struct Secret(String);

impl Secret {
    /// A fresh secret from the operating system's entropy, with a prefix that says what it opens.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the system has no entropy to give.
    pub fn generate(prefix: &str) -> Result<Self, Failure> {
        Ok(Self(format!("{prefix}{}", hex(&entropy::<32>()?))))
    }

    /// A secret as somebody sent it, to be compared by its stored form.
    pub fn as_sent(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// As the bearer sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// As it is stored.
    pub fn stored(&self) -> String {
        stored_form(&self.0)
    }
}

/// The stored form of a secret as sent.
pub(super) fn stored_form(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// Argon2id with the crate's defaults (OWASP's second profile: 19 MiB, 2 passes).
pub(super) fn hash_password(password: &str) -> Result<String, Failure> {
    let salt = SaltString::encode_b64(&entropy::<16>()?)
        .map_err(|error| Failure::Internal(error.to_string()))?;
    Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| Failure::Internal(error.to_string()))
}

pub(super) fn password_matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
