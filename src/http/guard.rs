//! The door: finds the operation and has [`Admission`] say whether it may be done. Also the net under panics.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use futures_util::FutureExt;

use super::admission::{Admission, Shown, bearer_of};
use super::app::Service;
use super::audited::act_of;
use super::cross_site::require_same_origin;
use super::problem::ApiError;
use super::route::route_of;
use crate::auth::Credential;
use crate::auth::permissions::{Verdict, look_up};
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
    if bearer_of(request.request()).is_none() {
        require_same_origin(request.request())
            .map_err(|failure| ApiError::of(failure, request.request()))?;
    }
    if !operation.roles.is_empty() {
        let refused = |failure| ApiError::of(failure, request.request());
        let service = service_of(&request).map_err(refused)?;
        let admission = Arc::new(Admission::of(request.request(), operation, service));
        let actor = admitted(admission.clone()).await.map_err(refused)?;
        let act = act_of(&request, operation, &actor).map_err(refused)?;
        if let Some(act) = act {
            request.extensions_mut().insert(Arc::new(act));
        }
        request.extensions_mut().insert(actor);
        request.extensions_mut().insert(admission);
    }
    next.call(request).await
}

/// Who asks, when they are let in.
async fn admitted(admission: Arc<Admission>) -> Result<Actor, Failure> {
    let entered = web::block(move || admission.enter()).await;
    entered.map_err(|_| Failure::Internal("the check of access panicked".to_owned()))?
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
    let shown = Shown::by(request.request());
    let used = web::block(move || shown.used(&service, service.clock.now())).await;
    used.map_err(|_| Failure::Internal("the credential check panicked".to_owned()))?
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
