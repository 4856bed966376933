//! `/business-units/{businessUnitId}/special-days`.

mod list;
mod one;
mod shipped;
mod upload;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub(super) fn configure(api: &mut ServiceConfig<'_>) {
    api.service(list::get)
        .service(upload::put)
        .service(one::post)
        .service(one::delete)
        .service(shipped::get)
        .service(shipped::post);
}
