//! What signing in needs of a request: the session's cookie, and from where it comes.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::header;

use super::audited::act_of_stranger;
use super::client_address::address_of;
use super::guard::SESSION_COOKIE;
use super::problem::ApiError;
use super::secure_headers::scheme;
use crate::auth::{Device, Session};
use crate::db::Instant;

/// The cookie of a session that was just opened.
pub fn session_cookie(request: &HttpRequest, session: &Session, now: Instant) -> Cookie<'static> {
    let seconds = (session.expires_at.epoch_millis() - now.epoch_millis()) / 1_000;
    Cookie::build(SESSION_COOKIE, session.secret.reveal().to_owned())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(scheme(request) == "https")
        .max_age(time::Duration::seconds(seconds))
        .finish()
}

/// The secret in the request's session cookie.
pub fn session_secret(request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(SESSION_COOKIE);
    cookie.map(|cookie| cookie.value().to_owned())
}

/// From where somebody signs in.
///
/// # Errors
/// An `Audit-Reason` that cannot be read.
pub fn device_of(request: &HttpRequest) -> Result<Device, ApiError> {
    let words = request.headers().get(header::USER_AGENT);
    let act = act_of_stranger(request).map_err(|failure| ApiError::of(failure, request))?;
    Ok(Device {
        address: address_of(request),
        user_agent: words
            .and_then(|words| words.to_str().ok())
            .map(str::to_owned),
        act,
    })
}
