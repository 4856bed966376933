//! HTTP of `organisation`.

mod activity_codes;
mod agents;
mod agents_csv;
mod business_units;
mod management_units;
mod planning_groups;
mod queues;
mod resource;
mod service_goal_templates;
mod skills;
mod teams;
mod work_plan_validation;
mod work_plans;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes; fixed paths stand before those with an id in the same place.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(agents_csv::import)
        .service(agents_csv::export)
        .service(work_plan_validation::post)
        .configure(business_units::configure)
        .configure(management_units::configure)
        .configure(teams::configure)
        .configure(skills::configure)
        .configure(queues::configure)
        .configure(agents::configure)
        .configure(planning_groups::configure)
        .configure(service_goal_templates::configure)
        .configure(activity_codes::configure)
        .configure(work_plans::configure);
}
