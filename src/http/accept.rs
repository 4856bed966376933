//! What a client wants to be answered in.

use actix_web::HttpMessage;
use actix_web::http::header::{Accept, Header};

/// Whether `Accept` prefers `text/csv` to `application/json`; JSON is the answer to a client that does not say.
pub(super) fn prefers_csv(request: &impl HttpMessage) -> bool {
    let Ok(accept) = Accept::parse(request) else {
        return false;
    };
    let wanted = accept.ranked();
    let first = wanted.iter().find_map(|media| match media.essence_str() {
        "text/csv" | "text/*" => Some(true),
        "application/json" | "application/*" | "*/*" => Some(false),
        _ => None,
    });
    first.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn csv_is_answered_to_those_who_prefer_it_and_json_to_all_others() {
        for (accept, csv) in [
            ("text/csv", true),
            ("text/csv, */*;q=0.1", true),
            ("application/json;q=0.5, text/csv", true),
            ("application/json, text/csv;q=0.5", false),
            ("*/*", false),
            ("text/html", false),
            ("", false),
        ] {
            let request = TestRequest::default().insert_header(("accept", accept));
            assert_eq!(prefers_csv(&request.to_srv_request()), csv, "{accept:?}");
        }
        assert!(!prefers_csv(&TestRequest::default().to_srv_request()));
    }
}
