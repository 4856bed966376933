//! `/business-units/{businessUnitId}/planning-groups/{planningGroupId}/history-findings` and `…/history-data`.

mod data;
mod decide;
mod list;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub(super) fn configure(api: &mut ServiceConfig<'_>) {
    api.service(list::get)
        .service(decide::put)
        .service(decide::delete)
        .service(data::get);
}
