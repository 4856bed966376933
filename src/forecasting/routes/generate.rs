//! `POST /business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/generate`.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;

use crate::forecasting::{
    GenerateForecast, HandleTimeMixChange, check_forecast_size, parse_week_date, submit_forecast,
};
use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::jobs::Run;

/// A forecast to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewShortTermForecast {
    /// 1 to 26.
    #[schema(minimum = 1, maximum = 26)]
    week_count: u32,
    /// What it is called.
    description: String,
    /// These planning groups only; all of the business unit when left out.
    planning_group_ids: Option<Vec<String>>,
    /// Weeks of history to learn from, at most 156; 26 when left out.
    #[schema(minimum = 1, maximum = 156)]
    history_weeks: Option<u32>,
    /// Equal seeds and histories give equal forecasts; 0 when left out.
    seed: Option<u64>,
    /// Whether the enabled modifications of the latest forecast of each week go along; true when left out.
    #[schema(default = true)]
    carry_modifications: Option<bool>,
    /// Whether the planning groups' forecasts are brought to agree with a forecast of all of them together; true when
    /// left out.
    #[schema(default = true)]
    reconcile: Option<bool>,
    /// Whether each queue of a planning group of several is forecast too, agreeing with it; true when left out.
    #[schema(default = true)]
    forecast_queues: Option<bool>,
    /// Contacts a day expected of planning groups too new to have a history, by their ids: they borrow the shape of
    /// the others.
    expected_daily_volumes: Option<BTreeMap<String, f64>>,
    /// By planning group: the mix of skills and tenures that the history's handle times come from, and the one expected.
    /// They are multiplied by the quotient of both.
    average_handle_time_mixes: Option<BTreeMap<String, HandleTimeMixChange>>,
}

/// Queues a run that makes a forecast; its result names the forecast.
#[utoipa::path(tag = "forecasts", operation_id = "generateShortTermForecast", request_body = NewShortTermForecast,
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path)),
    responses((status = 202, body = Run, headers(("Location" = String, description = "the run"))),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/generate")]
pub(super) async fn post(
    context: Context,
    path: web::Path<(String, String)>,
    Body(body): Body<NewShortTermForecast>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week) = path.into_inner();
    let largest = context.service.run_sizes.forecast_group_intervals;
    let run = context
        .write(move |conn, scope| {
            let request = GenerateForecast {
                business_unit_id,
                week_date: parse_week_date(&week)?,
                week_count: body.week_count,
                description: body.description,
                seed: body.seed,
                planning_group_ids: body.planning_group_ids,
                history_weeks: body.history_weeks,
                carry_modifications: body.carry_modifications,
                reconcile: body.reconcile,
                forecast_queues: body.forecast_queues,
                expected_daily_volumes: body.expected_daily_volumes,
                average_handle_time_mixes: body.average_handle_time_mixes,
            };
            check_forecast_size(conn, scope, &request, largest)?;
            submit_forecast(conn, scope, &request)
        })
        .await?;
    Ok(context.accepted(&run))
}
