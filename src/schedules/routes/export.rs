//! `…/schedules/{scheduleId}/export`.

use actix_web::{HttpResponse, get, web};

use super::SchedulePath;
use crate::http::{ApiError, Context, ProblemBody, attachment};
use crate::schedules;

/// The schedule as CSV, one row a shift.
#[utoipa::path(tag = "schedules", operation_id = "exportSchedule", params(SchedulePath), responses(
    (status = 200, content_type = "text/csv", body = String), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/export")]
pub(super) async fn get(
    context: Context,
    path: web::Path<SchedulePath>,
) -> Result<HttpResponse, ApiError> {
    let (week_date, csv) = context
        .read(move |conn, scope| {
            let schedule = path.find(conn, scope)?;
            let csv = schedules::export_schedule(conn, scope, &schedule.id)?;
            Ok((schedule.week_date, csv))
        })
        .await?;
    let name = format!("schedule-{week_date}.csv");
    Ok(attachment(&name, "text/csv; charset=utf-8", csv))
}
