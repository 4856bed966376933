//! The door: finds the operation, the actor, and whether the one may do the other. Also the net under panics.

use std::panic::AssertUnwindSafe;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use futures_util::FutureExt;

use super::app::Service;
use super::problem::ApiError;
use crate::auth::permissions::{Verdict, look_up};
use crate::auth::{actor_of_bearer, actor_of_session};
use crate::failure::Failure;
use crate::tenancy::Actor;

/// Where the API lives.
pub(super) const API: &str = "/api/v1";

/// The session cookie's name.
pub(crate) const SESSION_COOKIE: &str = "crewcast_session";

/// Lets a request through to its handler when its actor holds the operation's permission.
pub(super) async fn guard<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let pattern = request.match_pattern();
    let below_api = pattern
        .as_deref()
        .and_then(|pattern| pattern.strip_prefix(API))
        .unwrap_or("");
    let operation = match look_up(request.method().as_str(), below_api) {
        Verdict::Found(operation) => operation,
        Verdict::NoSuchPath => {
            let failure = Failure::not_found("resource", request.path());
            return Err(ApiError::of(failure, request.request()).into());
        }
        Verdict::NoSuchMethod(allowed) => {
            return Err(ApiError::wrong_method(request.request(), &allowed).into());
        }
    };
    if !operation.roles.is_empty() {
        let actor = actor_of(&request)
            .await
            .map_err(|failure| ApiError::of(failure, request.request()))?;
        if !operation.roles.contains(&actor.role) {
            let failure = Failure::Forbidden {
                role: actor.role.as_str().to_owned(),
                permission: operation.permission.to_owned(),
            };
            return Err(ApiError::of(failure, request.request()).into());
        }
        request.extensions_mut().insert(actor);
    }
    next.call(request).await
}

/// Who asks, for routes outside the API.
pub(super) async fn authenticate(request: &ServiceRequest) -> Result<Actor, ApiError> {
    actor_of(request)
        .await
        .map_err(|failure| ApiError::of(failure, request.request()))
}

async fn actor_of(request: &ServiceRequest) -> Result<Actor, Failure> {
    let service = request
        .app_data::<web::Data<Service>>()
        .cloned()
        .ok_or_else(|| Failure::Internal("service not assembled".to_owned()))?;
    let bearer = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(|secret| secret.trim().to_owned());
    let cookie = request
        .cookie(SESSION_COOKIE)
        .map(|cookie| cookie.value().to_owned());
    let found = web::block(move || {
        service.db.read(|conn| match (bearer, cookie) {
            (Some(secret), _) => actor_of_bearer(conn, &secret),
            (None, Some(secret)) => actor_of_session(conn, &secret, service.clock.now()),
            (None, None) => Ok(None),
        })
    })
    .await
    .map_err(|_| Failure::Internal("the credential check panicked".to_owned()))?;
    found?.ok_or(Failure::Unauthenticated)
}

/// Answers 500 problem+json when a handler panics; without it the connection would close without a byte.
pub(super) async fn catch_panics<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let failure = Failure::Internal("a handler panicked".to_owned());
    let answer_to_a_panic = ApiError::of(failure, request.request());
    match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(_) => Err(answer_to_a_panic.into()),
    }
}
