//! `…/schedules/{scheduleId}/compare`.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;

use super::SchedulePath;
use crate::failure::Failure;
use crate::http::{ApiError, Context, Params, ProblemBody};
use crate::schedules::{self, ScheduleComparison};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WithWhat {
    /// The version that is compared; the present one when left out.
    version: Option<i32>,
    /// The schedule it is compared with, of the same business unit; the schedule itself when left out.
    with_schedule_id: Option<String>,
    /// The version it is compared with. Left out, of the schedule itself the one before, of another its present one.
    with_version: Option<i32>,
}

/// How a schedule differs from another, or from an earlier version of itself: agents, shifts, paid minutes, heads on
/// queue interval by interval.
#[utoipa::path(tag = "schedules", operation_id = "compareSchedule", params(SchedulePath, WithWhat), responses(
    (status = 200, body = ScheduleComparison), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/compare")]
pub(super) async fn get(
    context: Context,
    path: web::Path<SchedulePath>,
    Params(with): Params<WithWhat>,
) -> Result<HttpResponse, ApiError> {
    let comparison = context
        .read(move |conn, scope| {
            let schedule = path.find(conn, scope)?;
            let version = with.version.unwrap_or(schedule.version);
            let other_id = with.with_schedule_id.as_ref().unwrap_or(&schedule.id);
            let other = schedules::find_schedule(conn, scope, other_id)?;
            if other.business_unit_id != schedule.business_unit_id {
                return Err(Failure::not_found("schedule", other_id));
            }
            let own = other.id == schedule.id;
            let present = if own { version - 1 } else { other.version };
            let before = (&other, with.with_version.unwrap_or(present));
            schedules::compare_schedules(conn, scope, before, (&schedule, version))
        })
        .await?;
    Ok(HttpResponse::Ok().json(comparison))
}
