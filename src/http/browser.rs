//! What signing in needs of a request: the session's cookie, and from where it comes.

use std::net::IpAddr;

use actix_web::{HttpRequest, web};
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::header;

use super::audited::act_of_stranger;
use super::guard::SESSION_COOKIE;
use super::problem::ApiError;
use crate::auth::{Device, Identity, Session};
use crate::db::Instant;

/// The cookie of a session that was just opened.
pub fn session_cookie(request: &HttpRequest, session: &Session, now: Instant) -> Cookie<'static> {
    let seconds = (session.expires_at.epoch_millis() - now.epoch_millis()) / 1_000;
    Cookie::build(SESSION_COOKIE, session.secret.reveal().to_owned())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(is_https(request))
        .max_age(time::Duration::seconds(seconds))
        .finish()
}

/// The secret in the request's session cookie.
pub fn session_secret(request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(SESSION_COOKIE);
    cookie.map(|cookie| cookie.value().to_owned())
}

/// Whether the browser came by TLS, to us or to the proxy before us.
pub fn is_https(request: &HttpRequest) -> bool {
    request.connection_info().scheme() == "https"
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

/// The address a request came from, by the proxies that are trusted.
pub(super) fn address_of(request: &HttpRequest) -> Option<IpAddr> {
    let identity = request.app_data::<web::Data<Identity>>();
    let trusted = identity.map_or(&[][..], |identity| &identity.trusted_proxies);
    client_address(request, trusted)
}

/// The address a request came from: the peer's, or the last one that trusted proxies have seen. What stands before it in
/// `X-Forwarded-For` was written by whoever sent the request.
fn client_address(request: &HttpRequest, trusted_proxies: &[IpAddr]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let is_trusted = |address: &IpAddr| trusted_proxies.contains(address);
    if !is_trusted(&peer) {
        return Some(peer);
    }
    let forwarded: Vec<IpAddr> = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|address| address.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
        .collect();
    let nearest = forwarded.into_iter().rev().find(|one| !is_trusted(one));
    Some(nearest.unwrap_or(peer))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn address(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let request = TestRequest::get()
            .peer_addr(format!("{peer}:4711").parse().unwrap())
            .insert_header(("x-forwarded-for", forwarded.to_owned()))
            .to_http_request();
        let trusted: Vec<IpAddr> = trusted.iter().map(|one| one.parse().unwrap()).collect();
        client_address(&request, &trusted).unwrap().to_string()
    }

    #[test]
    fn a_forwarded_address_is_believed_of_trusted_proxies_only() {
        assert_eq!(address("203.0.113.9", "198.51.100.1", &[]), "203.0.113.9");
        assert_eq!(
            address("10.0.0.1", "198.51.100.1", &["10.0.0.1"]),
            "198.51.100.1"
        );
    }

    #[test]
    fn what_the_client_has_written_itself_is_not_believed() {
        let forged = "192.0.2.1, 198.51.100.1, 10.0.0.2";
        assert_eq!(
            address("10.0.0.1", forged, &["10.0.0.1", "10.0.0.2"]),
            "198.51.100.1"
        );
        assert_eq!(address("10.0.0.1", "no address", &["10.0.0.1"]), "10.0.0.1");
    }
}
