//! The ID token: what a provider says of who has signed in (OpenID Connect Core, section 3.1.3.7).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::keys::{Algorithm, KeySet};
use crate::db::Instant;

/// How far the provider's clock may be from ours, seconds.
const CLOCK_SKEW_SECONDS: i64 = 60;

/// How old a token may be, seconds: this one was asked for just now.
const OLDEST_SECONDS: i64 = 10 * 60;

/// What a token must say.
pub(super) struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub now: Instant,
}

/// What a token says that is good.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    iss: String,
    /// The provider's name for who has signed in, for good.
    pub sub: String,
    aud: Audience,
    exp: f64,
    iat: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
    azp: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// Why a token is not good.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TokenFault {
    #[error("it is no signed token")]
    Malformed,
    #[error("it is signed with {0:?}; RS256, PS256, ES256 and EdDSA are taken")]
    Algorithm(String),
    #[error("its key is not among the provider's")]
    UnknownKey,
    #[error("its signature is not the provider's")]
    Signature,
    #[error("it lacks a claim or has one of another type: {0}")]
    Claims(String),
    #[error("its issuer is {0:?}")]
    Issuer(String),
    #[error("it is for somebody else")]
    Audience,
    #[error("it is over, too old, or not good yet; compare the clocks")]
    Time,
    #[error("it answers another request")]
    Nonce,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that a reader must understand; we understand none.
    crit: Option<Value>,
}

/// The claims of a token that is signed by one of the keys, for us, now, in answer to our request.
pub(super) fn verified(
    token: &str,
    keys: &KeySet,
    expected: &Expected<'_>,
) -> Result<Claims, TokenFault> {
    let (message, signature) = token.rsplit_once('.').ok_or(TokenFault::Malformed)?;
    let (header, payload) = message.split_once('.').ok_or(TokenFault::Malformed)?;
    let header: Header =
        serde_json::from_slice(&decoded(header)?).map_err(|_| TokenFault::Malformed)?;
    let signature = decoded(signature)?;
    let algorithm = Algorithm::named(&header.alg)
        .filter(|_| header.crit.is_none())
        .ok_or(TokenFault::Algorithm(header.alg))?;
    let mut candidates = keys.candidates(header.kid.as_deref(), algorithm).peekable();
    if candidates.peek().is_none() {
        return Err(TokenFault::UnknownKey);
    }
    if !candidates.any(|key| key.has_signed(algorithm, message.as_bytes(), &signature)) {
        return Err(TokenFault::Signature);
    }
    let claims: Claims = serde_json::from_slice(&decoded(payload)?)
        .map_err(|error| TokenFault::Claims(error.to_string()))?;
    check(&claims, expected)?;
    Ok(claims)
}

fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), TokenFault> {
    if claims.iss != expected.issuer {
        return Err(TokenFault::Issuer(claims.iss.clone()));
    }
    let audience = claims.aud.names();
    let is_ours = audience.iter().any(|name| name == expected.client_id);
    let is_party = match &claims.azp {
        Some(party) => party == expected.client_id,
        None => audience.len() == 1,
    };
    if !is_ours || !is_party {
        return Err(TokenFault::Audience);
    }
    let seconds = |at: Instant| at.epoch_millis() as f64 / 1_000.0;
    let (latest, earliest) = (
        seconds(expected.now.plus_seconds(CLOCK_SKEW_SECONDS)),
        seconds(expected.now.plus_seconds(-CLOCK_SKEW_SECONDS)),
    );
    let oldest = seconds(expected.now.plus_seconds(-OLDEST_SECONDS));
    let is_timely = claims.exp > earliest
        && (oldest..=latest).contains(&claims.iat)
        && claims.nbf.is_none_or(|from| from <= latest);
    if !is_timely {
        return Err(TokenFault::Time);
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(TokenFault::Nonce);
    }
    Ok(())
}

fn decoded(part: &str) -> Result<Vec<u8>, TokenFault> {
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| TokenFault::Malformed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::keys::testing::SigningKey;
    use super::*;

    const NOW_SECONDS: i64 = 1_790_000_000;

    fn expected() -> Expected<'static> {
        Expected {
            issuer: "https://id.example",
            client_id: "crewcast",
            nonce: "n-1",
            now: Instant::from_epoch_millis(NOW_SECONDS * 1_000),
        }
    }

    fn good() -> Value {
        json!({ "iss": "https://id.example", "sub": "s-1", "aud": "crewcast", "nonce": "n-1",
            "iat": NOW_SECONDS, "exp": NOW_SECONDS + 300, "email": "mei@bank.example" })
    }

    fn with(change: Value) -> Value {
        let mut claims = good();
        let fields = claims.as_object_mut().unwrap();
        fields.extend(change.as_object().unwrap().clone());
        claims
    }

    fn part(value: &Value) -> String {
        URL_SAFE_NO_PAD.encode(value.to_string())
    }

    fn signed(key: &SigningKey, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", part(header), part(claims));
        let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }

    fn header() -> Value {
        json!({ "alg": "ES256", "kid": "k" })
    }

    fn judged(claims: &Value) -> Result<Claims, TokenFault> {
        let key = SigningKey::new("k");
        let keys = KeySet {
            keys: vec![key.public()],
        };
        verified(&signed(&key, &header(), claims), &keys, &expected())
    }

    #[test]
    fn a_good_token_says_who_has_signed_in() {
        let claims = judged(&good()).unwrap();
        assert_eq!(claims.sub, "s-1");
        assert_eq!(claims.others["email"], "mei@bank.example");
    }

    #[test]
    fn a_token_of_another_issuer_or_for_somebody_else_is_refused() {
        let issuer = judged(&with(json!({ "iss": "https://id.example/" }))).unwrap_err();
        assert_eq!(issuer, TokenFault::Issuer("https://id.example/".to_owned()));
        for change in [
            json!({ "aud": "another" }),
            json!({ "aud": ["another"] }),
            json!({ "aud": [] }),
            json!({ "aud": ["crewcast", "another"] }),
            json!({ "aud": ["crewcast", "another"], "azp": "another" }),
            json!({ "azp": "another" }),
        ] {
            assert_eq!(
                judged(&with(change.clone())).unwrap_err(),
                TokenFault::Audience,
                "{change}"
            );
        }
        assert!(
            judged(&with(
                json!({ "aud": ["crewcast", "another"], "azp": "crewcast" })
            ))
            .is_ok()
        );
    }

    #[test]
    fn a_token_that_is_over_too_old_or_of_the_future_is_refused() {
        for change in [
            json!({ "exp": NOW_SECONDS - 60 }),
            json!({ "iat": NOW_SECONDS - 601 }),
            json!({ "iat": NOW_SECONDS + 61 }),
            json!({ "nbf": NOW_SECONDS + 61 }),
        ] {
            assert_eq!(
                judged(&with(change.clone())).unwrap_err(),
                TokenFault::Time,
                "{change}"
            );
        }
        assert!(judged(&with(json!({ "exp": NOW_SECONDS - 59 }))).is_ok());
    }

    #[test]
    fn a_token_that_answers_another_request_is_refused() {
        assert_eq!(
            judged(&with(json!({ "nonce": "n-2" }))).unwrap_err(),
            TokenFault::Nonce
        );
        let mut without = good();
        without.as_object_mut().unwrap().remove("nonce");
        assert_eq!(judged(&without).unwrap_err(), TokenFault::Nonce);
    }

    /// A claim of another type is not a claim that is missing: neither opens anything.
    #[test]
    fn claims_that_are_missing_or_of_another_type_are_refused() {
        for name in ["iss", "sub", "aud", "exp", "iat"] {
            let mut claims = good();
            claims.as_object_mut().unwrap().remove(name);
            assert!(
                matches!(judged(&claims), Err(TokenFault::Claims(_))),
                "{name}"
            );
        }
        for change in [
            json!({ "exp": "9999999999" }),
            json!({ "nbf": "9999999999" }),
            json!({ "iat": null }),
            json!({ "sub": 1 }),
        ] {
            assert!(
                matches!(judged(&with(change.clone())), Err(TokenFault::Claims(_))),
                "{change}"
            );
        }
    }

    #[test]
    fn a_token_without_a_signature_of_the_providers_is_refused() {
        let (key, another) = (SigningKey::new("k"), SigningKey::new("k"));
        let keys = KeySet {
            keys: vec![key.public()],
        };
        let judge = |token: &str| verified(token, &keys, &expected()).unwrap_err();
        let unsigned = format!("{}.{}.", part(&json!({ "alg": "none" })), part(&good()));
        assert_eq!(judge(&unsigned), TokenFault::Algorithm("none".to_owned()));
        // A symmetric signature with the public key as its secret.
        let symmetric = signed(&key, &json!({ "alg": "HS256", "kid": "k" }), &good());
        assert_eq!(judge(&symmetric), TokenFault::Algorithm("HS256".to_owned()));
        let forged = signed(&another, &header(), &good());
        assert_eq!(judge(&forged), TokenFault::Signature);
        let unknown = signed(&key, &json!({ "alg": "ES256", "kid": "other" }), &good());
        assert_eq!(judge(&unknown), TokenFault::UnknownKey);
        let of_another_type = signed(&key, &json!({ "alg": "RS256", "kid": "k" }), &good());
        assert_eq!(judge(&of_another_type), TokenFault::UnknownKey);
        let extended = signed(
            &key,
            &json!({ "alg": "ES256", "kid": "k", "crit": ["b64"] }),
            &good(),
        );
        assert_eq!(judge(&extended), TokenFault::Algorithm("ES256".to_owned()));
        // Other claims under a good token's signature.
        let token = signed(&key, &header(), &good());
        let parts: Vec<&str> = token.split('.').collect();
        let swapped = format!(
            "{}.{}.{}",
            parts[0],
            part(&with(json!({ "sub": "s-2" }))),
            parts[2]
        );
        assert_eq!(judge(&swapped), TokenFault::Signature);
        for broken in ["", "a.b", "a.b.c", "....", &token[1..]] {
            assert_eq!(judge(broken), TokenFault::Malformed, "{broken}");
        }
    }
}
