//! `GET /business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts`.

use actix_web::{HttpResponse, get, web};

use crate::forecasting::{Forecast, Weeks, list_forecasts};
use crate::http::{ApiError, Context, Page, PageParams, Params, ProblemBody};
use crate::organisation::find_business_unit;

/// The forecasts whose weeks hold this day; `recent` for those within 26 weeks of today.
#[utoipa::path(tag = "forecasts", operation_id = "listShortTermForecasts",
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), PageParams),
    responses((status = 200, body = Page<Forecast>), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week) = path.into_inner();
    let found = context
        .read(move |conn, scope| {
            let weeks = Weeks::parse(&week)?;
            let unit = find_business_unit(conn, scope, &business_unit_id)?;
            list_forecasts(conn, scope, &unit.id, weeks, &page)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}
