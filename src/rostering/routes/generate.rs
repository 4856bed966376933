//! `POST /business-units/{businessUnitId}/weeks/{weekDate}/schedules/generate`.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;

use crate::forecasting::parse_week_date;
use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::jobs::Run;
use crate::rostering::{
    GenerateSchedule, RosterFairness, WishWeights, check_roster_size, submit_roster,
};

/// A schedule to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewSchedule {
    /// 1 to 4; 1 when left out.
    #[schema(minimum = 1, maximum = 4)]
    week_count: Option<u32>,
    /// The forecast whose requirement is covered; it must hold all the weeks.
    short_term_forecast_id: String,
    /// The planner's words.
    #[serde(default)]
    description: String,
    /// Equal seeds and inputs give equal rosters unless the time limit ends the search; 0 when left out.
    seed: Option<u64>,
    /// The search ends after this long with the best roster so far; 120 when left out.
    #[schema(minimum = 1, maximum = 14400)]
    time_limit_seconds: Option<u32>,
    /// The search ends when the roster is proved to be at most this share from the best.
    #[schema(minimum = 0, maximum = 1)]
    gap: Option<f64>,
    /// How what agents carried in published schedules weighs in: those who carried fewer weekends, nights, unpopular
    /// starts and holidays are given more. It does not weigh when left out.
    fairness: Option<RosterFairness>,
    /// How much more the wishes of agents weigh who have been there longer. All weigh alike when left out.
    wish_weights: Option<WishWeights>,
}

/// Queues a run that makes a draft schedule; its result names the schedule.
#[utoipa::path(tag = "schedules", operation_id = "generateSchedule", request_body = NewSchedule,
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path)),
    responses((status = 202, body = Run, headers(("Location" = String, description = "the run"))),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/generate")]
pub(super) async fn post(
    context: Context,
    path: web::Path<(String, String)>,
    Body(body): Body<NewSchedule>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week) = path.into_inner();
    let largest = context.service.run_sizes.roster_agent_intervals;
    let run = context
        .write(move |conn, scope| {
            let request = GenerateSchedule {
                business_unit_id,
                week_date: parse_week_date(&week)?,
                week_count: body.week_count.unwrap_or(1),
                short_term_forecast_id: body.short_term_forecast_id,
                description: body.description,
                seed: body.seed,
                time_limit_seconds: body.time_limit_seconds,
                gap: body.gap,
                fairness: body.fairness,
                wish_weights: body.wish_weights,
            };
            check_roster_size(conn, scope, &request, largest)?;
            submit_roster(conn, scope, &request)
        })
        .await?;
    Ok(context.accepted(&run))
}
