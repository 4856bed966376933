//! `/runs/{runId}/prices`.

use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::jobs::Run;
use crate::rostering::{PriceRoster, RosterPrices, find_prices, submit_prices};

/// What a roster run's rules cost and what one more agent would bring, as last found.
#[utoipa::path(tag = "runs", operation_id = "getRosterPrices", params(("runId" = String, Path)),
    responses((status = 200, body = RosterPrices), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
#[get("/runs/{runId}/prices")]
pub(super) async fn get(
    context: Context,
    run_id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let prices = context
        .read(move |conn, scope| find_prices(conn, scope, &run_id))
        .await?;
    Ok(HttpResponse::Ok().json(prices))
}

/// Prices to be found.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct NewRosterPrices {
    /// The dearest rules to confirm by solving again; 0 when left out.
    #[schema(maximum = 20)]
    confirm_rules: u32,
    /// The most welcome agents to confirm by solving again; 0 when left out.
    #[schema(maximum = 20)]
    confirm_agents: u32,
    /// Confirming ends after this long, and what is predicted by then is told; 300 when left out.
    #[schema(minimum = 1, maximum = 14400)]
    time_limit_seconds: Option<u32>,
}

/// Queues a run that prices the rules and one more agent of a roster run.
#[utoipa::path(tag = "runs", operation_id = "priceRoster", request_body = NewRosterPrices,
    params(("runId" = String, Path)),
    responses((status = 202, body = Run, headers(("Location" = String, description = "the run"))),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/runs/{runId}/prices")]
pub(super) async fn post(
    context: Context,
    run_id: web::Path<String>,
    Body(body): Body<NewRosterPrices>,
) -> Result<HttpResponse, ApiError> {
    let request = PriceRoster {
        run_id: run_id.into_inner(),
        confirm_rules: body.confirm_rules,
        confirm_agents: body.confirm_agents,
        time_limit_seconds: body.time_limit_seconds,
    };
    let run = context
        .write(move |conn, scope| submit_prices(conn, scope, &request))
        .await?;
    Ok(context.accepted(&run))
}
