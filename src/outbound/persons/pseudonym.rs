//! Phones that are known again without being kept.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::failure::Failure;

/// A tenant's secret for it: 256 random bits in Base64.
///
/// # Errors
/// [`Failure::Internal`] when the system has no entropy to give.
pub(super) fn new_secret() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::Internal(format!("no entropy: {error}")))?;
    Ok(STANDARD.encode(bytes))
}

/// HMAC-SHA256 of a phone under a tenant's secret, in Base64. Without the secret nobody can try all phones there are.
///
/// # Errors
/// [`Failure::Internal`] for a secret that is none.
pub(super) fn pseudonym(secret: &str, phone: &str) -> Result<String, Failure> {
    let unusable =
        || Failure::Internal("the tenant's pseudonym key cannot be read; restore it".to_owned());
    let key = STANDARD.decode(secret).map_err(|_| unusable())?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| unusable())?;
    mac.update(phone.as_bytes());
    Ok(STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_known_again_under_the_same_secret_only() {
        let (ours, theirs) = (new_secret().unwrap(), new_secret().unwrap());
        let phone = "+8613800001234";
        let mark = pseudonym(&ours, phone).unwrap();
        assert_eq!(pseudonym(&ours, phone).unwrap(), mark);
        assert_ne!(pseudonym(&theirs, phone).unwrap(), mark);
        assert_ne!(pseudonym(&ours, "+8613800001235").unwrap(), mark);
        assert!(pseudonym("no base64!", phone).is_err());
    }
}
