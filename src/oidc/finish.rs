//! Taking a browser back from a provider.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::client::{Configuration, Exchange, OidcClient};
use super::id_token::{Claims, Expected, TokenFault, verified};
use super::provider::{OidcProvider, from_row, place_of};
use super::store::{self, IdentityRow, ProviderRow, SignInRow};
use crate::auth::{
    Device, ProvidedUser, Secret, Session, UserChange, Vault, create_user_without_password,
    find_user_by_email, session_of_provided_user, take_role_from_provider,
};
use crate::db::{Conn, Database, Instant};
use crate::failure::Failure;
use crate::tenancy::{Role, Scope, TenantId};

/// What a browser comes back with.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Return {
    /// As it was sent away with.
    pub state: Option<String>,
    /// To be changed for tokens.
    pub code: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
    /// The same in words.
    pub error_description: Option<String>,
    /// Who says so (RFC 9207).
    pub iss: Option<String>,
}

/// Ends a sign-in at a provider with a session of the user it names: the user it has named before under the same subject,
/// else the one with that address, else a new one where the provider makes users. Blocks for the provider's answers: not
/// inside a transaction.
///
/// # Errors
/// [`Failure::Conflict`] `sign-in-over` for a state that is unknown, was used or is too old; [`Failure::Denied`]
/// `another-browser`, `provider-refused`, `id-token-refused`, `no-address`, `no-such-user`, `no-role`, `user-disabled`;
/// [`Failure::Conflict`] `provider-unreachable`, `already-exists`.
pub fn finish_sign_in(
    db: &Database,
    (client, vault): (&OidcClient, &Vault),
    back: &Return,
    browser_secret: Option<&str>,
    device: &Device,
    now: Instant,
) -> Result<Session, Failure> {
    let state = back.state.as_deref().unwrap_or_default();
    let state = Secret::as_sent(state).stored();
    let (row, provider) = db
        .write(|conn| {
            let row = store::take_sign_in(conn, &state)?;
            let Some(row) = row.filter(|row| row.expires_at > now) else {
                return Ok(None);
            };
            let provider = store::enabled_provider(conn, &row.provider_id)?;
            Ok::<_, Failure>(provider.map(|provider| (row, provider)))
        })?
        .ok_or_else(over)?;
    if browser_secret.map(|secret| Secret::as_sent(secret).stored())
        != Some(row.browser_hash.clone())
    {
        return Err(denied(
            "another-browser",
            "this sign-in was begun in another browser; begin it here",
        ));
    }
    let code = code_of(back)?;
    let configuration = client.configuration(&provider.issuer, now)?;
    let is_missing =
        configuration.authorization_response_iss_parameter_supported && back.iss.is_none();
    if is_missing || back.iss.as_ref().is_some_and(|iss| *iss != provider.issuer) {
        return Err(denied(
            "provider-refused",
            "another provider has answered than was asked; begin again",
        ));
    }
    let place = place_of(&provider.tenant_id, &provider.id);
    let secret = vault.open(&place, &provider.client_secret)?;
    let secret = String::from_utf8(secret)
        .map_err(|_| Failure::Internal("a client secret is no text".to_owned()))?;
    let tokens = client.exchange(
        &configuration,
        &Exchange {
            client_id: &provider.client_id,
            client_secret: &secret,
            code,
            code_verifier: &row.code_verifier,
            redirect_uri: &row.redirect_uri,
        },
    )?;
    let claims = claims_of(
        client,
        &configuration,
        &tokens.id_token,
        (&row, &provider),
        now,
    )?;
    let shown = from_row(provider.clone())?;
    let known = everything_said(
        client,
        &configuration,
        &shown,
        &claims,
        tokens.access_token.as_deref(),
    )?;
    let scope = Scope::system(TenantId::new(provider.tenant_id.clone()), now);
    db.write(|conn| {
        let user = user_of(conn, &scope, (&provider, &shown), &claims.sub, &known)?;
        if let Some(role) = role_of(&shown, &known) {
            take_role_from_provider(conn, &scope, &user, role)?;
        }
        session_of_provided_user(conn, &scope, &user, device)
    })
}

fn code_of(back: &Return) -> Result<&str, Failure> {
    if let (None, Some(code)) = (&back.error, &back.code) {
        return Ok(code);
    }
    let error = back.error.as_deref().unwrap_or("it has sent no code");
    let words = back
        .error_description
        .as_deref()
        .unwrap_or("no more is said");
    Err(Failure::Denied {
        code: "provider-refused",
        detail: format!("the provider has not let you in ({error}: {words}); begin again"),
    })
}

fn claims_of(
    client: &OidcClient,
    configuration: &Configuration,
    id_token: &str,
    (row, provider): (&SignInRow, &ProviderRow),
    now: Instant,
) -> Result<Claims, Failure> {
    let expected = Expected {
        issuer: &provider.issuer,
        client_id: &provider.client_id,
        nonce: &row.nonce,
        now,
    };
    let mut judged = verified(id_token, &client.keys(configuration, now)?, &expected);
    if matches!(judged, Err(TokenFault::UnknownKey)) {
        judged = verified(id_token, &client.keys_again(configuration, now)?, &expected);
    }
    judged.map_err(|fault| Failure::Denied {
        code: "id-token-refused",
        detail: format!(
            "the provider's ID token is not taken: {fault}; begin again, or tell an administrator"
        ),
    })
}

/// The claims of the ID token, and of the provider's further words where the token lacks one that is asked for.
fn everything_said(
    client: &OidcClient,
    configuration: &Configuration,
    provider: &OidcProvider,
    claims: &Claims,
    access_token: Option<&str>,
) -> Result<Map<String, Value>, Failure> {
    let mut known = claims.others.clone();
    let groups = provider.groups_claim.iter();
    let mut asked = groups.chain([&provider.email_claim]);
    let is_complete = asked.all(|claim| known.contains_key(claim));
    let Some(access_token) = access_token.filter(|_| !is_complete) else {
        return Ok(known);
    };
    let more = client.user_info(configuration, access_token)?;
    // Without this the words of another user could be taken (OpenID Connect Core, section 5.3.2).
    if more.get("sub").and_then(Value::as_str) == Some(claims.sub.as_str()) {
        for (claim, value) in more {
            known.entry(claim).or_insert(value);
        }
    }
    Ok(known)
}

fn user_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (row, provider): (&ProviderRow, &OidcProvider),
    subject: &str,
    known: &Map<String, Value>,
) -> Result<ProvidedUser, Failure> {
    if let Some(id) = store::user_of_subject(conn, row, subject)? {
        return Ok(ProvidedUser { id });
    }
    let email = address_in(provider, known)?;
    let user = match find_user_by_email(conn, scope, &email)? {
        Some(user) => user,
        None => make_user(conn, scope, provider, &email, known)?,
    };
    store::insert_identity(
        conn,
        &IdentityRow {
            tenant_id: scope.tenant(),
            provider_id: &row.id,
            subject,
            user_id: &user.id,
            created_at: scope.now,
        },
    )?;
    Ok(ProvidedUser { id: user.id })
}

fn make_user(
    conn: &mut Conn<'_>,
    scope: &Scope,
    provider: &OidcProvider,
    email: &str,
    known: &Map<String, Value>,
) -> Result<crate::auth::User, Failure> {
    if !provider.creates_users {
        return Err(denied(
            "no-such-user",
            "nobody here has the address that the provider gave; ask an administrator to enter it at your user",
        ));
    }
    let Some(role) = role_of(provider, known).or(provider.default_role) else {
        return Err(denied(
            "no-role",
            "none of your groups stands for a role here; ask an administrator",
        ));
    };
    let name = known.get("name").and_then(Value::as_str);
    let name = name.filter(|name| !name.trim().is_empty()).unwrap_or(email);
    let values = UserChange {
        display_name: name.chars().take(200).collect(),
        role,
        agent_id: None,
        locale: None,
        email: Some(email.to_owned()),
        scopes: None,
    };
    create_user_without_password(conn, scope, email, values)
}

/// The user's address. One that the provider says it has not checked is none.
fn address_in(provider: &OidcProvider, known: &Map<String, Value>) -> Result<String, Failure> {
    let is_unchecked =
        provider.email_claim == "email" && known.get("email_verified") == Some(&Value::Bool(false));
    let address = known.get(&provider.email_claim).and_then(Value::as_str);
    address
        .filter(|address| !address.is_empty() && !is_unchecked)
        .map(str::to_lowercase)
        .ok_or_else(|| {
            denied(
                "no-address",
                "the provider gave no checked address for you; ask its administrator, or ours for another claim",
            )
        })
}

/// The role of the first mapped group that the user is in.
fn role_of(provider: &OidcProvider, known: &Map<String, Value>) -> Option<Role> {
    let said = known.get(provider.groups_claim.as_ref()?)?;
    let is_in = |group: &str| match said {
        Value::String(one) => one == group,
        Value::Array(all) => all.iter().any(|one| one.as_str() == Some(group)),
        _ => false,
    };
    let mut mappings = provider.role_mapping.iter();
    mappings
        .find(|mapping| is_in(&mapping.group))
        .map(|mapping| mapping.role)
}

fn over() -> Failure {
    Failure::conflict(
        "sign-in-over",
        "this sign-in was used already, took too long, or was never begun; begin again",
    )
}

fn denied(code: &'static str, detail: &str) -> Failure {
    Failure::Denied {
        code,
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::oidc::RoleOfGroup;

    fn provider() -> OidcProvider {
        let mapping = |group: &str, role| RoleOfGroup {
            group: group.to_owned(),
            role,
        };
        OidcProvider {
            id: "p".to_owned(),
            name: "Staff".to_owned(),
            issuer: "https://id.example".to_owned(),
            client_id: "crewcast".to_owned(),
            email_claim: "email".to_owned(),
            groups_claim: Some("groups".to_owned()),
            role_mapping: vec![
                mapping("wfm", Role::Planner),
                mapping("floor", Role::Supervisor),
            ],
            default_role: None,
            creates_users: true,
            enabled: true,
            version: 1,
            created_at: Instant::from_epoch_millis(0),
            modified_at: Instant::from_epoch_millis(0),
        }
    }

    fn said(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn the_first_mapped_group_gives_the_role() {
        let role = |value| role_of(&provider(), &said(value));
        assert_eq!(
            role(json!({ "groups": ["floor", "wfm"] })),
            Some(Role::Planner)
        );
        assert_eq!(role(json!({ "groups": "floor" })), Some(Role::Supervisor));
        assert_eq!(role(json!({ "groups": ["wfm-not"] })), None);
        assert_eq!(role(json!({})), None);
    }

    #[test]
    fn an_address_that_the_provider_has_not_checked_is_none() {
        let address = |value| address_in(&provider(), &said(value)).ok();
        assert_eq!(
            address(json!({ "email": "Mei@Bank.example" })),
            Some("mei@bank.example".to_owned())
        );
        let checked = json!({ "email": "mei@bank.example", "email_verified": true });
        assert!(address(checked).is_some());
        assert_eq!(
            address(json!({ "email": "mei@bank.example", "email_verified": false })),
            None
        );
        assert_eq!(address(json!({ "email": "" })), None);
    }
}
