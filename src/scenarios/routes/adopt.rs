//! `POST /business-units/{businessUnitId}/scenarios/{scenarioId}/adopt`.

use actix_web::{HttpResponse, post, web};

use crate::http::{ApiError, Context, ProblemBody, created};
use crate::scenarios::adopt_scenario;
use crate::schedules::Schedule;

/// Makes a draft schedule of a scenario's roster; what stands published stays.
#[utoipa::path(tag = "scenarios", operation_id = "adoptScenario",
    params(("businessUnitId" = String, Path), ("scenarioId" = String, Path)), responses(
    (status = 201, body = Schedule), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/scenarios/{scenarioId}/adopt")]
pub(super) async fn post(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, id) = path.into_inner();
    let schedule = context
        .write(move |conn, scope| adopt_scenario(conn, scope, (&unit, &id)))
        .await?;
    let (unit, week, id) = (&schedule.business_unit_id, schedule.week_date, &schedule.id);
    let location = format!("/api/v1/business-units/{unit}/weeks/{week}/schedules/{id}");
    Ok(created(&location, schedule.version, &schedule))
}
