//! Rows of providers, of sign-ins under way, and of whom providers know.

use diesel::prelude::*;

use crate::db::schema::oidc::{oidc_identities, oidc_providers, oidc_sign_ins};
use crate::db::{Conn, DbError, Instant, record};
use crate::each;

record!(pub(super) ProviderRow of oidc_providers under tenant_id {
    name: String,
    issuer: String,
    client_id: String,
    client_secret: String,
    email_claim: String,
    groups_claim: Option<String>,
    role_mapping: String,
    default_role: Option<String>,
    creates_users: bool,
    enabled: bool,
});

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = oidc_sign_ins)]
pub(super) struct SignInRow {
    pub tenant_id: String,
    pub state_hash: String,
    pub provider_id: String,
    pub browser_hash: String,
    pub nonce: String,
    pub code_verifier: String,
    pub redirect_uri: String,
    pub expires_at: Instant,
}

#[derive(Insertable)]
#[diesel(table_name = oidc_identities)]
pub(super) struct IdentityRow<'a> {
    pub tenant_id: &'a str,
    pub provider_id: &'a str,
    pub subject: &'a str,
    pub user_id: &'a str,
    pub created_at: Instant,
}

/// The enabled provider of that id, whichever tenant's: who signs in belongs to none yet.
pub(super) fn enabled_provider(
    conn: &mut Conn<'_>,
    id: &str,
) -> Result<Option<ProviderRow>, DbError> {
    Ok(each!(conn, c => oidc_providers::table
        .filter(oidc_providers::id.eq(id).and(oidc_providers::enabled.eq(true)))
        .select(ProviderRow::as_select())
        .first(c)
        .optional())?)
}

/// The enabled providers of a tenant by name.
pub(super) fn enabled_providers(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Vec<ProviderRow>, DbError> {
    Ok(each!(conn, c => oidc_providers::table
        .filter(oidc_providers::tenant_id.eq(tenant).and(oidc_providers::enabled.eq(true)))
        .order((oidc_providers::name, oidc_providers::id))
        .select(ProviderRow::as_select())
        .load(c))?)
}

/// How many providers all tenants have.
pub(super) fn count_providers(conn: &mut Conn<'_>) -> Result<i64, DbError> {
    Ok(each!(conn, c => oidc_providers::table.count().get_result(c))?)
}

/// Keeps a sign-in under way, and forgets those that nobody has come back from.
pub(super) fn insert_sign_in(
    conn: &mut Conn<'_>,
    row: &SignInRow,
    now: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(oidc_sign_ins::table.filter(
        oidc_sign_ins::tenant_id.eq(&row.tenant_id).and(oidc_sign_ins::expires_at.le(now)))).execute(c))?;
    each!(conn, c => diesel::insert_into(oidc_sign_ins::table).values(row).execute(c))?;
    Ok(())
}

/// Takes a sign-in under way; of two answers with one state the first gets it.
pub(super) fn take_sign_in(
    conn: &mut Conn<'_>,
    state_hash: &str,
) -> Result<Option<SignInRow>, DbError> {
    let found: Option<SignInRow> = each!(conn, c => oidc_sign_ins::table
        .filter(oidc_sign_ins::state_hash.eq(state_hash))
        .select(SignInRow::as_select())
        .first(c)
        .optional())?;
    let deleted = each!(conn, c => diesel::delete(oidc_sign_ins::table
        .filter(oidc_sign_ins::state_hash.eq(state_hash))).execute(c))?;
    Ok(found.filter(|_| deleted == 1))
}

/// The user whom a provider knows under that subject.
pub(super) fn user_of_subject(
    conn: &mut Conn<'_>,
    provider: &ProviderRow,
    subject: &str,
) -> Result<Option<String>, DbError> {
    Ok(each!(conn, c => oidc_identities::table
        .find((&provider.tenant_id, &provider.id, subject))
        .select(oidc_identities::user_id)
        .first(c)
        .optional())?)
}

pub(super) fn insert_identity(conn: &mut Conn<'_>, row: &IdentityRow<'_>) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(oidc_identities::table).values(row).execute(c))?;
    Ok(())
}
