//! The middleware that counts requests, and turns those away that are too many.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, ResponseError, web};

use super::class::LimitClass;
use super::limiter::{Left, Refused};
use crate::http::app::Service;
use crate::http::client_address::address_of;
use crate::http::guard::API;
use crate::http::problem::ApiError;
use crate::http::route::route_of;
use crate::subscriber::subscriber;
use crate::tenancy::Actor;

/// Counts a request for its actor and their tenant; without an actor, as signing in is, for its address. It stands behind
/// the guard, which has found the actor.
pub(in crate::http) async fn meter<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    match take(&request) {
        None => next.call(request).await,
        Some(Ok(left)) => {
            let mut response = next.call(request).await?;
            for (name, value) in left.headers() {
                response.headers_mut().insert(name, value);
            }
            Ok(response)
        }
        Some(Err(refused)) => {
            let error = ApiError::of(refused.failure, request.request());
            Err(error.with_headers(Box::new(refused.left.headers())).into())
        }
    }
}

fn take(request: &ServiceRequest) -> Option<Result<Left, Refused>> {
    let service = request.app_data::<web::Data<Service>>()?;
    let limiters = service.limiters.as_ref()?;
    let pattern = route_of(request.request())?;
    let below_api = pattern.strip_prefix(API)?;
    if let Some(actor) = request.extensions().get::<Actor>() {
        return limiters.take(LimitClass::of(request.method(), below_api), actor);
    }
    let address = subscriber(address_of(request.request())?);
    let class = LimitClass::of_nobody(request.method(), below_api);
    limiters.take_anonymous(class, address)
}

/// Counts what the guard turns away for want of a valid credential, for its address. It stands before the guard.
pub(in crate::http) async fn meter_anonymous<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let service = request.app_data::<web::Data<Service>>().cloned();
    let address = address_of(request.request()).map(subscriber);
    let outcome = next.call(request).await;
    let (Err(error), Some(service), Some(address)) = (&outcome, service, address) else {
        return outcome;
    };
    let turned_away = error
        .as_error::<ApiError>()
        .filter(|error| error.status_code() == StatusCode::UNAUTHORIZED);
    let Some(turned_away) = turned_away else {
        return outcome;
    };
    let limiters = service.limiters.as_ref();
    match limiters.and_then(|limiters| limiters.take_anonymous(LimitClass::Anonymous, address)) {
        Some(Err(refused)) => {
            let error = turned_away.instead(refused.failure);
            Err(error.with_headers(Box::new(refused.left.headers())).into())
        }
        _ => outcome,
    }
}
