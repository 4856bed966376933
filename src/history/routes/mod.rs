//! HTTP of the history: uploads, imports and their rejects, the history of a queue.

mod imports;
mod queue_history;
mod spool;
mod upload;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(upload::post)
        .service(imports::list)
        .service(imports::get)
        .service(imports::rejects)
        .service(imports::delete)
        .service(queue_history::get);
}
