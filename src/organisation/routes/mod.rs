//! HTTP of `organisation`.

mod activity_codes;
mod agent_preferences;
mod agents;
mod agents_csv;
mod business_units;
mod management_units;
mod planning_groups;
mod queues;
mod resource;
mod service_goal_templates;
mod skills;
mod special_days;
mod teams;
mod work_plan_validation;
mod work_plans;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes; fixed paths stand before those with an id in the same place.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(agents_csv::import)
        .service(agents_csv::export)
        .service(agent_preferences::get)
        .service(agent_preferences::put)
        .service(work_plan_validation::post)
        .configure(special_days::configure)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::auth::permissions::OPERATIONS;

    /// The entities of this feature in the table of operations.
    const ENTITIES: [&str; 12] = [
        "businessUnit",
        "managementUnit",
        "team",
        "skill",
        "queue",
        "agent",
        "agentPreferences",
        "planningGroup",
        "serviceGoalTemplate",
        "activityCode",
        "workPlan",
        "specialDay",
    ];

    #[test]
    fn the_table_of_operations_and_the_routes_name_the_same() {
        let document = serde_json::to_value(crate::http::document()).unwrap();
        let served: BTreeSet<(String, String)> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, methods)| {
                methods
                    .as_object()
                    .unwrap()
                    .iter()
                    .map(move |(method, operation)| (path, method, operation))
            })
            .filter(|(_, _, operation)| operation["tags"][0] == "organisation")
            .map(|(path, method, _)| {
                (
                    method.to_uppercase(),
                    path.trim_start_matches("/api/v1").to_owned(),
                )
            })
            .collect();
        let listed: BTreeSet<(String, String)> = OPERATIONS
            .iter()
            .filter(|operation| ENTITIES.contains(&operation.permission.split(':').nth(1).unwrap()))
            .map(|operation| (operation.method.to_owned(), operation.path.to_owned()))
            .collect();
        assert_eq!(served, listed);
    }

    #[test]
    fn a_resource_is_documented_with_its_id_and_what_is_sent_is_not() {
        let document = serde_json::to_value(crate::http::document()).unwrap();
        let schemas = &document["components"]["schemas"];
        let sent = &schemas["NewPlanningGroup"]["properties"];
        let read = &schemas["PlanningGroup"]["properties"];
        for only_read in ["id", "version", "businessUnitId"] {
            assert!(sent[only_read].is_null(), "{only_read} can be sent");
            assert!(!read[only_read].is_null(), "{only_read} cannot be read");
        }
        assert!(!sent["routePaths"].is_null() && !read["routePaths"].is_null());
    }
}
