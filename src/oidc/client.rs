//! What is asked of providers: their configuration and keys, which are kept for an hour, and tokens.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::keys::KeySet;
use crate::db::Instant;
use crate::events::GuardedClient;
use crate::failure::{Failure, Fault};

/// How long configuration and keys are kept, seconds.
const KEPT_SECONDS: i64 = 3_600;

/// An unknown key is looked for again after this long, seconds: whoever sends tokens with made-up keys does not make us ask.
const KEYS_AGAIN_SECONDS: i64 = 60;

/// Asks providers. One serves all threads of a server.
pub struct OidcClient {
    http: GuardedClient,
    configurations: Mutex<HashMap<String, Kept<Configuration>>>,
    keys: Mutex<HashMap<String, Kept<KeySet>>>,
}

struct Kept<T> {
    value: T,
    at: Instant,
}

/// What a provider says of itself (OpenID Connect Discovery, section 3).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Configuration {
    issuer: String,
    pub authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

/// What a code was changed for.
#[derive(Deserialize)]
pub(super) struct Tokens {
    pub id_token: String,
    pub access_token: Option<String>,
}

/// A code and what proves that it is ours.
pub(super) struct Exchange<'a> {
    pub client_id: &'a str,
    pub client_secret: &'a str,
    pub code: &'a str,
    pub code_verifier: &'a str,
    pub redirect_uri: &'a str,
}

#[derive(Deserialize)]
struct TokenProblem {
    error: Option<String>,
    error_description: Option<String>,
}

impl OidcClient {
    /// A client that reaches these hosts also at private addresses and without TLS.
    pub fn new(internal_hosts: &[String]) -> Self {
        Self {
            http: GuardedClient::new(internal_hosts),
            configurations: Mutex::default(),
            keys: Mutex::default(),
        }
    }

    /// What is wrong with an issuer's address.
    pub(super) fn fault_of(&self, issuer: &str) -> Option<Fault> {
        self.http.fault_of(issuer)
    }

    /// What the provider says of itself. Blocks.
    pub(super) fn configuration(
        &self,
        issuer: &str,
        now: Instant,
    ) -> Result<Configuration, Failure> {
        if let Some(kept) = kept(&self.configurations, issuer, now, KEPT_SECONDS) {
            return Ok(kept);
        }
        let url = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        );
        let found: Configuration = self.read(&url, &[])?;
        if found.issuer != issuer {
            return Err(unreachable(format!(
                "{url} is of the issuer {:?}; write it so into the provider",
                found.issuer
            )));
        }
        keep(&self.configurations, issuer, found.clone(), now);
        Ok(found)
    }

    /// The provider's keys. Blocks.
    pub(super) fn keys(&self, of: &Configuration, now: Instant) -> Result<KeySet, Failure> {
        self.keys_kept_for(of, now, KEPT_SECONDS)
    }

    /// The provider's keys, read again unless that was just done: it has changed them. Blocks.
    pub(super) fn keys_again(&self, of: &Configuration, now: Instant) -> Result<KeySet, Failure> {
        self.keys_kept_for(of, now, KEYS_AGAIN_SECONDS)
    }

    fn keys_kept_for(
        &self,
        of: &Configuration,
        now: Instant,
        seconds: i64,
    ) -> Result<KeySet, Failure> {
        if let Some(kept) = kept(&self.keys, &of.jwks_uri, now, seconds) {
            return Ok(kept);
        }
        let found: KeySet = self.read(&of.jwks_uri, &[])?;
        keep(&self.keys, &of.jwks_uri, found.clone(), now);
        Ok(found)
    }

    /// Changes a code for tokens. Blocks.
    pub(super) fn exchange(
        &self,
        at: &Configuration,
        exchange: &Exchange<'_>,
    ) -> Result<Tokens, Failure> {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", exchange.code)
            .append_pair("redirect_uri", exchange.redirect_uri)
            .append_pair("code_verifier", exchange.code_verifier);
        let mut authorization = None;
        if at.takes_basic() {
            // Both are form-encoded first (RFC 6749, section 2.3.1).
            let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!(
                "{}:{}",
                encoded(exchange.client_id),
                encoded(exchange.client_secret)
            );
            authorization = Some(format!("Basic {}", STANDARD.encode(pair)));
        } else {
            form.append_pair("client_id", exchange.client_id)
                .append_pair("client_secret", exchange.client_secret);
        }
        let mut headers = vec![("accept", "application/json")];
        headers.extend(authorization.as_deref().map(|text| ("authorization", text)));
        let (status, body) = self
            .http
            .post_form(&at.token_endpoint, &headers, form.finish())
            .map_err(unreachable)?;
        if status == 200 {
            return serde_json::from_slice(&body).map_err(|error| {
                unreachable(format!(
                    "{} has answered no tokens: {error}",
                    at.token_endpoint
                ))
            });
        }
        let problem: Option<TokenProblem> = serde_json::from_slice(&body).ok();
        let said = problem.and_then(|problem| problem.error_description.or(problem.error));
        Err(Failure::Denied {
            code: "provider-refused",
            detail: format!(
                "the provider does not change the code for tokens ({status}: {}); begin again, or have the provider's client id and secret checked",
                said.unwrap_or_else(|| "it says no more".to_owned())
            ),
        })
    }

    /// What the provider says of the user besides the ID token; nothing where it says so nowhere. Blocks.
    pub(super) fn user_info(
        &self,
        at: &Configuration,
        access_token: &str,
    ) -> Result<serde_json::Map<String, serde_json::Value>, Failure> {
        let Some(url) = &at.userinfo_endpoint else {
            return Ok(serde_json::Map::new());
        };
        let bearer = format!("Bearer {access_token}");
        self.read(url, &[("authorization", bearer.as_str())])
    }

    fn read<T: DeserializeOwned>(&self, url: &str, headers: &[(&str, &str)]) -> Result<T, Failure> {
        let mut all = vec![("accept", "application/json")];
        all.extend(headers);
        let (status, body) = self
            .http
            .get(url, &all)
            .map_err(|why| unreachable(format!("{url}: {why}")))?;
        if status != 200 {
            return Err(unreachable(format!("{url} answered {status}")));
        }
        serde_json::from_slice(&body).map_err(|error| unreachable(format!("{url}: {error}")))
    }
}

impl Configuration {
    /// Whether the client's secret goes into the Authorization header; that is the default.
    fn takes_basic(&self) -> bool {
        let methods = self.token_endpoint_auth_methods_supported.as_ref();
        let has = |name: &str| methods.is_some_and(|all| all.iter().any(|one| one == name));
        methods.is_none() || has("client_secret_basic") || !has("client_secret_post")
    }
}

fn kept<T: Clone>(
    store: &Mutex<HashMap<String, Kept<T>>>,
    name: &str,
    now: Instant,
    seconds: i64,
) -> Option<T> {
    let store = store.lock().unwrap_or_else(PoisonError::into_inner);
    store
        .get(name)
        .filter(|kept| now < kept.at.plus_seconds(seconds))
        .map(|kept| kept.value.clone())
}

fn keep<T>(store: &Mutex<HashMap<String, Kept<T>>>, name: &str, value: T, at: Instant) {
    let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
    store.insert(name.to_owned(), Kept { value, at });
}

fn unreachable(why: String) -> Failure {
    Failure::conflict(
        "provider-unreachable",
        format!("the sign-in provider cannot be asked: {why}; try again, or tell an administrator"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taking(methods: Option<&[&str]>) -> bool {
        let methods = methods.map(|all| all.iter().map(|one| (*one).to_owned()).collect());
        Configuration {
            issuer: String::new(),
            authorization_endpoint: String::new(),
            token_endpoint: String::new(),
            jwks_uri: String::new(),
            userinfo_endpoint: None,
            token_endpoint_auth_methods_supported: methods,
            authorization_response_iss_parameter_supported: false,
        }
        .takes_basic()
    }

    #[test]
    fn the_secret_goes_into_the_form_only_where_nothing_else_is_taken() {
        assert!(taking(None));
        assert!(taking(Some(&["client_secret_post", "client_secret_basic"])));
        assert!(!taking(Some(&["client_secret_post"])));
    }

    #[test]
    fn what_is_kept_is_forgotten_after_its_time() {
        let store = Mutex::default();
        let at = Instant::from_epoch_millis(0);
        keep(&store, "a", 1, at);
        assert_eq!(kept(&store, "a", at.plus_seconds(59), 60), Some(1));
        assert_eq!(kept(&store, "a", at.plus_seconds(60), 60), None);
        assert_eq!(kept(&store, "b", at, 60), None);
    }
}
