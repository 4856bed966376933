//! Requests as acts of the audit log.

use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use percent_encoding::percent_decode_str;

use super::app::Service;
use super::client_address::address_of;
use super::guard::API;
use super::openapi;
use super::problem::{ApiError, trace_id};
use super::route::route_of;
use crate::audit_log::{Act, append, is_told};
use crate::auth::permissions::{Operation, Verdict, look_up};
use crate::failure::Failure;
use crate::tenancy::Actor;

/// Why something is done, in the actor's words: UTF-8, percent-encoded where it is not ASCII.
const REASON: &str = "audit-reason";

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// The act that a request is, if the log tells its operation.
///
/// # Errors
/// [`Failure::Malformed`] for a reason that cannot be read.
pub(super) fn act_of(
    request: &ServiceRequest,
    operation: &Operation,
    actor: &Actor,
) -> Result<Option<Act>, Failure> {
    if !is_told(operation.method, operation.path) {
        return Ok(None);
    }
    let act = act(request.request(), operation)?;
    Ok(Some(act.by(&actor.subject, actor.role.as_str())))
}

fn act(request: &HttpRequest, operation: &Operation) -> Result<Act, Failure> {
    let address = address_of(request).map(|address| address.to_string());
    Ok(Act {
        address: address.unwrap_or_default(),
        action: operation.permission.to_owned(),
        operation: openapi::operation_id(operation.method, operation.path)?.to_owned(),
        parameters: parameters(operation.path, request.path()),
        reason: reason(request)?,
        request_id: trace_id(request).unwrap_or_default(),
        ..Act::default()
    })
}

/// What the path names; the router tells it to handlers only.
fn parameters(pattern: &str, path: &str) -> Vec<(String, String)> {
    let below_api = path.strip_prefix(API).unwrap_or(path);
    let pairs = pattern.split('/').zip(below_api.split('/'));
    pairs
        .filter_map(|(name, value)| {
            let name = name.strip_prefix('{')?.strip_suffix('}')?;
            let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
            Some((name.to_owned(), value))
        })
        .collect()
}

fn reason(request: &HttpRequest) -> Result<Option<String>, Failure> {
    let Some(sent) = request.headers().get(REASON) else {
        return Ok(None);
    };
    let unreadable = || {
        Failure::Malformed(format!(
            "Audit-Reason must be 1 to {LONGEST_REASON} characters of UTF-8, percent-encoded where they are not ASCII"
        ))
    };
    let sent = sent.to_str().map_err(|_| unreadable())?;
    let decoded = percent_decode_str(sent)
        .decode_utf8()
        .map_err(|_| unreadable())?;
    let reason = decoded.trim();
    let fits = (1..=LONGEST_REASON).contains(&reason.chars().count());
    if !fits || reason.chars().any(char::is_control) {
        return Err(unreadable());
    }
    Ok(Some(reason.to_owned()))
}

/// Writes the entry of an act that succeeded without a transaction of its own: one that turned out to change nothing, or
/// that hands something out.
pub(super) async fn tell<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let told = {
        let extensions = request.extensions();
        let act = extensions.get::<Arc<Act>>().cloned();
        act.zip(
            extensions
                .get::<Actor>()
                .map(|actor| actor.tenant_id.clone()),
        )
    };
    let service = request.app_data::<web::Data<Service>>().cloned();
    let response = next.call(request).await?;
    let (Some((act, tenant)), Some(service)) = (told, service) else {
        return Ok(response);
    };
    if !response.status().is_success() || act.is_written() {
        return Ok(response);
    }
    let written = web::block(move || {
        let now = service.clock.now();
        service
            .db
            .write(|conn| append(conn, tenant.as_str(), &act, now))
    })
    .await
    .unwrap_or_else(|_| {
        Err(Failure::Internal(
            "writing the audit log panicked".to_owned(),
        ))
    });
    match written {
        Ok(()) => Ok(response),
        Err(failure) => Err(ApiError::of(failure, response.request()).into()),
    }
}

/// What a request that nobody has signed in for says for the log: the actor is known only once it is done.
///
/// # Errors
/// [`Failure::Malformed`] for a reason that cannot be read.
pub(super) fn act_of_stranger(request: &HttpRequest) -> Result<Act, Failure> {
    let pattern = route_of(request);
    let below_api = pattern.as_deref().and_then(|path| path.strip_prefix(API));
    match look_up(request.method().as_str(), below_api.unwrap_or_default()) {
        Verdict::Found(operation) => act(request, operation),
        _ => Err(Failure::Internal(format!("no operation {pattern:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_path_is_read_by_its_pattern() {
        assert_eq!(
            parameters(
                "/dnc-lists/{dncListId}/entries/{phone}",
                "/api/v1/dnc-lists/d/entries/%2B49301"
            ),
            [
                ("dncListId".to_owned(), "d".to_owned()),
                ("phone".to_owned(), "+49301".to_owned())
            ]
        );
        assert!(parameters("/users", "/api/v1/users").is_empty());
    }

    #[test]
    fn a_reason_is_percent_encoded_utf_8() {
        let of = |text: &str| {
            let request = TestRequest::default().insert_header((REASON, text));
            reason(&request.to_http_request())
        };
        assert_eq!(
            of("moved%20to%20%E4%B8%8A%E6%B5%B7").unwrap().as_deref(),
            Some("moved to 上海")
        );
        assert_eq!(of("plain words").unwrap().as_deref(), Some("plain words"));
        assert!(of("%FF").is_err());
        assert!(of("%00").is_err());
        assert!(of(&"x".repeat(501)).is_err());
        let unsaid = TestRequest::default().to_http_request();
        assert!(reason(&unsaid).unwrap().is_none());
    }
}
