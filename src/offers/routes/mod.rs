//! HTTP of `offers`.

mod offers;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(offers::list)
        .service(offers::create)
        .service(offers::accept)
        .service(offers::read)
        .service(offers::change);
}
