//! HTTP of `activity_plans`.

mod plans;
mod runs;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(plans::list)
        .service(plans::post)
        .service(plans::get)
        .service(plans::put)
        .service(plans::delete)
        .service(runs::post);
}
