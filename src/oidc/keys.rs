//! A provider's public keys (RFC 7517), and signatures held against them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;

/// How a token may be signed. What is not in here, `none` and the symmetric ones first of all, is no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    EdDsa,
}

impl Algorithm {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            "EdDSA" => Some(Self::EdDsa),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// The keys of a provider.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct KeySet {
    pub keys: Vec<PublicKey>,
}

/// One of them; members that say something else are left unread.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct PublicKey {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// The keys that a token with this key id and algorithm may be signed with.
    pub(super) fn candidates<'a>(
        &'a self,
        kid: Option<&'a str>,
        algorithm: Algorithm,
    ) -> impl Iterator<Item = &'a PublicKey> {
        self.keys.iter().filter(move |key| {
            let is_named = kid.is_none_or(|kid| key.kid.as_deref() == Some(kid));
            let is_for_signing = key
                .purpose
                .as_deref()
                .is_none_or(|purpose| purpose == "sig");
            let is_of = key
                .alg
                .as_deref()
                .is_none_or(|name| name == algorithm.name());
            is_named && is_for_signing && is_of
        })
    }
}

impl PublicKey {
    /// Whether this key has made the signature. A key of another type than the algorithm's has made none.
    pub(super) fn has_signed(
        &self,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        match (algorithm, self.kty.as_str(), self.crv.as_deref()) {
            (Algorithm::Rs256, "RSA", _) => {
                self.has_signed_as_rsa(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
            (Algorithm::Ps256, "RSA", _) => {
                self.has_signed_as_rsa(&RSA_PSS_2048_8192_SHA256, message, signature)
            }
            (Algorithm::Es256, "EC", Some("P-256")) => {
                let (Some(x), Some(y)) = (coordinate(&self.x), coordinate(&self.y)) else {
                    return false;
                };
                // Uncompressed (SEC 1, section 2.3.3).
                let point = [&[4_u8][..], x.as_slice(), y.as_slice()].concat();
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                key.verify(message, signature).is_ok()
            }
            (Algorithm::EdDsa, "OKP", Some("Ed25519")) => {
                let Some(x) = coordinate(&self.x) else {
                    return false;
                };
                let key = UnparsedPublicKey::new(&ED25519, x);
                key.verify(message, signature).is_ok()
            }
            _ => false,
        }
    }

    fn has_signed_as_rsa(
        &self,
        parameters: &'static ring::signature::RsaParameters,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let (Some(n), Some(e)) = (number(&self.n), number(&self.e)) else {
            return false;
        };
        let key = RsaPublicKeyComponents { n: &n, e: &e };
        key.verify(parameters, message, signature).is_ok()
    }
}

fn bytes(text: &Option<String>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.as_deref()?).ok()
}

/// A coordinate of a curve with 256 bits.
fn coordinate(text: &Option<String>) -> Option<Vec<u8>> {
    bytes(text).filter(|bytes| bytes.len() == 32)
}

/// A number without leading zeros, which some providers write.
fn number(text: &Option<String>) -> Option<Vec<u8>> {
    let bytes = bytes(text)?;
    Some(bytes.into_iter().skip_while(|byte| *byte == 0).collect())
}

#[cfg(test)]
pub(super) mod testing {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};

    use super::*;

    /// A key that signs, for tests.
    pub struct SigningKey {
        pair: EcdsaKeyPair,
        kid: &'static str,
    }

    impl SigningKey {
        pub fn new(kid: &'static str) -> Self {
            let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let random = SystemRandom::new();
            let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
            let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
            Self { pair, kid }
        }

        pub fn public(&self) -> PublicKey {
            let point = self.pair.public_key().as_ref();
            PublicKey {
                kty: "EC".to_owned(),
                kid: Some(self.kid.to_owned()),
                alg: Some("ES256".to_owned()),
                purpose: Some("sig".to_owned()),
                crv: Some("P-256".to_owned()),
                x: Some(URL_SAFE_NO_PAD.encode(&point[1..33])),
                y: Some(URL_SAFE_NO_PAD.encode(&point[33..])),
                ..PublicKey::default()
            }
        }

        pub fn sign(&self, message: &[u8]) -> Vec<u8> {
            let signature = self.pair.sign(&SystemRandom::new(), message).unwrap();
            signature.as_ref().to_vec()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::SigningKey;
    use super::*;

    /// RFC 7515, appendix A.2: a token signed with RS256 and its key.
    #[test]
    fn the_rs256_example_of_the_rfc_is_accepted() {
        let key: PublicKey = serde_json::from_value(serde_json::json!({
            "kty": "RSA",
            "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR\
                T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS\
                -UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2et\
                hFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
            "e": "AQAB"
        }))
        .unwrap();
        let message = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = URL_SAFE_NO_PAD
            .decode(
                "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJd\
                 bF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383\
                 LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWy\
                 wlVmtVrBp0igcN_IoypGlUPQGe77Rw",
            )
            .unwrap();
        assert!(key.has_signed(Algorithm::Rs256, message.as_bytes(), &signature));
        assert!(!key.has_signed(Algorithm::Ps256, message.as_bytes(), &signature));
        assert!(!key.has_signed(Algorithm::Rs256, b"another", &signature));
    }

    #[test]
    fn a_key_answers_for_its_own_id_purpose_and_algorithm() {
        let (first, second) = (SigningKey::new("first"), SigningKey::new("second"));
        let mut for_encryption = first.public();
        for_encryption.purpose = Some("enc".to_owned());
        let set = KeySet {
            keys: vec![first.public(), second.public(), for_encryption],
        };
        assert_eq!(set.candidates(Some("first"), Algorithm::Es256).count(), 1);
        assert_eq!(set.candidates(None, Algorithm::Es256).count(), 2);
        assert_eq!(set.candidates(None, Algorithm::Rs256).count(), 0);
        assert_eq!(set.candidates(Some("third"), Algorithm::Es256).count(), 0);
    }
}
