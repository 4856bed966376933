//! HTTP of `rostering`.

mod conflicts;
mod explanations;
mod generate;
mod labour_law_packs;
mod prices;
mod repair;
mod shift_designs;
mod what_ifs;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(generate::post)
        .service(labour_law_packs::get)
        .service(explanations::get)
        .service(conflicts::get)
        .service(repair::post)
        .service(prices::get)
        .service(prices::post)
        .service(what_ifs::list)
        .service(what_ifs::get)
        .service(what_ifs::post)
        .service(shift_designs::list)
        .service(shift_designs::post)
        .service(shift_designs::get);
}
