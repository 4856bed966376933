//! `/business-units/{businessUnitId}/intraday`.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Body, Context, Params, ProblemBody};
use crate::intraday::{
    IntradayDate, IntradayPlanningGroups, IntradayQuery, IntradayResponse, intraday,
    intraday_planning_groups,
};

/// The running day: forecast and what is expected now, what came, heads required, scheduled and present, and the service to
/// expect at close with its probability. Nothing is stored.
#[utoipa::path(tag = "intraday", operation_id = "queryIntraday", request_body = IntradayQuery,
    params(("businessUnitId" = String, Path)), responses(
    (status = 200, body = IntradayResponse), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/intraday")]
pub(super) async fn post(
    context: Context,
    unit: web::Path<String>,
    Body(query): Body<IntradayQuery>,
) -> Result<HttpResponse, ApiError> {
    let (db, scope) = (context.database(), context.scope.clone());
    let told = context
        .off_loop(move || intraday(&db, &scope, &unit, &query))
        .await?;
    Ok(HttpResponse::Ok().json(told))
}

/// The planning groups of a day's published schedule.
#[utoipa::path(tag = "intraday", operation_id = "listIntradayPlanningGroups",
    params(("businessUnitId" = String, Path), IntradayDate), responses(
    (status = 200, body = IntradayPlanningGroups), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/intraday/planning-groups")]
pub(super) async fn planning_groups(
    context: Context,
    unit: web::Path<String>,
    Params(query): Params<IntradayDate>,
) -> Result<HttpResponse, ApiError> {
    let groups = context
        .read(move |conn, scope| intraday_planning_groups(conn, scope, &unit, query))
        .await?;
    Ok(HttpResponse::Ok().json(groups))
}
