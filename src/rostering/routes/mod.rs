//! HTTP of `rostering`.

mod conflicts;
mod explanations;
mod generate;
mod labour_law_packs;
mod prices;
mod repair;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(generate::post)
        .service(labour_law_packs::get)
        .service(explanations::get)
        .service(conflicts::get)
        .service(repair::post)
        .service(prices::get)
        .service(prices::post);
}
