//! `/business-units/{businessUnitId}/intraday/alerts`.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Context, Page, Params, ProblemBody};
use crate::intraday::{
    Alert, AlertEvaluation, AlertQuery, acknowledge_alert, evaluate_alerts, list_alerts,
};

/// A page of alerts, the oldest first.
#[utoipa::path(tag = "intraday", operation_id = "listIntradayAlerts",
    params(("businessUnitId" = String, Path), AlertQuery), responses(
    (status = 200, body = Page<Alert>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/intraday/alerts")]
pub(super) async fn list(
    context: Context,
    unit: web::Path<String>,
    Params(query): Params<AlertQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = context
        .read(move |conn, scope| list_alerts(conn, scope, &unit, &query))
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Holds all enabled rules against the running day now, instead of waiting for the next minute: opens alerts whose cause is
/// new and closes those whose cause has ended.
#[utoipa::path(tag = "intraday", operation_id = "evaluateIntradayAlerts",
    params(("businessUnitId" = String, Path)), responses(
    (status = 200, body = AlertEvaluation), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/intraday/alerts/evaluate")]
pub(super) async fn evaluate(
    context: Context,
    unit: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let (db, scope) = (context.database(), context.scope.clone());
    let found = context
        .off_loop(move || evaluate_alerts(&db, &scope, &unit))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Notes that somebody knows of an alert; whoever was first stays named.
#[utoipa::path(tag = "intraday", operation_id = "acknowledgeIntradayAlert",
    params(("businessUnitId" = String, Path), ("alertId" = String, Path)), responses(
    (status = 200, body = Alert), (status = 404, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/intraday/alerts/{alertId}/acknowledge")]
pub(super) async fn acknowledge(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let alert = context
        .write(move |conn, scope| acknowledge_alert(conn, scope, (&unit, &id)))
        .await?;
    Ok(HttpResponse::Ok().json(alert))
}
