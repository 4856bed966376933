//! HTTP of adherence.

mod agents;
mod boards;
mod bulk;
mod explanations;
mod outages;
mod profiles;
mod records;
mod reports;
mod state_events;
mod state_mappings;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes; fixed paths stand before those with an id in the same place.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(state_events::post)
        .service(state_mappings::list)
        .service(state_mappings::get)
        .service(state_mappings::put)
        .service(state_mappings::unmapped)
        .service(boards::of_agents)
        .service(boards::of_management_unit)
        .service(boards::of_team)
        .service(reports::post)
        .service(bulk::post)
        .service(agents::get)
        .service(profiles::list)
        .service(profiles::put)
        .service(explanations::list)
        .service(explanations::of_agent)
        .service(explanations::post)
        .service(explanations::patch)
        .service(outages::list)
        .service(outages::post)
        .service(outages::delete)
        .service(records::post)
        .service(records::get);
}
