//! Requests that a foreign page makes with our cookies (CSRF).
//!
//! The session cookie is `SameSite=Strict`; this is the second wall. Browsers say with `Sec-Fetch-Site` where a request comes
//! from, older ones with `Origin`. Programs send neither, and no cookie that somebody else could use.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, Uri};

use crate::failure::Failure;

/// That a request which changes something and may carry a cookie comes from our own page.
///
/// # Errors
/// [`Failure::Denied`] `cross-site`.
pub(super) fn require_same_origin(request: &HttpRequest) -> Result<(), Failure> {
    let changes_nothing = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if changes_nothing || is_same_origin(request.headers(), request.connection_info().host()) {
        return Ok(());
    }
    Err(Failure::Denied {
        code: "cross-site",
        detail: "a page of another site has sent this with your browser; open Crewcast itself and do it there".to_owned(),
    })
}

fn is_same_origin(headers: &HeaderMap, own_host: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if headers.contains_key("sec-fetch-site") {
        return matches!(text("sec-fetch-site"), Some("same-origin" | "none"));
    }
    if !headers.contains_key(header::ORIGIN) {
        return true;
    }
    let origin = text("origin").and_then(|origin| origin.parse::<Uri>().ok());
    let place = origin.as_ref().and_then(Uri::authority);
    place.is_some_and(|place| place.as_str() == own_host)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn refused(headers: &[(&'static str, &'static str)]) -> bool {
        let request = headers.iter().fold(TestRequest::post(), |request, header| {
            request.insert_header(*header)
        });
        require_same_origin(&request.to_http_request()).is_err()
    }

    const HOST: (&str, &str) = ("host", "crewcast.example");

    #[test]
    fn a_browser_that_names_another_site_is_refused() {
        assert!(refused(&[HOST, ("sec-fetch-site", "cross-site")]));
        assert!(refused(&[HOST, ("sec-fetch-site", "same-site")]));
        assert!(refused(&[HOST, ("sec-fetch-site", "")]));
        assert!(!refused(&[HOST, ("sec-fetch-site", "same-origin")]));
        assert!(!refused(&[HOST, ("sec-fetch-site", "none")]));
    }

    #[test]
    fn an_older_browser_is_judged_by_its_origin() {
        assert!(!refused(&[HOST, ("origin", "https://crewcast.example")]));
        for foreign in [
            "https://evil.example",
            "https://crewcast.example.evil.example",
            "https://crewcast.example:8443",
            "null",
        ] {
            assert!(refused(&[HOST, ("origin", foreign)]), "{foreign}");
        }
        // What fetch metadata say counts.
        let both = [
            HOST,
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://crewcast.example"),
        ];
        assert!(refused(&both));
    }

    #[test]
    fn a_program_says_nothing_of_where_it_comes_from_and_is_let_in() {
        assert!(!refused(&[HOST]));
    }

    #[test]
    fn reading_is_not_looked_at() {
        let request = TestRequest::get().insert_header(("sec-fetch-site", "cross-site"));
        assert!(require_same_origin(&request.to_http_request()).is_ok());
    }
}
