//! Answers to what the HTTP parser cannot read as a request: it gives them a status and no body.

use actix_web::http::StatusCode;

use super::problem::ApiError;
use super::secure_headers::api_headers;
use crate::failure::Failure;

/// The most that the parser reads of a head, bytes.
const HEAD_LIMIT_BYTES: usize = 128 * 1024;

/// The parser's answers are a few headers long.
const LONGEST_ANSWER_BYTES: usize = 512;

/// An answer in place of the parser's.
pub(super) struct Unparsed {
    pub bytes: Vec<u8>,
    /// Whether the client is likely to be still sending.
    pub has_more_to_read: bool,
}

/// The answer that stands for `written`, when that is the parser's whole answer to what it could not read. The app's own
/// answers of these statuses have bodies.
pub(super) fn answer_to_unparsed(written: &[u8]) -> Option<Unparsed> {
    let status = written.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    let status = match status {
        b"400" => StatusCode::BAD_REQUEST,
        b"408" => StatusCode::REQUEST_TIMEOUT,
        b"431" => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        _ => return None,
    };
    if written.len() > LONGEST_ANSWER_BYTES || !written.ends_with(b"\r\n\r\n") {
        return None;
    }
    let head = std::str::from_utf8(written).ok()?.to_ascii_lowercase();
    head.contains("\r\ncontent-length: 0\r\n")
        .then(|| Unparsed {
            bytes: answer(status),
            has_more_to_read: status != StatusCode::REQUEST_TIMEOUT,
        })
}

fn answer(status: StatusCode) -> Vec<u8> {
    let failure = match status {
        StatusCode::REQUEST_TIMEOUT => Failure::TooSlow,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Failure::HeadTooLarge {
            limit_bytes: HEAD_LIMIT_BYTES,
        },
        _ => Failure::Malformed(
            "this is no request of HTTP/1.1, or its framing can be read in two ways; check its first line, Host, \
             Content-Length and Transfer-Encoding"
                .to_owned(),
        ),
    };
    let body = ApiError::from(failure).body_text();
    let reason = status.canonical_reason().unwrap_or_default();
    let mut answer = format!(
        "HTTP/1.1 {} {reason}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\nconnection: close\r\n",
        status.as_u16(),
        body.len()
    );
    for (name, value) in api_headers() {
        answer.push_str(&format!("{name}: {value}\r\n"));
    }
    answer.push_str("\r\n");
    answer.push_str(&body);
    answer.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(written: &str) -> Option<(String, serde_json::Value)> {
        let answer = answer_to_unparsed(written.as_bytes())?;
        let text = String::from_utf8(answer.bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("\r\ncontent-length: {}\r\n", body.len())));
        Some((head.to_owned(), serde_json::from_str(body).unwrap()))
    }

    #[test]
    fn the_parsers_refusals_become_problems() {
        for (status, code) in [
            ("400 Bad Request", "malformed"),
            ("408 Request Timeout", "too-slow"),
            ("431 Request Header Fields Too Large", "head-too-large"),
        ] {
            let written = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\ndate: now\r\n\r\n");
            let (head, body) = told(&written).unwrap();
            assert!(head.starts_with(&format!("HTTP/1.1 {status}\r\n")));
            assert!(head.contains("\r\ncontent-type: application/problem+json\r\n"));
            assert_eq!(body["code"], code);
            assert!(status.starts_with(&body["status"].to_string()));
        }
    }

    #[test]
    fn other_answers_are_left_alone() {
        for written in [
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\n",
            "{\"text\":\"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n",
        ] {
            assert!(told(written).is_none(), "{written}");
        }
    }
}
