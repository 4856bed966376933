//! HTTP of connectors.

mod agent_events;
mod queue_logs;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes; fixed paths stand before those with an id in the same place.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(agent_events::genesys_cloud)
        .service(agent_events::amazon_connect)
        .service(queue_logs::list)
        .service(queue_logs::post)
        .service(queue_logs::get)
        .service(queue_logs::relink)
        .service(queue_logs::calls)
        .service(queue_logs::agents)
        .service(queue_logs::rejects);
}
