//! Failures as RFC 9457 problem+json: the one place where an error becomes a status.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;

use super::secure_headers::api_headers;
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
    locale: Locale,
    trace_id: Option<String>,
    /// Boxed because few errors have any, and every handler returns one.
    extensions: Option<Box<serde_json::Map<String, serde_json::Value>>>,
    /// Further headers; boxed for the same reason.
    headers: Option<Box<[(HeaderName, HeaderValue)]>>,
}

impl ApiError {
    /// Dresses a failure with what the request says of language and trace.
    pub fn of(failure: Failure, request: &HttpRequest) -> Self {
        Self {
            failure,
            locale: Locale::of(request),
            trace_id: trace_id(request),
            extensions: None,
            headers: None,
        }
    }

    /// Another failure of the same request.
    pub(super) fn instead(&self, failure: Failure) -> Self {
        Self {
            locale: self.locale,
            trace_id: self.trace_id.clone(),
            ..Self::from(failure)
        }
    }

    /// The same with more headers.
    pub(super) fn with_headers(mut self, headers: Box<[(HeaderName, HeaderValue)]>) -> Self {
        self.headers = Some(headers);
        self
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
        let failure = Failure::WrongMethod {
            method: request.method().to_string(),
            allowed: allowed.join(", "),
        };
        Self::of(failure, request)
    }

    /// The answer's body.
    pub(super) fn body_text(&self) -> String {
        let (status, code) = (self.status_code(), self.failure.code());
        let detail = if status == StatusCode::INTERNAL_SERVER_ERROR {
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
        // Strings, numbers, and maps whose keys are strings: nothing that JSON cannot hold.
        serde_json::to_string(&body).unwrap_or_default()
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            locale: Locale::En,
            trace_id: None,
            extensions: None,
            headers: None,
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
        match &self.failure {
            Failure::NotFound { .. } | Failure::NotMadeYet { .. } => StatusCode::NOT_FOUND,
            Failure::Invalid(_) | Failure::RunTooLarge { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::Malformed(_) => StatusCode::BAD_REQUEST,
            Failure::WrongMethod { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Failure::Conflict { .. } | Failure::Cancelled => StatusCode::CONFLICT,
            Failure::Stale { .. } => StatusCode::PRECONDITION_FAILED,
            Failure::IfMatchRequired => StatusCode::PRECONDITION_REQUIRED,
            Failure::Unauthenticated | Failure::CredentialRefused { .. } => {
                StatusCode::UNAUTHORIZED
            }
            Failure::Forbidden { .. } | Failure::Denied { .. } => StatusCode::FORBIDDEN,
            Failure::Gone { .. } => StatusCode::GONE,
            Failure::TooMany { .. }
            | Failure::RateLimited { .. }
            | Failure::SignInLocked { .. } => StatusCode::TOO_MANY_REQUESTS,
            Failure::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::TargetTooLong { .. } => StatusCode::URI_TOO_LONG,
            Failure::HeadTooLarge { .. } => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
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
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(error = %self.failure, "request failed");
        }
        let mut answer = HttpResponse::build(status);
        if let Failure::WrongMethod { allowed, .. } = &self.failure {
            answer.insert_header((header::ALLOW, allowed.as_str()));
        }
        if status == StatusCode::UNAUTHORIZED {
            answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(seconds) = retry_after_seconds(status) {
            answer.insert_header((header::RETRY_AFTER, seconds));
        }
        if let Failure::SignInLocked {
            retry_after_seconds,
        } = self.failure
        {
            answer.insert_header((header::RETRY_AFTER, retry_after_seconds));
        }
        if let Failure::RateLimited { wait_seconds, .. } = &self.failure {
            answer.insert_header((header::RETRY_AFTER, wait_seconds.to_string()));
        }
        if matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE | StatusCode::URI_TOO_LONG
        ) {
            answer.force_close();
        }
        for (name, value) in api_headers() {
            answer.insert_header((name, value));
        }
        for header in self.headers.iter().flat_map(|headers| headers.iter()) {
            answer.insert_header(header.clone());
        }
        answer.insert_header((
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        ));
        answer.body(self.body_text())
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
pub(super) fn trace_id(request: &HttpRequest) -> Option<String> {
    use actix_web::HttpMessage;
    request
        .extensions()
        .get::<tracing_actix_web::RequestId>()
        .map(ToString::to_string)
}
