//! `POST …/schedules/{scheduleId}/repair`.

use actix_web::{HttpResponse, post, web};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::jobs::Run;
use crate::rostering::{Absence, RepairSchedule, WishWeights, submit_repair};
use crate::schedules::find_schedule_of_week;

/// A schedule to be repaired: for what agents, work plans and the forecast are now.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct NewRepair {
    /// The forecast whose requirement is covered; the schedule's own when left out.
    short_term_forecast_id: Option<String>,
    /// The planner's words.
    description: String,
    /// Who cannot work when.
    absences: Vec<Absence>,
    /// Agents whose shifts all stay.
    locked_agent_ids: Vec<String>,
    /// Local dates on which all shifts stay.
    locked_dates: Vec<NaiveDate>,
    /// Shifts before this local date stay; today when left out.
    change_from: Option<NaiveDate>,
    /// What a changed day must save, in minutes of one agent too many; an hour of a missing agent when left out.
    #[schema(maximum = 2400)]
    changed_day_head_minutes: Option<u32>,
    /// Equal seeds and inputs give equal repairs unless the time limit ends the search; 0 when left out.
    seed: Option<u64>,
    /// The search ends after this long with the best roster so far; 120 when left out.
    #[schema(minimum = 1, maximum = 14400)]
    time_limit_seconds: Option<u32>,
    /// How much more the wishes of agents weigh who have been there longer. All weigh alike when left out.
    wish_weights: Option<WishWeights>,
}

/// Queues a run that makes another draft of the schedule's weeks, changed as little as may be; its result names it and
/// says how many days changed. The draft's messages say for every agent what changed and why.
#[utoipa::path(tag = "schedules", operation_id = "repairSchedule", request_body = NewRepair,
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("scheduleId" = String, Path)),
    responses((status = 202, body = Run, headers(("Location" = String, description = "the run"))),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/repair")]
pub(super) async fn post(
    context: Context,
    path: web::Path<(String, String, String)>,
    Body(body): Body<NewRepair>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week_date, schedule_id) = path.into_inner();
    let run = context
        .write(move |conn, scope| {
            let schedule =
                find_schedule_of_week(conn, scope, &business_unit_id, &week_date, &schedule_id)?;
            let request = RepairSchedule {
                schedule_id: schedule.id,
                short_term_forecast_id: body.short_term_forecast_id,
                description: body.description,
                absences: body.absences,
                locked_agent_ids: body.locked_agent_ids,
                locked_dates: body.locked_dates,
                change_from: body.change_from,
                changed_day_head_minutes: body.changed_day_head_minutes,
                seed: body.seed,
                time_limit_seconds: body.time_limit_seconds,
                wish_weights: body.wish_weights,
            };
            submit_repair(conn, scope, request)
        })
        .await?;
    Ok(context.accepted(&run))
}
