//! `…/schedules/{scheduleId}/publish`.

use actix_web::{HttpResponse, post, web};

use super::SchedulePath;
use crate::http::{ApiError, Context, IfMatch, ProblemBody, versioned};
use crate::schedules::{self, Published};

/// Makes a draft the schedule agents see; what was published for its weeks becomes archived.
#[utoipa::path(tag = "schedules", operation_id = "publishSchedule",
    params(SchedulePath, ("If-Match" = String, Header, description = "The version read, as its ETag.")), responses(
    (status = 200, body = Published), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/publish")]
pub(super) async fn post(
    context: Context,
    path: web::Path<SchedulePath>,
    IfMatch(version): IfMatch,
) -> Result<HttpResponse, ApiError> {
    let published = context
        .write(move |conn, scope| {
            let schedule = path.find(conn, scope)?;
            schedules::publish_schedule(conn, scope, &schedule.id, version)
        })
        .await?;
    Ok(versioned(published.schedule.version, &published))
}
