//! HTTP of retention, and of what is held on the people who work here.

mod agents;
mod retention_settings;
mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(retention_settings::get)
        .service(retention_settings::put)
        .service(agents::personal_data)
        .service(agents::erase)
        .service(users::personal_data)
        .service(users::erase);
}
