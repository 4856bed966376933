//! `/business-units/{businessUnitId}/special-days/shipped`.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use crate::http::{ApiError, Body, Context, Params, ProblemBody};
use crate::organisation::{
    ShippedCalendar, ShippedYears, SpecialDayChanges, find_business_unit, shipped_calendars,
    take_over_shipped_calendar,
};

/// Calendars that can be taken over.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShippedCalendars {
    /// One a country.
    shipped: Vec<ShippedCalendar>,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TakeOverParams {
    /// Only tells what would change.
    #[serde(default)]
    dry_run: bool,
}

/// The calendars that come with the product: country, years, source.
#[utoipa::path(tag = "organisation", operation_id = "listShippedCalendars",
    params(("businessUnitId" = String, Path)),
    responses((status = 200, body = ShippedCalendars), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/special-days/shipped")]
pub(super) async fn get(
    context: Context,
    unit: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .read(move |conn, scope| find_business_unit(conn, scope, &unit))
        .await?;
    Ok(HttpResponse::Ok().json(ShippedCalendars {
        shipped: shipped_calendars(),
    }))
}

/// Takes a shipped calendar's years over, with its source. What it brought before is replaced in these years; entries
/// from elsewhere stay.
#[utoipa::path(tag = "organisation", operation_id = "takeOverShippedCalendar", request_body = ShippedYears,
    params(("businessUnitId" = String, Path), TakeOverParams),
    responses((status = 200, body = SpecialDayChanges), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/special-days/shipped")]
pub(super) async fn post(
    context: Context,
    unit: web::Path<String>,
    Params(params): Params<TakeOverParams>,
    Body(asked): Body<ShippedYears>,
) -> Result<HttpResponse, ApiError> {
    let changes = context
        .write(move |conn, scope| {
            take_over_shipped_calendar(conn, scope, &unit, asked, params.dry_run)
        })
        .await?;
    Ok(HttpResponse::Ok().json(changes))
}
