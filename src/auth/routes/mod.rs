//! HTTP of signing in, users and keys.

mod api_keys;
mod sessions;
mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(sessions::post)
        .service(sessions::delete)
        .service(sessions::me)
        .service(users::list)
        .service(users::post)
        .service(api_keys::list)
        .service(api_keys::post)
        .service(api_keys::delete);
}
