//! HTTP of signing in, users and keys.

mod api_keys;
mod me;
mod password_resets;
mod sessions;
mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes; fixed paths stand before those with an id in the same place.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(sessions::post)
        .service(sessions::second_step)
        .service(sessions::delete)
        .service(password_resets::post)
        .service(me::get)
        .service(me::change_password)
        .service(me::sessions)
        .service(me::end_session)
        .service(me::two_step)
        .service(me::enrol)
        .service(me::confirm)
        .service(me::remove)
        .service(users::list)
        .service(users::post)
        .service(users::get)
        .service(users::put)
        .service(users::disable)
        .service(users::enable)
        .service(users::reset_password)
        .service(users::remove_two_step)
        .service(users::sessions)
        .service(users::end_sessions)
        .service(api_keys::list)
        .service(api_keys::post)
        .service(api_keys::rotate)
        .service(api_keys::delete);
}
