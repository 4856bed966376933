//! HTTP of `time_off`.

mod balances;
mod limit_values;
mod limits;
mod plans;
mod requests;
mod wait_list_positions;

use serde::{Deserialize, Serialize};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes; fixed paths stand before those with an id in the same place.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(plans::list)
        .service(plans::create)
        .service(plans::read)
        .service(plans::update)
        .service(plans::delete)
        .service(limit_values::get)
        .service(limit_values::put)
        .service(limits::list)
        .service(limits::create)
        .service(limits::read)
        .service(limits::update)
        .service(limits::delete)
        .service(balances::entries)
        .service(balances::add_entries)
        .service(balances::list)
        .service(requests::alternatives)
        .service(requests::list)
        .service(requests::create)
        .service(requests::read)
        .service(requests::change)
        .service(wait_list_positions::list)
        .service(wait_list_positions::decide);
}

/// Whose.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UnitParams {
    /// The business unit.
    business_unit_id: String,
}

/// All there are.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ListOf<T> {
    /// The rows.
    entities: Vec<T>,
}
