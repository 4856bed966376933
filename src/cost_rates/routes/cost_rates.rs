//! `/business-units/{businessUnitId}/cost-rates`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::cost_rates::{
    CostRate, NewCostRate, create_cost_rate, delete_cost_rate, find_cost_rate, list_cost_rates,
    replace_cost_rate,
};
use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};

/// What things cost from which day on, the oldest rate first.
#[utoipa::path(tag = "performance", operation_id = "listCostRates",
    params(("businessUnitId" = String, Path), PageParams), responses(
    (status = 200, body = Page<CostRate>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/cost-rates")]
pub(super) async fn list(
    context: Context,
    unit: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let rates = context
        .read(move |conn, scope| list_cost_rates(conn, scope, &unit, &page))
        .await?;
    Ok(HttpResponse::Ok().json(rates))
}

/// Keeps what something costs from a day on.
#[utoipa::path(tag = "performance", operation_id = "createCostRate", request_body = NewCostRate,
    params(("businessUnitId" = String, Path)), responses(
    (status = 201, body = CostRate), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/cost-rates")]
pub(super) async fn post(
    context: Context,
    unit: web::Path<String>,
    Body(new): Body<NewCostRate>,
) -> Result<HttpResponse, ApiError> {
    let rate = context
        .write(move |conn, scope| create_cost_rate(conn, scope, &unit, &new))
        .await?;
    let (unit, id) = (&rate.business_unit_id, &rate.id);
    let location = format!("/api/v1/business-units/{unit}/cost-rates/{id}");
    Ok(created(&location, rate.version, &rate))
}

/// One cost rate.
#[utoipa::path(tag = "performance", operation_id = "getCostRate",
    params(("businessUnitId" = String, Path), ("costRateId" = String, Path)), responses(
    (status = 200, body = CostRate), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/cost-rates/{costRateId}")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let rate = context
        .read(move |conn, scope| find_cost_rate(conn, scope, (&unit, &id)))
        .await?;
    Ok(versioned(rate.version, &rate))
}

/// Overwrites a rate that is still at the version in If-Match.
#[utoipa::path(tag = "performance", operation_id = "updateCostRate", request_body = NewCostRate,
    params(("businessUnitId" = String, Path), ("costRateId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = CostRate), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/business-units/{businessUnitId}/cost-rates/{costRateId}")]
pub(super) async fn put(
    context: Context,
    path: web::Path<(String, String)>,
    IfMatch(version): IfMatch,
    Body(new): Body<NewCostRate>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let rate = context
        .write(move |conn, scope| replace_cost_rate(conn, scope, (&unit, &id), version, &new))
        .await?;
    Ok(versioned(rate.version, &rate))
}

/// Deletes a rate: from its day on the one before holds again.
#[utoipa::path(tag = "performance", operation_id = "deleteCostRate",
    params(("businessUnitId" = String, Path), ("costRateId" = String, Path)), responses(
    (status = 204), (status = 404, body = ProblemBody)))]
#[delete("/business-units/{businessUnitId}/cost-rates/{costRateId}")]
pub(super) async fn delete(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    context
        .write(move |conn, scope| delete_cost_rate(conn, scope, (&unit, &id)))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
