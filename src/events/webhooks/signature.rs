//! Secrets and signatures, as the Standard Webhooks specification (version 1.0.0) has them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::db::Instant;
use crate::entropy::entropy;
use crate::failure::Failure;

/// What a symmetric secret begins with.
const PREFIX: &str = "whsec_";

/// A fresh secret: `whsec_` and 256 random bits in Base64.
///
/// # Errors
/// [`Failure::Internal`] when the system has no entropy to give.
pub(super) fn new_secret() -> Result<String, Failure> {
    Ok(format!("{PREFIX}{}", STANDARD.encode(entropy::<32>()?)))
}

/// The header `webhook-signature`: for every secret `v1,` and the Base64 of the HMAC-SHA256 of `id.timestamp.body`, the
/// timestamp in seconds since 1970 UTC.
///
/// # Errors
/// [`Failure::Internal`] for a secret that is none.
pub(super) fn signatures<'a>(
    secrets: impl Iterator<Item = &'a str>,
    id: &str,
    at: Instant,
    body: &str,
) -> Result<String, Failure> {
    let timestamp = at.epoch_millis() / 1_000;
    let signed = secrets.map(|secret| {
        let mut mac = keyed(secret)?;
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        Ok(format!(
            "v1,{}",
            STANDARD.encode(mac.finalize().into_bytes())
        ))
    });
    Ok(signed.collect::<Result<Vec<_>, Failure>>()?.join(" "))
}

fn keyed(secret: &str) -> Result<Hmac<Sha256>, Failure> {
    let unusable = || Failure::Internal("a webhook's secret is none; rotate it".to_owned());
    let key = secret
        .strip_prefix(PREFIX)
        .and_then(|key| STANDARD.decode(key).ok());
    Hmac::new_from_slice(&key.ok_or_else(unusable)?).map_err(|_| unusable())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries: secret, id, timestamp and body give this signature.
    #[test]
    fn the_published_example_is_signed_as_published() {
        let signed = signatures(
            ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"].into_iter(),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Instant::from_epoch_millis(1_614_265_330_000),
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(
            signed.unwrap(),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn two_secrets_give_two_signatures_and_a_fresh_secret_signs() {
        let (one, other) = (new_secret().unwrap(), new_secret().unwrap());
        assert_ne!(one, other);
        let sign = |secrets: &[&str]| {
            signatures(
                secrets.iter().copied(),
                "a",
                Instant::from_epoch_millis(1_000),
                "{}",
            )
            .unwrap()
        };
        let both = sign(&[&one, &other]);
        assert_eq!(both, format!("{} {}", sign(&[&one]), sign(&[&other])));
    }
}
