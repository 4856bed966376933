//! Puts the features together: their routes, and the handlers of their jobs.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::jobs::{Handler, Registry};

/// The routes of every feature, relative to `/api/v1`.
pub fn mount_routes(api: &mut ServiceConfig<'_>) {
    crate::auth::routes::configure(api);
    crate::jobs::routes::configure(api);
    crate::organisation::routes::configure(api);
    crate::history::routes::configure(api);
    crate::forecasting::routes::configure(api);
    crate::staffing::routes::configure(api);
    crate::rostering::routes::configure(api);
    crate::schedules::routes::configure(api);
    crate::simulation::routes::configure(api);
    crate::adherence::routes::configure(api);
    crate::outbound::routes::configure(api);
}

/// The handlers of every kind of run.
pub fn job_handlers() -> Registry {
    Registry::from([
        (
            crate::forecasting::RUN_KIND,
            crate::forecasting::run as Handler,
        ),
        (crate::rostering::RUN_KIND, crate::rostering::run),
        (crate::simulation::RUN_KIND, crate::simulation::run),
    ])
}
