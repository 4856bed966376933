//! What a client wants to be answered in.

use actix_web::HttpMessage;
use actix_web::http::header::{Accept, Header};

/// Whether `Accept` prefers `text/csv` to `application/json`; JSON is the answer to a client that does not say.
pub(super) fn prefers_csv(request: &impl HttpMessage) -> bool {
    preferred(request, &["text/csv"]).is_some()
}

/// The media type among `offered` that `Accept` prefers to `application/json`, if any; JSON is the answer to a client that
/// does not say.
pub(super) fn preferred(
    request: &impl HttpMessage,
    offered: &[&'static str],
) -> Option<&'static str> {
    let accept = Accept::parse(request).ok()?;
    let wanted = accept.ranked();
    let first = wanted.iter().find_map(|media| match media.essence_str() {
        "application/json" | "application/*" | "*/*" => Some(None),
        "text/*" => {
            let text = offered.iter().find(|one| one.starts_with("text/"));
            text.map(|one| Some(*one))
        }
        essence => {
            let named = offered.iter().find(|one| **one == essence);
            named.map(|one| Some(*one))
        }
    });
    first.flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn of_several_files_the_one_that_is_asked_for_first_is_answered() {
        let offered = ["text/csv", "application/vnd.apache.parquet"];
        for (accept, wanted) in [
            ("application/vnd.apache.parquet", Some(offered[1])),
            (
                "text/csv;q=0.5, application/vnd.apache.parquet",
                Some(offered[1]),
            ),
            (
                "text/*, application/vnd.apache.parquet;q=0.1",
                Some(offered[0]),
            ),
            ("image/png, text/csv;q=0.2", Some(offered[0])),
            ("*/*", None),
            ("application/json, text/csv", None),
        ] {
            let request = TestRequest::default().insert_header(("accept", accept));
            assert_eq!(
                preferred(&request.to_srv_request(), &offered),
                wanted,
                "{accept:?}"
            );
        }
    }

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
