//! `/management-units/{managementUnitId}/adherence`.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::adherence::{self, AdherenceBoard};
use crate::http::{ApiError, Context, Params, ProblemBody};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct BoardParams {
    /// Local day yyyy-MM-dd; today when left out.
    date: Option<NaiveDate>,
    /// Name of a definition; `genesys-cloud` when left out.
    definition: Option<String>,
}

/// Who is where they should be, worst first.
#[utoipa::path(tag = "adherence", operation_id = "getManagementUnitAdherence",
    params(("managementUnitId" = String, Path), BoardParams), responses(
    (status = 200, body = AdherenceBoard), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/management-units/{managementUnitId}/adherence")]
pub(super) async fn get(
    context: Context,
    id: web::Path<String>,
    Params(params): Params<BoardParams>,
) -> Result<HttpResponse, ApiError> {
    let board = context
        .read(move |conn, scope| {
            let definition = params.definition.as_deref();
            adherence::adherence_board(conn, scope, &id, params.date, definition)
        })
        .await?;
    Ok(HttpResponse::Ok().json(board))
}
