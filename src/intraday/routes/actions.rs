//! `/business-units/{businessUnitId}/intraday/actions`.

use actix_web::{HttpResponse, get, post, web};

use crate::editing::refused;
use crate::http::{
    ApiError, Body, Context, IfMatch, Page, Params, ProblemBody, created, versioned,
};
use crate::intraday::{
    ActionQuery, ApplyAction, AskAdvice, IntradayAction, IntradayAdvice, advise, apply_action,
    find_action, list_actions, plan_action,
};

/// Advice on the rest of the day: actions ranked by their simulated effect for what they cost, each of which can be applied,
/// and the best of them as a combined plan.
#[utoipa::path(tag = "intraday", operation_id = "adviseIntraday", request_body = AskAdvice,
    params(("businessUnitId" = String, Path)), responses(
    (status = 201, body = IntradayAdvice), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/intraday/actions")]
pub(super) async fn post(
    context: Context,
    unit: web::Path<String>,
    Body(ask): Body<AskAdvice>,
) -> Result<HttpResponse, ApiError> {
    let (db, scope) = (context.database(), context.scope.clone());
    let advice = context
        .off_loop(move || advise(&db, &scope, &unit, &ask))
        .await?;
    let (unit, id) = (&advice.business_unit_id, &advice.id);
    let location = format!("/api/v1/business-units/{unit}/intraday/actions?adviceId={id}");
    Ok(created(&location, advice.schedule_version, &advice))
}

/// A page of actions, the oldest first.
#[utoipa::path(tag = "intraday", operation_id = "listIntradayActions",
    params(("businessUnitId" = String, Path), ActionQuery), responses(
    (status = 200, body = Page<IntradayAction>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/intraday/actions")]
pub(super) async fn list(
    context: Context,
    unit: web::Path<String>,
    Params(query): Params<ActionQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = context
        .read(move |conn, scope| list_actions(conn, scope, &unit, &query))
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// One action; the version of the schedule it was made for is the ETag.
#[utoipa::path(tag = "intraday", operation_id = "getIntradayAction",
    params(("businessUnitId" = String, Path), ("actionId" = String, Path)), responses(
    (status = 200, body = IntradayAction), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/intraday/actions/{actionId}")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let action = context
        .read(move |conn, scope| find_action(conn, scope, (&unit, &id)))
        .await?;
    Ok(versioned(action.schedule_version, &action))
}

/// Applies an action to the published schedule at the version in If-Match, whole or not at all: shifts change as a new
/// version, offers are made, campaigns are stopped. Rules that would be broken are listed as `validationResults` in the
/// problem `rule-broken`.
#[utoipa::path(tag = "intraday", operation_id = "applyIntradayAction", request_body = ApplyAction,
    params(("businessUnitId" = String, Path), ("actionId" = String, Path),
        ("If-Match" = String, Header, description = "The action's scheduleVersion.")), responses(
    (status = 200, body = IntradayAction), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/intraday/actions/{actionId}/apply")]
pub(super) async fn apply(
    context: Context,
    path: web::Path<(String, String)>,
    IfMatch(version): IfMatch,
    Body(request): Body<ApplyAction>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let of_unit = unit.clone();
    let planned = context
        .read(move |conn, scope| plan_action(conn, scope, (&of_unit, &id), version, request))
        .await?;
    if let Some(error) = refused(&context, &planned.edit) {
        return Err(error);
    }
    let action = context
        .write(move |conn, scope| apply_action(conn, scope, &unit, planned))
        .await?;
    let version = action
        .applied
        .as_ref()
        .map_or(action.schedule_version, |one| one.schedule_version);
    Ok(versioned(version, &action))
}
