//! `/management-units/{managementUnitId}/adherence`, `/teams/{teamId}/adherence` and `/adherence`.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::adherence::{self, AdherenceBoard, BoardOf};
use crate::http::{ApiError, Context, Params, ProblemBody};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct BoardParams {
    /// Local day yyyy-MM-dd; today when left out.
    date: Option<NaiveDate>,
    /// Name of a definition or of an own profile; `genesys-cloud` when left out.
    definition: Option<String>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentsBoardParams {
    /// Up to 100 agents' ids, separated by commas.
    user_id: String,
    /// Local day yyyy-MM-dd; today when left out.
    date: Option<NaiveDate>,
    /// Name of a definition or of an own profile; `genesys-cloud` when left out.
    definition: Option<String>,
}

/// Who is where they should be, worst first.
#[utoipa::path(tag = "adherence", operation_id = "getManagementUnitAdherence",
    params(("managementUnitId" = String, Path), BoardParams), responses(
    (status = 200, body = AdherenceBoard), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/management-units/{managementUnitId}/adherence")]
pub(super) async fn of_management_unit(
    context: Context,
    id: web::Path<String>,
    Params(params): Params<BoardParams>,
) -> Result<HttpResponse, ApiError> {
    let of = BoardOf::ManagementUnit(id.into_inner());
    show(context, of, params.date, params.definition).await
}

/// Who of a team is where they should be, worst first.
#[utoipa::path(tag = "adherence", operation_id = "getTeamAdherence",
    params(("teamId" = String, Path), BoardParams), responses(
    (status = 200, body = AdherenceBoard), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/teams/{teamId}/adherence")]
pub(super) async fn of_team(
    context: Context,
    id: web::Path<String>,
    Params(params): Params<BoardParams>,
) -> Result<HttpResponse, ApiError> {
    let of = BoardOf::Team(id.into_inner());
    show(context, of, params.date, params.definition).await
}

/// Who of some named agents is where they should be, worst first.
#[utoipa::path(tag = "adherence", operation_id = "getAdherence", params(AgentsBoardParams), responses(
    (status = 200, body = AdherenceBoard), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/adherence")]
pub(super) async fn of_agents(
    context: Context,
    Params(params): Params<AgentsBoardParams>,
) -> Result<HttpResponse, ApiError> {
    let ids = params.user_id.split(',').map(str::to_owned).collect();
    show(
        context,
        BoardOf::Agents(ids),
        params.date,
        params.definition,
    )
    .await
}

async fn show(
    context: Context,
    of: BoardOf,
    date: Option<NaiveDate>,
    definition: Option<String>,
) -> Result<HttpResponse, ApiError> {
    let board: AdherenceBoard = context
        .read(move |conn, scope| {
            adherence::adherence_board(conn, scope, &of, date, definition.as_deref())
        })
        .await?;
    Ok(HttpResponse::Ok().json(board))
}
