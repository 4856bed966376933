//! HTTP of `forecasting`.

mod data;
mod forecast;
mod generate;
mod generation_results;
mod history_findings;
mod list;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(list::get)
        .service(generate::post)
        .service(forecast::get)
        .service(forecast::delete)
        .service(data::get)
        .service(generation_results::get)
        .configure(history_findings::configure);
}
