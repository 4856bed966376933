//! HTTP of signing in with a provider.

mod providers;
mod sign_in;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes; fixed paths stand before those with an id in the same place.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(sign_in::providers)
        .service(sign_in::callback)
        .service(sign_in::start)
        .service(providers::list)
        .service(providers::post)
        .service(providers::get)
        .service(providers::put)
        .service(providers::delete);
}
