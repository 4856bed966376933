//! HTTP of `simulation`.

mod performance_predictions;
mod recalculations;

use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::db::Conn;
use crate::failure::Failure;
use crate::schedules::{Schedule, find_schedule_of_week};
use crate::tenancy::Scope;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(recalculations::post)
        .service(performance_predictions::get);
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
    fn find(&self, conn: &mut Conn<'_>, scope: &Scope) -> Result<Schedule, Failure> {
        find_schedule_of_week(
            conn,
            scope,
            &self.business_unit_id,
            &self.week_date,
            &self.schedule_id,
        )
    }
}
