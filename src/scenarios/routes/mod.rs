//! HTTP of `scenarios`.

mod adopt;
mod compare;
mod scenarios;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    // Before `{scenarioId}`, which would take `compare` for one.
    api.service(compare::post)
        .service(scenarios::list)
        .service(scenarios::post)
        .service(scenarios::get)
        .service(scenarios::delete)
        .service(adopt::post);
}
