//! The middleware that remembers answers by key.

use std::collections::BTreeMap;

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};
use futures_util::stream;
use sha2::{Digest, Sha256};

use super::confidential::is_confidential;
use super::store::{self, KeyRow};
use crate::db::Instant;
use crate::failure::Failure;
use crate::http::app::Service;
use crate::http::body::collect_json;
use crate::http::guard::API;
use crate::http::problem::ApiError;
use crate::http::route::route_of;
use crate::tenancy::Actor;

/// How long an answer is remembered.
const REMEMBERED_SECONDS: i64 = 24 * 3_600;

/// After this time a request that never recorded its answer is taken to have died.
const ABANDONED_SECONDS: i64 = 120;

/// The headers worth replaying.
const REPLAYED_HEADERS: [header::HeaderName; 3] =
    [header::CONTENT_TYPE, header::LOCATION, header::ETAG];

enum Claim {
    Ours,
    Recorded {
        status: u16,
        headers: String,
        body: String,
    },
}

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
    tenant: String,
    key: String,
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

    let tenant = actor.tenant_id.as_str().to_owned();
    let (db, now) = (service.db.clone(), service.clock.now());
    let row = KeyRow {
        tenant_id: tenant.clone(),
        idempotency_key: key.clone(),
        fingerprint,
        status: None,
        headers: None,
        body: None,
        created_at: now,
    };
    let claim = web::block(move || db.write(|conn| claim(conn, row, now)))
        .await
        .map_err(|_| Failure::Internal("the idempotency check panicked".to_owned()))??;
    match claim {
        Claim::Ours => Ok(Outcome::Ran(PendingCall {
            next,
            service,
            tenant,
            key,
        })),
        Claim::Recorded {
            status,
            headers,
            body,
        } => Ok(Outcome::Replayed(replay(status, &headers, body)?)),
    }
}

fn claim(conn: &mut crate::db::Conn<'_>, row: KeyRow, now: Instant) -> Result<Claim, Failure> {
    let forget_before = now.plus_seconds(-REMEMBERED_SECONDS);
    let Some(held) = store::claim(conn, &row, forget_before)? else {
        return Ok(Claim::Ours);
    };
    if held.fingerprint != row.fingerprint {
        let detail =
            "this Idempotency-Key was used with another request; use a fresh key".to_owned();
        return Err(Failure::Conflict {
            code: "idempotency-key-reused",
            detail,
        });
    }
    match (held.status, held.headers, held.body) {
        (Some(status), Some(headers), Some(body)) => {
            let status = u16::try_from(status).unwrap_or(500);
            Ok(Claim::Recorded {
                status,
                headers,
                body,
            })
        }
        _ if held.created_at < now.plus_seconds(-ABANDONED_SECONDS) => {
            store::release(conn, &row.tenant_id, &row.idempotency_key)?;
            store::claim(conn, &row, forget_before)?;
            Ok(Claim::Ours)
        }
        _ => {
            let detail = "the first request with this key is still running; repeat it in a moment"
                .to_owned();
            Err(Failure::Conflict {
                code: "idempotency-key-in-flight",
                detail,
            })
        }
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
    /// Runs the call and records its answer; an answer of ours (5xx) frees the key, so that a repeat may succeed.
    async fn finish(self, request: ServiceRequest) -> Result<ServiceResponse<BoxBody>, Error> {
        let response = match self.next.call(request).await {
            Ok(response) => response,
            Err(error) => {
                let (db, tenant, key) = (self.service.db.clone(), self.tenant, self.key);
                let freed =
                    web::block(move || db.write(|conn| store::release(conn, &tenant, &key))).await;
                // The caller is told why the call failed. A key that could not be freed frees itself.
                if !matches!(freed, Ok(Ok(()))) {
                    tracing::warn!("an Idempotency-Key could not be freed; it frees itself later");
                }
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
        let (db, tenant, key) = (self.service.db.clone(), self.tenant, self.key);
        let text = String::from_utf8(body.to_vec()).ok();
        let recorded = web::block(move || {
            db.write(|conn| match text {
                Some(text) if status < 500 => {
                    let headers =
                        serde_json::to_string(&headers).unwrap_or_else(|_| "{}".to_owned());
                    store::record(conn, &tenant, &key, status, &headers, &text)
                }
                _ => store::release(conn, &tenant, &key),
            })
        })
        .await
        .map_err(|_| {
            ApiError::from(Failure::Internal(
                "recording the answer panicked".to_owned(),
            ))
        })?;
        recorded.map_err(Failure::from).map_err(ApiError::from)?;
        Ok(ServiceResponse::new(
            http,
            head.set_body(BoxBody::new(body)),
        ))
    }
}
