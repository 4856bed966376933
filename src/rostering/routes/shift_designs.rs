//! `/business-units/{businessUnitId}/weeks/{weekDate}/shift-designs`.

use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;

use crate::forecasting::parse_week_date;
use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody};
use crate::jobs::Run;
use crate::rostering::{
    DesignShifts, ShiftContract, ShiftDesign, ShiftDesignSummary, find_shift_design,
    list_shift_designs, submit_shift_design,
};

/// Shift designs of the week, newest first, without their shifts.
#[utoipa::path(tag = "shift designs", operation_id = "listShiftDesigns",
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), PageParams),
    responses((status = 200, body = Page<ShiftDesignSummary>), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/shift-designs")]
pub(super) async fn list(
    context: Context,
    path: web::Path<(String, String)>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week) = path.into_inner();
    let found = context
        .read(move |conn, scope| {
            let week = (business_unit_id.as_str(), parse_week_date(&week)?);
            list_shift_designs(conn, scope, week, &page)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Shifts and a team for a forecast's requirement, beside the team there is.
#[utoipa::path(tag = "shift designs", operation_id = "getShiftDesign",
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("shiftDesignId" = String, Path)),
    responses((status = 200, body = ShiftDesign), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/shift-designs/{shiftDesignId}")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week, id) = path.into_inner();
    let found = context
        .read(move |conn, scope| {
            let week = (business_unit_id.as_str(), parse_week_date(&week)?);
            find_shift_design(conn, scope, week, &id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Shifts to be designed.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewShiftDesign {
    /// 1 to 4; 1 when left out.
    #[schema(minimum = 1, maximum = 4)]
    week_count: Option<u32>,
    /// The forecast whose requirement is to be covered; it must hold all the weeks.
    short_term_forecast_id: String,
    /// The planner's words.
    #[serde(default)]
    description: String,
    /// Agents that can be had, 1 to 40.
    contracts: Vec<ShiftContract>,
    /// At most so many kinds of shift, by start and length; as many as pay when left out.
    #[schema(minimum = 1, maximum = 200)]
    maximum_shift_kinds: Option<u32>,
    /// Cost of an hour with one agent too few, in the unit of `costPerWeek`; 5 when left out.
    short_hour_cost: Option<f64>,
    /// Cost of an hour with one agent too many, beside what the agent costs; 1 when left out.
    idle_hour_cost: Option<f64>,
    /// Equal seeds and inputs give equal designs unless the time limit ends a search; 0 when left out.
    seed: Option<u64>,
    /// The run ends after this long with the best it has; 300 when left out.
    #[schema(minimum = 1, maximum = 14400)]
    time_limit_seconds: Option<u32>,
}

/// Queues a run that finds the cheapest agents and shifts for the forecast's requirement; its result names the shift design.
#[utoipa::path(tag = "shift designs", operation_id = "generateShiftDesign", request_body = NewShiftDesign,
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path)),
    responses((status = 202, body = Run, headers(("Location" = String, description = "the run"))),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/weeks/{weekDate}/shift-designs/generate")]
pub(super) async fn post(
    context: Context,
    path: web::Path<(String, String)>,
    Body(body): Body<NewShiftDesign>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week) = path.into_inner();
    let run = context
        .write(move |conn, scope| {
            let request = DesignShifts {
                business_unit_id,
                week_date: parse_week_date(&week)?,
                week_count: body.week_count.unwrap_or(1),
                short_term_forecast_id: body.short_term_forecast_id,
                description: body.description,
                contracts: body.contracts,
                maximum_shift_kinds: body.maximum_shift_kinds,
                short_hour_cost: body.short_hour_cost,
                idle_hour_cost: body.idle_hour_cost,
                seed: body.seed,
                time_limit_seconds: body.time_limit_seconds,
            };
            submit_shift_design(conn, scope, request)
        })
        .await?;
    Ok(context.accepted(&run))
}
