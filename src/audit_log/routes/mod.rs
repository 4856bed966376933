//! HTTP of the audit log.

mod entries;
mod export;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(entries::list)
        // Before the entries, whose `{sequence}` would take `export` for one.
        .service(export::get)
        .service(entries::get);
}
