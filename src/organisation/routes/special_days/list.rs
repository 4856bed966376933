//! `GET /business-units/{businessUnitId}/special-days`.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use crewcast_forecasts::calendar::{Calendar, SpecialDay};
use serde::{Deserialize, Serialize};

use crate::http::{ApiError, Context, Params, ProblemBody};
use crate::organisation::{KnownSpecialDay, find_special_days, formula_guarded};

/// Which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Range {
    /// From this day; from the first when left out.
    #[serde(default)]
    start_date: Option<NaiveDate>,
    /// Up to this day, exclusive; to the last when left out.
    #[serde(default)]
    end_date: Option<NaiveDate>,
}

/// The special days of a business unit.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SpecialDays {
    /// The business unit.
    business_unit_id: String,
    /// By date and name.
    special_days: Vec<KnownSpecialDay>,
}

/// The special days of a business unit by date; with `Accept: text/csv` as the file that `PUT` takes.
#[utoipa::path(tag = "organisation", operation_id = "listSpecialDays",
    params(("businessUnitId" = String, Path), Range),
    responses((status = 200, content((SpecialDays = "application/json"), (String = "text/csv"))),
        (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/special-days")]
pub(super) async fn get(
    context: Context,
    unit: web::Path<String>,
    Params(range): Params<Range>,
) -> Result<HttpResponse, ApiError> {
    let business_unit_id = unit.into_inner();
    let id = business_unit_id.clone();
    let special_days = context
        .read(move |conn, scope| {
            find_special_days(conn, scope, &id, range.start_date, range.end_date)
        })
        .await?;
    if context.prefers_csv() {
        let days = special_days.iter().map(|day| SpecialDay {
            name: formula_guarded(&day.name),
            ..day.as_special_day()
        });
        let text = days.collect::<Calendar>().to_csv();
        return Ok(HttpResponse::Ok()
            .content_type("text/csv; charset=utf-8")
            .body(text));
    }
    Ok(HttpResponse::Ok().json(SpecialDays {
        business_unit_id,
        special_days,
    }))
}
