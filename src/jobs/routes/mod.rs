//! HTTP of runs.

mod runs;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(runs::list)
        .service(runs::get)
        .service(runs::patch);
}
