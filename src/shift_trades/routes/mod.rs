//! HTTP of `shift_trades`.

mod bulk;
mod settings;
mod trades;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(settings::get)
        .service(settings::put)
        .service(trades::list)
        .service(trades::create)
        .service(bulk::post)
        .service(trades::matched)
        .service(trades::read)
        .service(trades::change);
}
