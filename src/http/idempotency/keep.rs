//! The middleware that remembers answers by key.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};
use futures_util::stream;
use sha2::{Digest, Sha256};

use super::confidential::is_confidential;
use super::held::{Claim, HeldKey, claim, in_flight};
use super::store::KeyRow;
use crate::db::{Conn, DbError};
use crate::failure::Failure;
use crate::http::app::Service;
use crate::http::body::collect_json;
use crate::http::guard::API;
use crate::http::problem::ApiError;
use crate::http::route::route_of;
use crate::tenancy::Actor;

/// The headers worth replaying.
const REPLAYED_HEADERS: [header::HeaderName; 3] =
    [header::CONTENT_TYPE, header::LOCATION, header::ETAG];

/// Answers a repeated POST from memory; passes everything else on.
pub(in crate::http) async fn keep<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let key = request
        .headers()
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let actor = request.extensions().get::<Actor>().cloned();
    let json = request.content_type().is_empty() || request.content_type() == "application/json";
    let pattern = route_of(request.request());
    let route = pattern.as_deref().and_then(|path| path.strip_prefix(API));
    let may_be_kept = json && !route.is_some_and(is_confidential);
    let (Some(key), Some(actor), true, true) =
        (key, actor, *request.method() == Method::POST, may_be_kept)
    else {
        return next
            .call(request)
            .await
            .map(ServiceResponse::map_into_boxed_body);
    };
    match attempt(&mut request, key, actor, next).await {
        Ok(Outcome::Replayed(answer)) => Ok(request.into_response(answer)),
        Ok(Outcome::Ran(call)) => call.finish(request).await,
        Err(failure) => Err(ApiError::of(failure, request.request()).into()),
    }
}

enum Outcome<B> {
    Replayed(HttpResponse),
    Ran(PendingCall<B>),
}

/// A call that holds its key and has yet to run.
struct PendingCall<B> {
    next: Next<B>,
    service: web::Data<Service>,
    held: Arc<HeldKey>,
}

async fn attempt<B: MessageBody + 'static>(
    request: &mut ServiceRequest,
    key: String,
    actor: Actor,
    next: Next<B>,
) -> Result<Outcome<B>, Failure> {
    if key.is_empty() || key.len() > 255 {
        return Err(Failure::Malformed(
            "Idempotency-Key must be 1 to 255 characters".to_owned(),
        ));
    }
    let service = request
        .app_data::<web::Data<Service>>()
        .cloned()
        .ok_or_else(|| Failure::Internal("service not assembled".to_owned()))?;
    let body = {
        let payload = request.take_payload();
        collect_json(request.headers(), payload).await?
    };
    let mut hash = Sha256::new();
    for part in [
        request.method().as_str(),
        request.uri().to_string().as_str(),
        actor.subject.as_str(),
    ] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.update(&body);
    let fingerprint = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    request.set_payload(Payload::Stream {
        payload: Box::pin(stream::once(async move { Ok(body) })),
    });

    let (db, now) = (service.db.clone(), service.clock.now());
    let row = KeyRow {
        tenant_id: actor.tenant_id.as_str().to_owned(),
        idempotency_key: key,
        fingerprint,
        status: None,
        headers: None,
        body: None,
        created_at: now,
    };
    let claim = web::block(move || db.write(|conn| claim(conn, &row, now)))
        .await
        .map_err(|_| Failure::Internal("the idempotency check panicked".to_owned()))??;
    match claim {
        Claim::Ours(held) => Ok(Outcome::Ran(PendingCall {
            next,
            service,
            held: Arc::new(held),
        })),
        Claim::Recorded {
            status,
            headers,
            body,
        } => Ok(Outcome::Replayed(replay(status, &headers, body)?)),
    }
}

fn replay(status: u16, headers: &str, body: String) -> Result<HttpResponse, Failure> {
    let headers: BTreeMap<String, String> = serde_json::from_str(headers)
        .map_err(|error| Failure::Internal(format!("recorded headers: {error}")))?;
    let mut answer = HttpResponse::build(
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    );
    for (name, value) in headers {
        answer.insert_header((name, value));
    }
    Ok(answer
        .insert_header(("idempotency-replayed", "true"))
        .body(body))
}

impl<B: MessageBody + 'static> PendingCall<B> {
    /// Runs the call and records its answer; an answer of ours (5xx) gives the key back, so that a repeat may succeed.
    async fn finish(self, request: ServiceRequest) -> Result<ServiceResponse<BoxBody>, Error> {
        request.extensions_mut().insert(self.held.clone());
        let answer_to_a_loss = ApiError::of(in_flight(), request.request());
        let called = self.next.call(request).await;
        // What the handler has failed of says nothing to its caller: that the key is another's does.
        if self.held.is_lost() {
            return Err(answer_to_a_loss.into());
        }
        let response = match called {
            Ok(response) => response,
            Err(error) => {
                kept(&self.service, move |conn| self.held.give_back(conn)).await;
                return Err(error);
            }
        };
        let (http, response) = response.into_parts();
        let status = response.status().as_u16();
        let (head, body) = response.into_parts();
        let body = to_bytes(body).await.map_err(|_| {
            ApiError::from(Failure::Internal("the answer's body broke off".to_owned()))
        })?;
        let headers: BTreeMap<String, String> = REPLAYED_HEADERS
            .iter()
            .filter_map(|name| {
                Some((
                    name.to_string(),
                    head.headers().get(name)?.to_str().ok()?.to_owned(),
                ))
            })
            .collect();
        let text = String::from_utf8(body.to_vec()).ok();
        kept(&self.service, move |conn| match text {
            Some(text) if status < 500 => {
                let headers = serde_json::to_string(&headers).unwrap_or_else(|_| "{}".to_owned());
                self.held.record(conn, (status, &headers, &text))
            }
            _ => self.held.give_back(conn),
        })
        .await;
        Ok(ServiceResponse::new(
            http,
            head.set_body(BoxBody::new(body)),
        ))
    }
}

/// Writes down how a call ended. The caller is told that in any case; where it cannot be written down, whoever repeats the
/// call is told what the key knows of its changes.
async fn kept(
    service: &web::Data<Service>,
    write: impl FnOnce(&mut Conn<'_>) -> Result<(), DbError> + Send + 'static,
) {
    let db = service.db.clone();
    let written = web::block(move || db.write(write)).await;
    if !matches!(written, Ok(Ok(()))) {
        tracing::warn!("the end of a request could not be kept for its Idempotency-Key");
    }
}
