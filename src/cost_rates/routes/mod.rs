//! HTTP of cost rates.

mod cost_rates;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(cost_rates::list)
        .service(cost_rates::post)
        .service(cost_rates::get)
        .service(cost_rates::put)
        .service(cost_rates::delete);
}
