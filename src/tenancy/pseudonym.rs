//! What is known again without being kept: texts under a secret of their tenant.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::store;
use crate::db::{Conn, Instant};
use crate::entropy::entropy;
use crate::failure::Failure;

/// A tenant's secret for pseudonyms: without it nobody can try all phones or names there are.
#[derive(Clone)]
pub struct PseudonymKey(Hmac<Sha256>);

impl PseudonymKey {
    /// The tenant's key, made when there is none.
    ///
    /// # Errors
    /// Only the database's; [`Failure::Internal`] without entropy, or for a stored secret that is none.
    pub fn of_tenant(conn: &mut Conn<'_>, tenant: &str, now: Instant) -> Result<Self, Failure> {
        if let Some(key) = Self::find(conn, tenant)? {
            return Ok(key);
        }
        let secret = STANDARD.encode(entropy::<32>()?);
        store::insert_pseudonym_secret(conn, tenant, &secret, now)?;
        Self::find(conn, tenant)?
            .ok_or_else(|| Failure::Internal("the pseudonym key was not kept".to_owned()))
    }

    /// The tenant's key, if one was made.
    ///
    /// # Errors
    /// Those of [`Self::of_tenant`].
    pub fn find(conn: &mut Conn<'_>, tenant: &str) -> Result<Option<Self>, Failure> {
        store::pseudonym_secret(conn, tenant)?
            .map(|secret| Self::of_secret(&secret))
            .transpose()
    }

    /// The key of a secret as it is stored.
    ///
    /// # Errors
    /// [`Failure::Internal`] for a secret that is none.
    pub(crate) fn of_secret(secret: &str) -> Result<Self, Failure> {
        let unusable = || {
            Failure::Internal("the tenant's pseudonym key cannot be read; restore it".to_owned())
        };
        let key = STANDARD.decode(secret).map_err(|_| unusable())?;
        Hmac::new_from_slice(&key).map(Self).map_err(|_| unusable())
    }

    /// HMAC-SHA256 of a text, in Base64.
    pub fn pseudonym(&self, text: &str) -> String {
        STANDARD.encode(self.digest(text))
    }

    /// The first 64 bits of it in hexadecimal: enough to tell the persons of one tenant apart.
    pub fn short(&self, text: &str) -> String {
        let digest = self.digest(text);
        digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    fn digest(&self, text: &str) -> Vec<u8> {
        let mut mac = self.0.clone();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_known_again_under_the_same_secret_only() {
        let [ours, theirs] = [[1_u8; 32], [2; 32]]
            .map(|secret| PseudonymKey::of_secret(&STANDARD.encode(secret)).unwrap());
        let phone = "+8613800001234";
        let mark = ours.pseudonym(phone);
        assert_eq!(ours.pseudonym(phone), mark);
        assert_ne!(theirs.pseudonym(phone), mark);
        assert_ne!(ours.pseudonym("+8613800001235"), mark);
        assert_eq!(ours.short(phone).len(), 16);
        assert!(PseudonymKey::of_secret("no base64!").is_err());
    }
}
