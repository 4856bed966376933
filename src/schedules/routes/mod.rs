//! HTTP of `schedules`.

mod agent_history;
mod agent_schedule;
mod agent_schedules;
mod calendar;
mod compare;
mod export;
mod fairness_ledger;
mod generation_results;
mod headcount_forecast;
mod publish;
mod schedules;
mod versions;

use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(schedules::list)
        .service(schedules::get)
        .service(schedules::delete)
        .service(publish::post)
        .service(agent_schedules::post)
        .service(generation_results::get)
        .service(headcount_forecast::get)
        .service(export::get)
        .service(versions::list)
        .service(versions::get)
        .service(agent_history::get)
        .service(compare::get)
        .service(fairness_ledger::get)
        .service(agent_schedule::get)
        .service(calendar::get)
        .service(calendar::post)
        .service(calendar::delete)
        .service(calendar::feed);
}

/// A schedule's address.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
struct SchedulePath {
    /// The business unit.
    business_unit_id: String,
    /// The schedule's first day, yyyy-MM-dd.
    week_date: String,
    /// The schedule.
    schedule_id: String,
}

impl SchedulePath {
    /// The schedule meant; 404 when it is another business unit's or starts in another week.
    fn find(
        &self,
        conn: &mut crate::db::Conn<'_>,
        scope: &crate::tenancy::Scope,
    ) -> Result<super::Schedule, crate::failure::Failure> {
        super::find_schedule_of_week(
            conn,
            scope,
            &self.business_unit_id,
            &self.week_date,
            &self.schedule_id,
        )
    }
}
