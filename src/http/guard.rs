//! The door: finds the operation, the actor, and whether the one may do the other. Also the net under panics.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use futures_util::FutureExt;

use super::app::Service;
use super::audited::act_of;
use super::cross_site::require_same_origin;
use super::problem::ApiError;
use super::reach::require_within_access;
use super::route::route_of;
use crate::auth::permissions::{Operation, Verdict, look_up};
use crate::auth::{Credential, credential_of_bearer, credential_of_session, note_use_of_key};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::covered_units;
use crate::tenancy::{Access, Actor, Scope};

/// Where the API lives.
pub(super) const API: &str = "/api/v1";

/// The session cookie's name.
pub(crate) const SESSION_COOKIE: &str = "crewcast_session";

/// Lets a request through to its handler when its actor holds the operation's permission.
pub(super) async fn guard<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let pattern = route_of(request.request());
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
    if bearer_of(&request).is_none() {
        require_same_origin(request.request())
            .map_err(|failure| ApiError::of(failure, request.request()))?;
    }
    if !operation.roles.is_empty() {
        let actor = admitted(&request, operation)
            .await
            .map_err(|failure| ApiError::of(failure, request.request()))?;
        let act = act_of(&request, operation, &actor)
            .map_err(|failure| ApiError::of(failure, request.request()))?;
        if let Some(act) = act {
            request.extensions_mut().insert(Arc::new(act));
        }
        request.extensions_mut().insert(actor);
    }
    next.call(request).await
}

/// Who asks, when their role, their credential and their units let them.
async fn admitted(
    request: &ServiceRequest,
    operation: &'static Operation,
) -> Result<Actor, Failure> {
    let credential = credential_of(request).await?;
    if !operation.roles.contains(&credential.actor.role) {
        return Err(Failure::Forbidden {
            role: credential.actor.role.as_str().to_owned(),
            permission: operation.permission.to_owned(),
        });
    }
    credential.require(operation.permission)?;
    if credential.scopes.is_none() {
        return Ok(credential.actor);
    }
    let service = service_of(request)?;
    let path = request.path().strip_prefix(API).unwrap_or("").to_owned();
    let checked = web::block(move || {
        service.db.read(|conn| {
            let actor = limited(conn, credential)?;
            let scope = Scope {
                actor,
                now: service.clock.now(),
            };
            require_within_access(conn, &scope, operation, &path)?;
            Ok::<_, Failure>(scope.actor)
        })
    });
    checked
        .await
        .map_err(|_| Failure::Internal("the check of access panicked".to_owned()))?
}

/// The actor of a credential, with the units that their access is limited to.
fn limited(conn: &mut Conn<'_>, credential: Credential) -> Result<Actor, Failure> {
    let mut actor = credential.actor;
    if let Some(scopes) = &credential.scopes {
        let units = covered_units(conn, actor.tenant_id.as_str(), scopes)?;
        actor.access = Access::Limited(Box::new(units));
    }
    Ok(actor)
}

/// Who asks, for routes outside the API.
pub(super) async fn authenticate(
    request: &ServiceRequest,
    permission: &str,
) -> Result<Credential, ApiError> {
    let credential = credential_of(request).await;
    let admitted = credential.and_then(|credential| {
        credential.require(permission)?;
        Ok(credential)
    });
    admitted.map_err(|failure| ApiError::of(failure, request.request()))
}

async fn credential_of(request: &ServiceRequest) -> Result<Credential, Failure> {
    let service = service_of(request)?;
    let bearer = bearer_of(request).map(str::to_owned);
    let cookie = request
        .cookie(SESSION_COOKIE)
        .map(|cookie| cookie.value().to_owned());
    let found = web::block(move || {
        let now = service.clock.now();
        let found = service.db.read(|conn| match (bearer, cookie) {
            (Some(secret), _) => credential_of_bearer(conn, &secret, now),
            (None, Some(secret)) => credential_of_session(conn, &secret, now),
            (None, None) => Ok(None),
        })?;
        if let Some(credential) = found.as_ref().filter(|one| one.use_is_to_be_noted()) {
            service
                .db
                .write(|conn| note_use_of_key(conn, credential, now))?;
        }
        Ok::<_, Failure>(found)
    })
    .await
    .map_err(|_| Failure::Internal("the credential check panicked".to_owned()))?;
    found?.ok_or(Failure::Unauthenticated)
}

fn bearer_of(request: &ServiceRequest) -> Option<&str> {
    let sent = request
        .headers()
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?;
    sent.strip_prefix("Bearer ").map(str::trim)
}

fn service_of(request: &ServiceRequest) -> Result<web::Data<Service>, Failure> {
    let service = request.app_data::<web::Data<Service>>().cloned();
    service.ok_or_else(|| Failure::Internal("service not assembled".to_owned()))
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
