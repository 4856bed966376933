//! What every answer tells browsers to forbid.
//!
//! Source: OWASP Secure Headers Project; Content Security Policy Level 3; RFC 6797 (HSTS).

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, FORWARDED, HeaderMap, HeaderName, HeaderValue,
    STRICT_TRANSPORT_SECURITY, X_FORWARDED_PROTO,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest};

use super::connection::Line;
use super::guard::API;

/// Answers that are no documents: nothing in them may load or run anything.
const NO_DOCUMENT: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page: everything from this server, and neither inline scripts nor inline styles.
const PAGE: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// The API's documentation: its browser writes inline styles and images, and sends requests to this server.
const DOCUMENTATION: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A year: the least that browsers' preload lists ask for.
const ONLY_HTTPS: &str = "max-age=31536000";

/// What all answers have, whatever they are.
const COMMON_HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// The headers of the API's answers, problems among them; nobody keeps a copy of those.
pub(super) fn api_headers() -> impl Iterator<Item = (&'static str, &'static str)> {
    COMMON_HEADERS.into_iter().chain([
        ("content-security-policy", NO_DOCUMENT),
        ("cache-control", "no-store"),
    ])
}

/// Puts the headers on every answer that has come through; middleware that refuses a request answers with a problem, which
/// has them already.
pub(super) async fn put_secure_headers<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let policy = policy_of(request.path());
    let is_secure = is_secure(request.request());
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    for (name, value) in COMMON_HEADERS {
        put(headers, HeaderName::from_static(name), value);
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        put(headers, CONTENT_SECURITY_POLICY, policy);
    }
    if !headers.contains_key(CACHE_CONTROL) {
        put(headers, CACHE_CONTROL, "no-store");
    }
    if is_secure {
        put(headers, STRICT_TRANSPORT_SECURITY, ONLY_HTTPS);
    }
    Ok(response)
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

fn policy_of(path: &str) -> &'static str {
    let is_no_document = path.starts_with(API)
        || matches!(path, "/healthz" | "/readyz" | "/metrics" | "/openapi.json");
    if is_no_document {
        NO_DOCUMENT
    } else if path.starts_with("/docs") {
        DOCUMENTATION
    } else {
        PAGE
    }
}

/// Whether the client came by https. Most requests say nothing of a proxy, and are not asked further.
fn is_secure(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let has_proxy = headers.contains_key(FORWARDED) || headers.contains_key(X_FORWARDED_PROTO);
    is_under_tls(request) || (has_proxy && request.connection_info().scheme() == "https")
}

/// `https` or `http`, as the client sees it: its connection to this server, or to a proxy before it.
pub fn scheme(request: &HttpRequest) -> String {
    if is_under_tls(request) {
        "https".to_owned()
    } else {
        request.connection_info().scheme().to_owned()
    }
}

fn is_under_tls(request: &HttpRequest) -> bool {
    request
        .conn_data::<Line>()
        .is_some_and(|line| line.is_secure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn every_kind_of_answer_has_its_policy() {
        for (path, policy) in [
            ("/api/v1/agents", NO_DOCUMENT),
            ("/healthz", NO_DOCUMENT),
            ("/openapi.json", NO_DOCUMENT),
            ("/docs/", DOCUMENTATION),
            ("/docs/swagger-ui.css", DOCUMENTATION),
            ("/", PAGE),
            ("/schedules", PAGE),
            ("/assets/index.js", PAGE),
        ] {
            assert_eq!(policy_of(path), policy, "{path}");
        }
    }

    #[test]
    fn https_is_known_from_a_proxys_word() {
        let plain = TestRequest::default().to_http_request();
        assert!(!is_secure(&plain));
        for header in [("x-forwarded-proto", "https"), ("forwarded", "proto=https")] {
            let request = TestRequest::default()
                .insert_header(header)
                .to_http_request();
            assert!(is_secure(&request), "{header:?}");
            assert_eq!(scheme(&request), "https");
        }
    }
}
