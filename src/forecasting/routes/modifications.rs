//! `…/short-term-forecasts/{forecastId}/modifications`.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use serde::{Deserialize, Serialize};

use super::{ForecastPath, ModificationPath};
use crate::forecasting::{
    ForecastModification, NewModification, add_modification, delete_modification,
    enable_modification, find_modification, list_modifications,
};
use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody, created, versioned};

/// A forecast's modifications.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ForecastModifications {
    /// The forecast.
    id: String,
    /// The forecast's: rises when its modifications change.
    version: i32,
    /// In the order they act.
    entities: Vec<ForecastModification>,
}

/// A modification to be switched.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SwitchedModification {
    /// Whether it counts from now on.
    enabled: bool,
}

/// What the planner changed, in the order it acts, with author and reason.
#[utoipa::path(tag = "forecasts", operation_id = "listShortTermForecastModifications", params(ForecastPath),
    responses((status = 200, body = ForecastModifications), (status = 404, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications"
)]
pub(super) async fn list(
    context: Context,
    path: web::Path<ForecastPath>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| {
            let forecast = path.find(conn, scope)?;
            Ok(ForecastModifications {
                entities: list_modifications(conn, scope, &forecast.id)?,
                id: forecast.id,
                version: forecast.version,
            })
        })
        .await?;
    Ok(versioned(found.version, &found))
}

/// Lays one more modification over the forecast, after those there are. The statistical series stays what it is.
#[utoipa::path(tag = "forecasts", operation_id = "addShortTermForecastModification", request_body = NewModification,
    params(ForecastPath), responses((status = 201, body = ForecastModification), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post(
    "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications"
)]
pub(super) async fn post(
    context: Context,
    path: web::Path<ForecastPath>,
    Body(body): Body<NewModification>,
) -> Result<HttpResponse, ApiError> {
    let (address, made) = context
        .write(move |conn, scope| {
            let forecast = path.find(conn, scope)?;
            let made = add_modification(conn, scope, &forecast, &body)?;
            let forecast = ForecastPath::address(&forecast.business_unit_id, &forecast);
            Ok((format!("{forecast}/modifications/{}", made.id), made))
        })
        .await?;
    Ok(created(&address, made.version, &made))
}

/// One modification.
#[utoipa::path(tag = "forecasts", operation_id = "getShortTermForecastModification", params(ModificationPath),
    responses((status = 200, body = ForecastModification), (status = 404, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications/{modificationId}"
)]
pub(super) async fn get(
    context: Context,
    path: web::Path<ModificationPath>,
) -> Result<HttpResponse, ApiError> {
    let (path, id) = path.into_inner().split();
    let found = context
        .read(move |conn, scope| {
            let forecast = path.find(conn, scope)?;
            find_modification(conn, scope, &forecast.id, &id)
        })
        .await?;
    Ok(versioned(found.version, &found))
}

/// Switches a modification on or off.
#[utoipa::path(tag = "forecasts", operation_id = "switchShortTermForecastModification",
    request_body = SwitchedModification,
    params(ModificationPath, ("If-Match" = String, Header, description = "The version read, as its ETag.")),
    responses((status = 200, body = ForecastModification), (status = 404, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[patch(
    "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications/{modificationId}"
)]
pub(super) async fn patch(
    context: Context,
    path: web::Path<ModificationPath>,
    IfMatch(version): IfMatch,
    Body(body): Body<SwitchedModification>,
) -> Result<HttpResponse, ApiError> {
    let (path, id) = path.into_inner().split();
    let changed = context
        .write(move |conn, scope| {
            let forecast = path.find(conn, scope)?;
            enable_modification(conn, scope, &forecast.id, &id, version, body.enabled)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a modification; the others act as if it had never been there.
#[utoipa::path(tag = "forecasts", operation_id = "deleteShortTermForecastModification", params(ModificationPath),
    responses((status = 204), (status = 404, body = ProblemBody)))]
#[delete(
    "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications/{modificationId}"
)]
pub(super) async fn delete(
    context: Context,
    path: web::Path<ModificationPath>,
) -> Result<HttpResponse, ApiError> {
    let (path, id) = path.into_inner().split();
    context
        .write(move |conn, scope| {
            let forecast = path.find(conn, scope)?;
            delete_modification(conn, scope, &forecast.id, &id)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
