//! HTTP of `staffing`.

mod calculate;
mod calculate_skill_groups;
mod requirement;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(requirement::get)
        .service(calculate::post)
        .service(calculate_skill_groups::post);
}
