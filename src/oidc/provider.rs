//! Providers: who they are, and what their words are taken for.

use serde::{Deserialize, Serialize};

use super::client::OidcClient;
use super::store::{self, ProviderRow};
use crate::auth::{Vault, noted};
use crate::db::{Conn, DbError, Instant, Record};
use crate::documents;
use crate::failure::{Failure, Fault, Faults};
use crate::http::{Page, PageParams};
use crate::records;
use crate::tenancy::{Role, Scope, TenantId, new_id, only_tenant};

const KIND: &str = "OIDC provider";

/// What stands in a provider's address where no claim is named.
const EMAIL_CLAIM: &str = "email";

/// The most groups that roles are given for.
const MOST_MAPPINGS: usize = 100;

/// The role that members of a group have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoleOfGroup {
    /// The group as the provider names it.
    pub group: String,
    /// Its members' role.
    pub role: Role,
}

/// A provider to be made, or to take a provider's place.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOidcProvider {
    /// As the button on the sign-in page names it.
    pub name: String,
    /// Its address, as its ID tokens have it; `/.well-known/openid-configuration` is read below it.
    pub issuer: String,
    /// What it knows Crewcast as.
    pub client_id: String,
    /// What it gave Crewcast to prove that; kept as it is when a change leaves it out. It is never shown.
    pub client_secret: Option<String>,
    /// The claim with the user's address; `email` when left out.
    pub email_claim: Option<String>,
    /// The claim with the user's groups.
    pub groups_claim: Option<String>,
    /// Roles by group; the first group that a user is in counts, at each sign-in.
    #[serde(default)]
    pub role_mapping: Vec<RoleOfGroup>,
    /// The role of users it makes who are in none of the groups; without one they are refused.
    pub default_role: Option<Role>,
    /// Whether somebody who signs in for the first time is made a user.
    #[serde(default)]
    pub creates_users: bool,
    /// Whether it can be signed in with.
    #[serde(default = "yes")]
    pub enabled: bool,
}

const fn yes() -> bool {
    true
}

/// A provider that users of the tenant sign in with.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OidcProvider {
    /// Its id.
    pub id: String,
    /// As the button on the sign-in page names it.
    pub name: String,
    /// Its address.
    pub issuer: String,
    /// What it knows Crewcast as.
    pub client_id: String,
    /// The claim with the user's address.
    pub email_claim: String,
    /// The claim with the user's groups.
    pub groups_claim: Option<String>,
    /// Roles by group.
    pub role_mapping: Vec<RoleOfGroup>,
    /// The role of users it makes who are in none of the groups.
    pub default_role: Option<Role>,
    /// Whether somebody who signs in for the first time is made a user.
    pub creates_users: bool,
    /// Whether it can be signed in with.
    pub enabled: bool,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub modified_at: Instant,
}

/// A provider as the sign-in page offers it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInProvider {
    /// Its id: the page goes to `/oidc/{id}/start`.
    pub id: String,
    /// What the button says.
    pub name: String,
}

/// Makes a provider. Nothing is asked of it yet.
///
/// # Errors
/// [`Failure::Invalid`] per fault; [`Failure::Conflict`] `secret-key-missing`.
pub fn create_provider(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (client, vault): (&OidcClient, &Vault),
    new: &NewOidcProvider,
) -> Result<OidcProvider, Failure> {
    let mut faults = checked(client, new);
    faults.require(
        new.client_secret.is_some(),
        "/clientSecret",
        "missing-secret",
        "send the secret that the provider gave for this client",
    );
    faults.into_result()?;
    let id = new_id(scope.now);
    let secret = new.client_secret.as_deref().unwrap_or_default();
    let sealed = vault.seal(&place_of(scope.tenant(), &id), secret.as_bytes())?;
    let row = row_of(scope, id, sealed, new, 1, scope.now)?;
    ProviderRow::insert(conn, std::slice::from_ref(&row))
        .map_err(|error| Failure::from_write(error, KIND))?;
    noted(scope, "OIDC provider made", &row.id);
    from_row(row)
}

/// The tenant's providers, the oldest first.
///
/// # Errors
/// [`Failure::Invalid`] for a page that cannot be.
pub fn list_providers(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<OidcProvider>, Failure> {
    records::page(conn, scope, None, page, from_row)
}

/// The provider of that id.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_provider(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<OidcProvider, Failure> {
    from_row(records::find(conn, scope, KIND, None, id)?)
}

/// Puts another in the place of a provider that is still at version `expected`.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`] per fault; [`Failure::Conflict`] `secret-key-missing`.
pub fn replace_provider(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (client, vault): (&OidcClient, &Vault),
    (id, expected): (&str, i32),
    new: &NewOidcProvider,
) -> Result<OidcProvider, Failure> {
    let before: ProviderRow = records::find(conn, scope, KIND, None, id)?;
    records::expect_version(&before, expected)?;
    let mut faults = checked(client, new);
    // The secret was given for this client at this issuer and goes to no other.
    let is_same = before.issuer == new.issuer && before.client_id == new.client_id;
    faults.require(
        is_same || new.client_secret.is_some(),
        "/clientSecret",
        "missing-secret",
        "another issuer or client has another secret; send it",
    );
    faults.into_result()?;
    let sealed = match &new.client_secret {
        Some(secret) => vault.seal(&place_of(scope.tenant(), id), secret.as_bytes())?,
        None => before.client_secret.clone(),
    };
    let made = before.created_at;
    let row = row_of(scope, id.to_owned(), sealed, new, expected + 1, made)?;
    records::replace(conn, scope, KIND, &row, expected)?;
    noted(scope, "OIDC provider changed", id);
    from_row(row)
}

/// Deletes a provider; its users stay.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn delete_provider(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    records::delete::<ProviderRow>(conn, scope, KIND, None, id)?;
    noted(scope, "OIDC provider deleted", id);
    Ok(())
}

/// The providers that the sign-in page offers: of the tenant that is named, or of the only one there is. With several
/// tenants and none named there are none to offer.
///
/// # Errors
/// Only the database's.
pub fn list_sign_in_providers(
    conn: &mut Conn<'_>,
    tenant: Option<&str>,
) -> Result<Vec<SignInProvider>, Failure> {
    let tenant = match tenant {
        Some(id) => Some(TenantId::new(id)),
        None => only_tenant(conn)?,
    };
    let Some(tenant) = tenant else {
        return Ok(Vec::new());
    };
    let rows = store::enabled_providers(conn, tenant.as_str())?;
    Ok(rows
        .into_iter()
        .map(|row| SignInProvider {
            id: row.id,
            name: row.name,
        })
        .collect())
}

/// Whether any provider's secret needs the secret key.
///
/// # Errors
/// Only the database's.
pub fn secrets_are_kept(conn: &mut Conn<'_>) -> Result<bool, Failure> {
    Ok(store::count_providers(conn)? > 0)
}

/// Where a provider's secret is kept.
pub(super) fn place_of(tenant: &str, id: &str) -> String {
    format!("oidc {tenant} {id}")
}

fn checked(client: &OidcClient, new: &NewOidcProvider) -> Faults {
    let mut faults = Faults::default();
    faults.require_name(&new.name, "/name");
    if let Some(fault) = client.fault_of(&new.issuer) {
        faults.push(Fault {
            pointer: "/issuer".to_owned(),
            ..fault
        });
    }
    faults.require_name(&new.client_id, "/clientId");
    let claims = [
        (new.email_claim.as_ref(), "/emailClaim"),
        (new.groups_claim.as_ref(), "/groupsClaim"),
    ];
    for (claim, pointer) in claims {
        if let Some(claim) = claim {
            faults.require_name(claim, pointer);
        }
    }
    faults.require(
        new.role_mapping.is_empty() || new.groups_claim.is_some(),
        "/groupsClaim",
        "missing-claim",
        "name the claim in which the provider tells the groups",
    );
    faults.require(
        new.role_mapping.len() <= MOST_MAPPINGS,
        "/roleMapping",
        "out-of-range",
        format!("name at most {MOST_MAPPINGS} groups"),
    );
    // Who an agent is no provider knows.
    let agents = new.role_mapping.iter().map(|mapping| mapping.role);
    faults.require(
        !agents.chain(new.default_role).any(|role| role == Role::Agent) || !new.creates_users,
        "/createsUsers",
        "missing-agent",
        "users with the role agent are made by hand, with the agent they are; the provider then knows them by their address",
    );
    faults
}

fn row_of(
    scope: &Scope,
    id: String,
    client_secret: String,
    new: &NewOidcProvider,
    version: i32,
    created_at: Instant,
) -> Result<ProviderRow, Failure> {
    let claim = new.email_claim.clone();
    Ok(ProviderRow {
        tenant_id: scope.tenant().to_owned(),
        id,
        name: new.name.clone(),
        issuer: new.issuer.clone(),
        client_id: new.client_id.clone(),
        client_secret,
        email_claim: claim.unwrap_or_else(|| EMAIL_CLAIM.to_owned()),
        groups_claim: new.groups_claim.clone(),
        role_mapping: documents::write(&new.role_mapping)?,
        default_role: new.default_role.map(|role| role.as_str().to_owned()),
        creates_users: new.creates_users,
        enabled: new.enabled,
        version,
        created_at,
        modified_at: scope.now,
    })
}

/// A provider as read.
pub(super) fn from_row(row: ProviderRow) -> Result<OidcProvider, Failure> {
    let default_role = row.default_role.as_deref().map(|name| {
        Role::parse(name).ok_or_else(|| DbError::Corrupt {
            what: KIND,
            id: row.id.clone(),
            reason: format!("unknown role {name:?}"),
        })
    });
    Ok(OidcProvider {
        role_mapping: documents::read(KIND, &row.id, &row.role_mapping)?,
        default_role: default_role.transpose()?,
        id: row.id,
        name: row.name,
        issuer: row.issuer,
        client_id: row.client_id,
        email_claim: row.email_claim,
        groups_claim: row.groups_claim,
        creates_users: row.creates_users,
        enabled: row.enabled,
        version: row.version,
        created_at: row.created_at,
        modified_at: row.modified_at,
    })
}
