//! Sending a browser to a provider.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use url::Url;

use super::client::OidcClient;
use super::store::{self, SignInRow};
use crate::auth::Secret;
use crate::db::{Database, Instant};
use crate::entropy::entropy;
use crate::failure::Failure;

/// How long somebody may take at the provider, seconds.
pub(super) const AWAY_SECONDS: i64 = 10 * 60;

/// Where a browser goes, and what it keeps meanwhile.
pub struct Departure {
    /// The provider's page.
    pub location: String,
    /// Goes into a cookie: only this browser can come back.
    pub browser_secret: Secret,
    /// How long it may be away, seconds.
    pub seconds: i64,
}

/// Begins a sign-in. Blocks for the provider's answer: not inside a transaction.
///
/// # Errors
/// [`Failure::NotFound`] for a provider that is not enabled; [`Failure::Conflict`] `provider-unreachable`.
pub fn begin_sign_in(
    db: &Database,
    client: &OidcClient,
    provider_id: &str,
    redirect_uri: &str,
    now: Instant,
) -> Result<Departure, Failure> {
    let provider = db
        .read(|conn| store::enabled_provider(conn, provider_id))
        .map_err(Failure::from)?
        .ok_or_else(|| Failure::not_found("sign-in provider", provider_id))?;
    let configuration = client.configuration(&provider.issuer, now)?;
    let state = Secret::generate("")?;
    let browser_secret = Secret::generate("")?;
    let nonce = URL_SAFE_NO_PAD.encode(entropy::<32>()?);
    let code_verifier = URL_SAFE_NO_PAD.encode(entropy::<32>()?);
    let location = location(
        &configuration.authorization_endpoint,
        &[
            ("response_type", "code"),
            ("client_id", &provider.client_id),
            ("redirect_uri", redirect_uri),
            ("scope", "openid email profile"),
            ("state", state.reveal()),
            ("nonce", &nonce),
            ("code_challenge", &challenge_of(&code_verifier)),
            ("code_challenge_method", "S256"),
        ],
    )?;
    let row = SignInRow {
        tenant_id: provider.tenant_id,
        state_hash: state.stored(),
        provider_id: provider.id,
        browser_hash: browser_secret.stored(),
        nonce,
        code_verifier,
        redirect_uri: redirect_uri.to_owned(),
        expires_at: now.plus_seconds(AWAY_SECONDS),
    };
    db.write(|conn| store::insert_sign_in(conn, &row, now))
        .map_err(Failure::from)?;
    Ok(Departure {
        location,
        browser_secret,
        seconds: AWAY_SECONDS,
    })
}

fn location(endpoint: &str, parameters: &[(&str, &str)]) -> Result<String, Failure> {
    let mut url = Url::parse(endpoint).map_err(|error| {
        Failure::conflict(
            "provider-unreachable",
            format!("the provider's page {endpoint:?} is no URL: {error}; tell an administrator"),
        )
    })?;
    url.query_pairs_mut().extend_pairs(parameters);
    Ok(url.into())
}

/// The challenge of a verifier (RFC 7636, section 4.2, S256).
fn challenge_of(code_verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(code_verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    #[test]
    fn a_challenge_is_that_of_the_rfc() {
        assert_eq!(
            challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn parameters_are_put_behind_those_of_the_endpoint() {
        let url = location(
            "https://id.example/auth?tenant=1",
            &[("scope", "openid email")],
        );
        assert_eq!(
            url.unwrap(),
            "https://id.example/auth?tenant=1&scope=openid+email"
        );
    }
}
