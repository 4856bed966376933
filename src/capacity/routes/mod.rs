//! HTTP of `capacity`.

mod allocations;
mod plans;
mod requirements;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(plans::list)
        .service(plans::post)
        .service(plans::get)
        .service(plans::put)
        .service(plans::delete)
        .service(plans::copy)
        .service(allocations::get)
        .service(allocations::put)
        .service(requirements::get)
        .service(requirements::generate);
}
