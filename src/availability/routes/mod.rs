//! HTTP of `availability`.

mod unavailable_times;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(unavailable_times::list)
        .service(unavailable_times::create)
        .service(unavailable_times::read)
        .service(unavailable_times::change);
}
