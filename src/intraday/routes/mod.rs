//! HTTP of `intraday`.

mod actions;
mod alert_rules;
mod alerts;
mod day;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(day::post)
        .service(day::planning_groups)
        .service(actions::post)
        .service(actions::list)
        .service(actions::get)
        .service(actions::apply)
        .service(alert_rules::list)
        .service(alert_rules::post)
        .service(alert_rules::get)
        .service(alert_rules::put)
        .service(alert_rules::delete)
        .service(alerts::list)
        .service(alerts::evaluate)
        .service(alerts::acknowledge);
}
