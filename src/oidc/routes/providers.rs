//! `/oidc-providers`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::auth::Identity;
use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};
use crate::oidc::{
    NewOidcProvider, OidcClient, OidcProvider, create_provider, delete_provider, find_provider,
    list_providers, replace_provider,
};

/// The providers that users of the tenant sign in with, the oldest first; their secrets are never shown.
#[utoipa::path(tag = "auth", operation_id = "listOidcProviders", params(PageParams), responses(
    (status = 200, body = Page<OidcProvider>), (status = 422, body = ProblemBody)))]
#[get("/oidc-providers")]
pub(super) async fn list(
    context: Context,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let page = context
        .read(move |conn, scope| list_providers(conn, scope, &page))
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Makes a provider.
#[utoipa::path(tag = "auth", operation_id = "createOidcProvider", request_body = NewOidcProvider, responses(
    (status = 201, body = OidcProvider), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/oidc-providers")]
pub(super) async fn post(
    context: Context,
    client: web::Data<OidcClient>,
    identity: web::Data<Identity>,
    Body(new): Body<NewOidcProvider>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| create_provider(conn, scope, (&client, &identity.vault), &new))
        .await?;
    let location = format!("/api/v1/oidc-providers/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One provider; its version is the ETag.
#[utoipa::path(tag = "auth", operation_id = "getOidcProvider", params(("oidcProviderId" = String, Path)), responses(
    (status = 200, body = OidcProvider), (status = 404, body = ProblemBody)))]
#[get("/oidc-providers/{oidcProviderId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| find_provider(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Overwrites a provider that is still at the version in If-Match; its secret stays where none is sent.
#[utoipa::path(tag = "auth", operation_id = "updateOidcProvider", request_body = NewOidcProvider,
    params(("oidcProviderId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = OidcProvider), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/oidc-providers/{oidcProviderId}")]
pub(super) async fn put(
    context: Context,
    client: web::Data<OidcClient>,
    identity: web::Data<Identity>,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(new): Body<NewOidcProvider>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| {
            let with = (client.as_ref(), &identity.vault);
            replace_provider(conn, scope, with, (&id, version), &new)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a provider; the users who signed in with it stay.
#[utoipa::path(tag = "auth", operation_id = "deleteOidcProvider", params(("oidcProviderId" = String, Path)), responses(
    (status = 204), (status = 404, body = ProblemBody)))]
#[delete("/oidc-providers/{oidcProviderId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| delete_provider(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
