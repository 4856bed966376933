//! `GET /business-units/{businessUnitId}/planning-groups/{planningGroupId}/daily-outlook`.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;

use crate::forecasting::{DailyOutlook, daily_outlook};
use crate::http::{ApiError, Context, Params, ProblemBody};

/// How far.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OutlookParams {
    /// Weeks to tell, 1 to 130; 52 when left out.
    #[serde(default)]
    #[param(minimum = 1, maximum = 130)]
    weeks: Option<usize>,
}

/// A year when none are asked for.
const USUAL_WEEKS: usize = 52;

/// A planning group's days up to two and a half years ahead, with sums by week and month; nothing is stored.
#[utoipa::path(tag = "forecasts", operation_id = "getPlanningGroupDailyOutlook",
    params(("businessUnitId" = String, Path), ("planningGroupId" = String, Path), OutlookParams),
    responses((status = 200, body = DailyOutlook), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/planning-groups/{planningGroupId}/daily-outlook")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
    Params(params): Params<OutlookParams>,
) -> Result<HttpResponse, ApiError> {
    let (unit, group) = path.into_inner();
    let weeks = params.weeks.unwrap_or(USUAL_WEEKS);
    let told = context
        .read(move |conn, scope| daily_outlook(conn, scope, &unit, &group, weeks))
        .await?;
    Ok(HttpResponse::Ok().json(told))
}
