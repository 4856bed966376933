//! Secrets that must be read again, encrypted at rest.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::config::SecretKey;
use crate::entropy::entropy;
use crate::failure::Failure;

/// What sealed texts begin with; another way of sealing gets another.
const VERSION: &str = "v1.";

/// Seals and opens secrets with AES-256-GCM under the configured key.
///
/// Nonces of 96 random bits are safe for 2³² secrets under one key (NIST SP 800-38D, section 8.3).
pub struct Vault {
    key: Option<LessSafeKey>,
}

impl Vault {
    /// A vault with this key; without one it neither seals nor opens.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the key is not taken.
    pub fn new(key: Option<&SecretKey>) -> Result<Self, Failure> {
        let key = key.map(|key| UnboundKey::new(&AES_256_GCM, key.bytes()));
        let key = key
            .transpose()
            .map_err(|_| Failure::Internal("the secret key is not taken".to_owned()))?;
        Ok(Self {
            key: key.map(LessSafeKey::new),
        })
    }

    /// Encrypts a secret. `place` says where it is kept: only there can it be opened again.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `secret-key-missing`.
    pub fn seal(&self, place: &str, secret: &[u8]) -> Result<String, Failure> {
        let key = self.key()?;
        let nonce = entropy::<NONCE_LEN>()?;
        let mut sealed = secret.to_vec();
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(place.as_bytes()),
            &mut sealed,
        )
        .map_err(|_| Failure::Internal("a secret cannot be encrypted".to_owned()))?;
        let bytes: Vec<u8> = nonce.into_iter().chain(sealed).collect();
        Ok(format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Decrypts a secret that was sealed for this place.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `secret-key-missing`; [`Failure::Internal`] when it was sealed with another key or for another
    /// place.
    pub fn open(&self, place: &str, sealed: &str) -> Result<Vec<u8>, Failure> {
        let key = self.key()?;
        let unreadable = || {
            Failure::Internal(format!(
                "the secret of {place} cannot be decrypted; start the server with the CREWCAST_SECRET_KEY it was made with"
            ))
        };
        let bytes = sealed
            .strip_prefix(VERSION)
            .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
            .ok_or_else(unreadable)?;
        let (nonce, secret) = bytes.split_at_checked(NONCE_LEN).ok_or_else(unreadable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unreadable())?;
        let mut secret = secret.to_vec();
        let opened = key
            .open_in_place(nonce, Aad::from(place.as_bytes()), &mut secret)
            .map_err(|_| unreadable())?;
        Ok(opened.to_vec())
    }

    fn key(&self) -> Result<&LessSafeKey, Failure> {
        self.key.as_ref().ok_or_else(|| {
            Failure::conflict(
                "secret-key-missing",
                "the server has no key to encrypt this with; its operator sets CREWCAST_SECRET_KEY (`openssl rand -base64 32`)",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(byte: u8) -> Vault {
        Vault::new(Some(&SecretKey::new([byte; 32]))).unwrap()
    }

    #[test]
    fn a_secret_is_opened_with_its_key_at_its_place_only() {
        let sealed = vault(1).seal("user a", b"secret").unwrap();
        assert!(!sealed.contains("secret"));
        assert_eq!(vault(1).open("user a", &sealed).unwrap(), b"secret");
        assert!(vault(2).open("user a", &sealed).is_err());
        assert!(vault(1).open("user b", &sealed).is_err());
    }

    #[test]
    fn one_secret_is_sealed_otherwise_each_time() {
        let vault = vault(1);
        assert_ne!(
            vault.seal("p", b"s").unwrap(),
            vault.seal("p", b"s").unwrap()
        );
    }

    #[test]
    fn a_changed_text_is_not_opened() {
        let sealed = vault(1).seal("p", b"secret").unwrap();
        let mut bytes = sealed.into_bytes();
        let last = bytes.last_mut().unwrap();
        *last = if *last == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(vault(1).open("p", &changed).is_err());
        assert!(vault(1).open("p", "v1.short").is_err());
    }

    #[test]
    fn without_a_key_nothing_is_sealed() {
        let failure = Vault::new(None).unwrap().seal("p", b"s").unwrap_err();
        assert_eq!(failure.code(), "secret-key-missing");
    }
}
