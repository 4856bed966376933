//! HTTP of adherence.

mod agents;
mod boards;
mod reports;
mod state_events;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(state_events::post)
        .service(boards::get)
        .service(reports::post)
        .service(agents::get);
}
