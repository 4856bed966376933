//! `POST …/short-term-forecasts/{forecastId}/reforecast`.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;

use super::ForecastPath;
use crate::db::Instant;
use crate::forecasting::{Reforecast, reforecast_day};
use crate::http::{ApiError, Body, Context, ProblemBody};

/// From when.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AsOf {
    /// Nothing that ended later is looked at; now when left out.
    #[serde(default)]
    as_of: Option<Instant>,
}

/// The rest of the local day of `asOf`, told again from what has come of it; nothing is stored.
#[utoipa::path(tag = "forecasts", operation_id = "reforecastShortTermForecastDay", request_body = AsOf,
    params(ForecastPath),
    responses((status = 200, body = Reforecast), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post(
    "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/reforecast"
)]
pub(super) async fn post(
    context: Context,
    path: web::Path<ForecastPath>,
    Body(body): Body<AsOf>,
) -> Result<HttpResponse, ApiError> {
    let (db, scope) = (context.database(), context.scope.clone());
    let told = context
        .off_loop(move || {
            let forecast = db.read(|conn| path.find(conn, &scope))?;
            reforecast_day(&db, &scope, &forecast, body.as_of)
        })
        .await?;
    Ok(HttpResponse::Ok().json(told))
}
