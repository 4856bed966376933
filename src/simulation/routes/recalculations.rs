//! `POST …/schedules/{scheduleId}/performance-predictions/recalculations`.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;

use super::SchedulePath;
use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::jobs::Run;
use crate::simulation::{
    ScenarioChoice, SimulateSchedule, check_simulation_size, submit_simulation,
};

/// A simulation to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewPerformancePrediction {
    /// Equal seeds and inputs give equal results; 0 when left out.
    seed: Option<u64>,
    /// How often each scenario is played, 20 to 5,000; as often as precision asks for when left out.
    #[schema(minimum = 20, maximum = 5000)]
    replications: Option<u32>,
    /// Names of the stress library (`baseline`, `volumePlus20`, `absent10`, `outage`, `ahtPlus15`) or definitions, at
    /// most 20; the whole library when left out.
    scenarios: Option<Vec<ScenarioChoice>>,
}

/// Queues a run that simulates the schedule; its result names the performance prediction.
#[utoipa::path(tag = "schedules", operation_id = "recalculatePerformancePredictions",
    request_body = NewPerformancePrediction, params(SchedulePath),
    responses((status = 202, body = Run, headers(("Location" = String, description = "the run"))),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post(
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/performance-predictions/recalculations"
)]
pub(super) async fn post(
    context: Context,
    path: web::Path<SchedulePath>,
    Body(body): Body<NewPerformancePrediction>,
) -> Result<HttpResponse, ApiError> {
    let largest = context.service.run_sizes.simulation_group_intervals;
    let run = context
        .write(move |conn, scope| {
            let request = SimulateSchedule {
                schedule_id: path.find(conn, scope)?.id,
                seed: body.seed,
                replications: body.replications,
                scenarios: body.scenarios,
            };
            check_simulation_size(conn, scope, &request, largest)?;
            submit_simulation(conn, scope, &request)
        })
        .await?;
    Ok(context.accepted(&run))
}
