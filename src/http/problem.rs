//! Failures as RFC 9457 problem+json: the one place where an error becomes a status.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;

use super::titles::{Locale, title};
use crate::db::Trouble;
use crate::failure::{Failure, Fault};

/// The body of every error answer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemBody {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem, in the reader's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do.
    pub detail: String,
    /// Stable code for programs.
    pub code: String,
    /// Finds this request in the server's log.
    pub trace_id: Option<String>,
    /// One entry per fault found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
    /// Members that single operations add (RFC 9457, section 3.2).
    #[serde(flatten)]
    pub extensions: serde_json::Map<String, serde_json::Value>,
}

/// A failure on its way out.
#[derive(Debug)]
pub struct ApiError {
    failure: Failure,
    /// Methods for an Allow header.
    allow: Option<String>,
    locale: Locale,
    trace_id: Option<String>,
    /// Boxed because few errors have any, and every handler returns one.
    extensions: Option<Box<serde_json::Map<String, serde_json::Value>>>,
}

impl ApiError {
    /// Dresses a failure with what the request says of language and trace.
    pub fn of(failure: Failure, request: &HttpRequest) -> Self {
        Self {
            failure,
            allow: None,
            locale: Locale::of(request),
            trace_id: trace_id(request),
            extensions: None,
        }
    }

    /// The same with one more member in its body.
    pub fn extended(mut self, name: &str, value: serde_json::Value) -> Self {
        self.extensions
            .get_or_insert_default()
            .insert(name.to_owned(), value);
        self
    }

    /// 405 with the methods there are.
    pub(super) fn wrong_method(request: &HttpRequest, allowed: &[&str]) -> Self {
        let allow = allowed.join(", ");
        let detail = format!("{} is not allowed here; use {allow}", request.method());
        let failure = Failure::Conflict {
            code: "method-not-allowed",
            detail,
        };
        Self {
            allow: Some(allow),
            ..Self::of(failure, request)
        }
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            allow: None,
            locale: Locale::En,
            trace_id: None,
            extensions: None,
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.failure.code(), self.failure)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        if self.allow.is_some() {
            return StatusCode::METHOD_NOT_ALLOWED;
        }
        match &self.failure {
            Failure::NotFound { .. } | Failure::NotMadeYet { .. } => StatusCode::NOT_FOUND,
            Failure::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::Malformed(_) => StatusCode::BAD_REQUEST,
            Failure::Conflict { .. } | Failure::Cancelled => StatusCode::CONFLICT,
            Failure::Stale { .. } => StatusCode::PRECONDITION_FAILED,
            Failure::IfMatchRequired => StatusCode::PRECONDITION_REQUIRED,
            Failure::Unauthenticated => StatusCode::UNAUTHORIZED,
            Failure::Forbidden { .. } => StatusCode::FORBIDDEN,
            Failure::Gone { .. } => StatusCode::GONE,
            Failure::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Failure::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::WrongContentType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Failure::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Failure::Database(error) => match error.trouble() {
                Some(Trouble::StorageFull) => StatusCode::INSUFFICIENT_STORAGE,
                Some(_) => StatusCode::SERVICE_UNAVAILABLE,
                None => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Failure::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        let code = self.failure.code();
        let detail = if status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(error = %self.failure, "request failed");
            "something went wrong on our side; the log has the cause under this trace id".to_owned()
        } else if let Failure::Database(error) = &self.failure {
            tracing::warn!(%error, "the database did not do its work");
            words_of(error.trouble()).to_owned()
        } else {
            self.failure.to_string()
        };
        let body = ProblemBody {
            kind: format!("urn:crewcast:problem:{code}"),
            title: title(code, self.locale).to_owned(),
            status: status.as_u16(),
            detail,
            code: code.to_owned(),
            trace_id: self.trace_id.clone(),
            errors: self.failure.faults().to_vec(),
            extensions: self.extensions.as_deref().cloned().unwrap_or_default(),
        };
        let mut answer = HttpResponse::build(status);
        if let Some(allow) = &self.allow {
            answer.insert_header((header::ALLOW, allow.as_str()));
        }
        if status == StatusCode::UNAUTHORIZED {
            answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(seconds) = retry_after_seconds(status) {
            answer.insert_header((header::RETRY_AFTER, seconds));
        }
        if status == StatusCode::REQUEST_TIMEOUT || status == StatusCode::PAYLOAD_TOO_LARGE {
            answer.force_close();
        }
        answer.insert_header((
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        ));
        match serde_json::to_string(&body) {
            Ok(text) => answer.body(text),
            Err(_) => answer.finish(),
        }
    }
}

/// What a caller is told of trouble with the database; the engine's own words, which may name hosts and files, are for the log.
const fn words_of(trouble: Option<Trouble>) -> &'static str {
    match trouble {
        Some(Trouble::StorageFull) => {
            "the database's disk is full and nothing of this was kept; an operator has to free space, then send it again"
        }
        Some(Trouble::ReadOnly) => {
            "the database takes no writes and nothing of this was kept; an operator has to make it writable, then send it again"
        }
        Some(Trouble::StorageFailed) => {
            "the database's disk failed and nothing of this was kept; an operator has to look at it, then send it again"
        }
        Some(Trouble::Busy) => {
            "others held what this needs for too long, and nothing of it was kept; send it again after the time in Retry-After"
        }
        Some(Trouble::Away) | None => {
            "the database cannot be reached for the moment; send it again after the time in Retry-After, with the same \
             Idempotency-Key if it has one"
        }
    }
}

/// When to come back: soon while a database restarts, later when somebody has to mend a disk.
fn retry_after_seconds(status: StatusCode) -> Option<&'static str> {
    match status.as_u16() {
        503 => Some("5"),
        507 => Some("30"),
        _ => None,
    }
}

/// The request id that the tracing middleware gave this request.
fn trace_id(request: &HttpRequest) -> Option<String> {
    use actix_web::HttpMessage;
    request
        .extensions()
        .get::<tracing_actix_web::RequestId>()
        .map(ToString::to_string)
}
