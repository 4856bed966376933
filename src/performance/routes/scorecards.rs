//! `/scorecards`.

use actix_web::{HttpResponse, delete, get, post, put, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::{file, wanted_file};
use crate::http::{
    ApiError, Body, Context, IfMatch, Page, Params, ProblemBody, created, versioned,
};
use crate::performance::{
    NewScorecard, Scorecard, ScorecardQuery, ScorecardResults, create_scorecard, delete_scorecard,
    export_scorecard, find_scorecard, list_scorecards, replace_scorecard, scorecard_results,
};

/// Scorecards, the oldest first.
#[utoipa::path(tag = "performance", operation_id = "listScorecards", params(ScorecardQuery), responses(
    (status = 200, body = Page<Scorecard>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/scorecards")]
pub(super) async fn list(
    context: Context,
    Params(query): Params<ScorecardQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = context
        .read(move |conn, scope| list_scorecards(conn, scope, &query))
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Keeps a scorecard: KPIs with targets and owners.
#[utoipa::path(tag = "performance", operation_id = "createScorecard", request_body = NewScorecard, responses(
    (status = 201, body = Scorecard), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/scorecards")]
pub(super) async fn post(
    context: Context,
    Body(new): Body<NewScorecard>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| create_scorecard(conn, scope, &new))
        .await?;
    let location = format!("/api/v1/scorecards/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One scorecard.
#[utoipa::path(tag = "performance", operation_id = "getScorecard", params(("scorecardId" = String, Path)),
    responses((status = 200, body = Scorecard), (status = 404, body = ProblemBody)))]
#[get("/scorecards/{scorecardId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| find_scorecard(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Overwrites a scorecard that is still at the version in If-Match.
#[utoipa::path(tag = "performance", operation_id = "updateScorecard", request_body = NewScorecard,
    params(("scorecardId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = Scorecard), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/scorecards/{scorecardId}")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(new): Body<NewScorecard>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| replace_scorecard(conn, scope, &id, version, &new))
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Deletes a scorecard.
#[utoipa::path(tag = "performance", operation_id = "deleteScorecard", params(("scorecardId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
#[delete("/scorecards/{scorecardId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| delete_scorecard(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Which period.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ResultsPeriod {
    /// A local day of the period, as 2026-11-23; of the last period that is over when left out.
    date: Option<NaiveDate>,
}

/// How a scorecard's lines stand in a period and how they moved since the one before: as JSON, or as CSV, XLSX or Parquet by
/// `Accept`.
#[utoipa::path(tag = "performance", operation_id = "getScorecardResults",
    params(("scorecardId" = String, Path), ResultsPeriod), responses(
    (status = 200, content(
        (ScorecardResults = "application/json"),
        (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "application/vnd.apache.parquet"))),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[get("/scorecards/{scorecardId}/results")]
pub(super) async fn results(
    context: Context,
    id: web::Path<String>,
    Params(period): Params<ResultsPeriod>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| scorecard_results(conn, scope, &id, period.date))
        .await?;
    let Some(format) = wanted_file(&context) else {
        return Ok(HttpResponse::Ok().json(found));
    };
    let bytes = export_scorecard(&found, format).map_err(|failure| context.error(failure))?;
    let name = format!("scorecard-{}", found.start_date);
    Ok(file(&name, format, bytes))
}
