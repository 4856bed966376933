//! `/sign-in-providers`, `/oidc/{providerId}/start`, `/oidc/callback`.

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};

use crate::auth::Identity;
use crate::failure::Failure;
use crate::http::{ApiError, Params, ProblemBody, Service, device_of, scheme, session_cookie};
use crate::oidc::{
    OidcClient, Return, SignInProvider, begin_sign_in, finish_sign_in, list_sign_in_providers,
};

/// The cookie of a browser that is at a provider.
const BROWSER_COOKIE: &str = "crewcast_oidc";

/// Where that cookie is sent.
const BROWSER_PATH: &str = "/api/v1/oidc";

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ProvidersParams {
    /// The tenant's id; needed where there are several tenants.
    tenant: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SignInProviders {
    entities: Vec<SignInProvider>,
}

/// The providers that the sign-in page offers: of the tenant that is named, or of the only one there is.
#[utoipa::path(tag = "auth", operation_id = "listSignInProviders", security(()), params(ProvidersParams), responses(
    (status = 200, body = SignInProviders)))]
#[get("/sign-in-providers")]
pub(super) async fn providers(
    request: HttpRequest,
    service: web::Data<Service>,
    Params(params): Params<ProvidersParams>,
) -> Result<HttpResponse, ApiError> {
    let entities = off_loop(&request, move || {
        service
            .db
            .read(|conn| list_sign_in_providers(conn, params.tenant.as_deref()))
    })
    .await?;
    Ok(HttpResponse::Ok().json(SignInProviders { entities }))
}

/// Sends the browser to the provider.
#[utoipa::path(tag = "auth", operation_id = "beginOidcSignIn", security(()), params(("providerId" = String, Path)),
    responses((status = 302), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[get("/oidc/{providerId}/start")]
pub(super) async fn start(
    request: HttpRequest,
    service: web::Data<Service>,
    client: web::Data<OidcClient>,
    identity: web::Data<Identity>,
    provider: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let now = service.clock.now();
    let redirect_uri = format!("{}{BROWSER_PATH}/callback", origin(&request, &identity));
    let departure = off_loop(&request, move || {
        begin_sign_in(&service.db, &client, &provider, &redirect_uri, now)
    })
    .await?;
    // Lax: the way back is a link from the provider's site.
    let cookie = Cookie::build(BROWSER_COOKIE, departure.browser_secret.reveal().to_owned())
        .path(BROWSER_PATH)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(scheme(&request) == "https")
        .max_age(time::Duration::seconds(departure.seconds))
        .finish();
    Ok(HttpResponse::Found()
        .insert_header((header::LOCATION, departure.location))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .cookie(cookie)
        .finish())
}

/// Takes the browser back from the provider, sets the session cookie and sends it to the page.
///
/// A browser that fails is sent to the page with `?signInProblem=` and the code of what went wrong; programs, which do not
/// accept `text/html`, are answered with the problem.
#[utoipa::path(tag = "auth", operation_id = "finishOidcSignIn", security(()), params(Return), responses(
    (status = 302), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[get("/oidc/callback")]
pub(super) async fn callback(
    request: HttpRequest,
    service: web::Data<Service>,
    client: web::Data<OidcClient>,
    identity: web::Data<Identity>,
    Params(back): Params<Return>,
) -> Result<HttpResponse, ApiError> {
    let now = service.clock.now();
    let device = device_of(&request)?;
    let browser = request.cookie(BROWSER_COOKIE);
    let browser = browser.map(|cookie| cookie.value().to_owned());
    let finished = web::block(move || {
        let with = (client.as_ref(), &identity.vault);
        finish_sign_in(&service.db, with, &back, browser.as_deref(), &device, now)
    })
    .await
    .unwrap_or_else(|_| Err(Failure::Internal("signing in panicked".to_owned())));
    let mut gone = Cookie::build(BROWSER_COOKIE, "")
        .path(BROWSER_PATH)
        .finish();
    gone.make_removal();
    let session = match finished {
        Ok(session) => session,
        Err(failure) if is_page(&request) && !is_ours(&failure) => {
            let place = format!("/?signInProblem={}", failure.code());
            return Ok(HttpResponse::Found()
                .insert_header((header::LOCATION, place))
                .insert_header((header::CACHE_CONTROL, "no-store"))
                .cookie(gone)
                .finish());
        }
        Err(failure) => return Err(ApiError::of(failure, &request)),
    };
    Ok(HttpResponse::Found()
        .insert_header((header::LOCATION, "/"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .cookie(session_cookie(&request, &session, now))
        .cookie(gone)
        .finish())
}

/// Whether it is a page that is to be shown.
fn is_page(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(header::ACCEPT);
    accepted
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"))
}

/// A fault of ours keeps its status and its trace id.
fn is_ours(failure: &Failure) -> bool {
    matches!(failure, Failure::Database(_) | Failure::Internal(_))
}

/// Where the browser reaches us.
fn origin(request: &HttpRequest, identity: &Identity) -> String {
    let configured = identity.public_url.as_deref();
    configured.map_or_else(
        || {
            let connection = request.connection_info();
            format!("{}://{}", scheme(request), connection.host())
        },
        |url| url.trim_end_matches('/').to_owned(),
    )
}

async fn off_loop<T: Send + 'static>(
    request: &HttpRequest,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, ApiError> {
    let outcome = web::block(work).await;
    outcome
        .unwrap_or_else(|_| Err(Failure::Internal("signing in panicked".to_owned())))
        .map_err(|failure| ApiError::of(failure, request))
}
