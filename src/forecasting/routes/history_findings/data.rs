//! `GET …/history-data`.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::forecasting::{FindingRange, GroupHistory, group_history};
use crate::http::{ApiError, Context, Params, ProblemBody};

/// Which days, and how.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DataParams {
    /// From this local day; half a year before the end when left out.
    #[serde(default)]
    start_date: Option<NaiveDate>,
    /// Up to this local day, exclusive; to today's end when left out.
    #[serde(default)]
    end_date: Option<NaiveDate>,
    /// With the repairs that stand: what forecasts learn from. As imported when left out.
    #[serde(default)]
    cleaned: bool,
}

/// The history of a planning group's queues by local days, as imported or with the repairs that stand.
#[utoipa::path(tag = "history", operation_id = "getPlanningGroupHistory",
    params(("businessUnitId" = String, Path), ("planningGroupId" = String, Path), DataParams),
    responses((status = 200, body = GroupHistory), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/planning-groups/{planningGroupId}/history-data")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
    Params(params): Params<DataParams>,
) -> Result<HttpResponse, ApiError> {
    let (unit, group) = path.into_inner();
    let range = FindingRange {
        start_date: params.start_date,
        end_date: params.end_date,
    };
    let found = context
        .read(move |conn, scope| group_history(conn, scope, &unit, &group, range, params.cleaned))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}
