//! HTTP of `editing`.

mod copy;
mod import;
mod reschedule;
mod restore;
mod scheduling_runs;
mod undo;
mod update;

use actix_web::HttpResponse;
use utoipa_actix_web::service_config::ServiceConfig;

use super::planned::{PlannedEdit, apply_edit};
use super::refusal::refused;
use crate::http::{ApiError, Context, versioned};

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(update::post)
        .service(undo::post)
        .service(restore::post)
        .service(copy::post)
        .service(reschedule::post)
        .service(scheduling_runs::result)
        .service(scheduling_runs::patch)
        .service(import::post);
}

/// Applies a planned change, or tells which rules stand against it.
async fn apply(context: &Context, planned: PlannedEdit) -> Result<HttpResponse, ApiError> {
    if let Some(error) = refused(context, &planned) {
        return Err(error);
    }
    let outcome = context
        .write(move |conn, scope| apply_edit(conn, scope, planned))
        .await?;
    Ok(versioned(outcome.schedule.version, &outcome))
}
