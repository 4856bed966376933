//! `/business-units/{businessUnitId}/intraday/alert-rules`.

use actix_web::{HttpResponse, delete, get, post, put, web};

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created, versioned,
};
use crate::intraday::{
    AlertRule, NewAlertRule, create_alert_rule, delete_alert_rule, find_alert_rule,
    list_alert_rules, replace_alert_rule,
};

/// Rules that raise alerts, the oldest first.
#[utoipa::path(tag = "intraday", operation_id = "listIntradayAlertRules",
    params(("businessUnitId" = String, Path), PageParams), responses(
    (status = 200, body = Page<AlertRule>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/intraday/alert-rules")]
pub(super) async fn list(
    context: Context,
    unit: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let rules = context
        .read(move |conn, scope| list_alert_rules(conn, scope, &unit, &page))
        .await?;
    Ok(HttpResponse::Ok().json(rules))
}

/// Makes a rule; it is looked at with the next evaluation.
#[utoipa::path(tag = "intraday", operation_id = "createIntradayAlertRule", request_body = NewAlertRule,
    params(("businessUnitId" = String, Path)), responses(
    (status = 201, body = AlertRule), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/intraday/alert-rules")]
pub(super) async fn post(
    context: Context,
    unit: web::Path<String>,
    Body(new): Body<NewAlertRule>,
) -> Result<HttpResponse, ApiError> {
    let rule = context
        .write(move |conn, scope| create_alert_rule(conn, scope, &unit, &new))
        .await?;
    let (unit, id) = (&rule.business_unit_id, &rule.id);
    let location = format!("/api/v1/business-units/{unit}/intraday/alert-rules/{id}");
    Ok(created(&location, rule.version, &rule))
}

/// One rule; its version is the ETag.
#[utoipa::path(tag = "intraday", operation_id = "getIntradayAlertRule",
    params(("businessUnitId" = String, Path), ("alertRuleId" = String, Path)), responses(
    (status = 200, body = AlertRule), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/intraday/alert-rules/{alertRuleId}")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let rule = context
        .read(move |conn, scope| find_alert_rule(conn, scope, (&unit, &id)))
        .await?;
    Ok(versioned(rule.version, &rule))
}

/// Overwrites a rule that is still at the version in If-Match.
#[utoipa::path(tag = "intraday", operation_id = "updateIntradayAlertRule", request_body = NewAlertRule,
    params(("businessUnitId" = String, Path), ("alertRuleId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = AlertRule), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/business-units/{businessUnitId}/intraday/alert-rules/{alertRuleId}")]
pub(super) async fn put(
    context: Context,
    path: web::Path<(String, String)>,
    IfMatch(version): IfMatch,
    Body(new): Body<NewAlertRule>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let rule = context
        .write(move |conn, scope| replace_alert_rule(conn, scope, (&unit, &id), version, &new))
        .await?;
    Ok(versioned(rule.version, &rule))
}

/// Deletes a rule; what it raised stays.
#[utoipa::path(tag = "intraday", operation_id = "deleteIntradayAlertRule",
    params(("businessUnitId" = String, Path), ("alertRuleId" = String, Path)), responses(
    (status = 204), (status = 404, body = ProblemBody)))]
#[delete("/business-units/{businessUnitId}/intraday/alert-rules/{alertRuleId}")]
pub(super) async fn delete(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    context
        .write(move |conn, scope| delete_alert_rule(conn, scope, (&unit, &id)))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
