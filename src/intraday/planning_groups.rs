//! Planning groups of a business unit's day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::day::{NO_FORECAST, NO_PUBLISHED_SCHEDULE};
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::{find_forecast, forecast_data};
use crate::organisation::{find_business_unit, find_planning_group};
use crate::schedules::published_schedule_of_day;
use crate::tenancy::Scope;

/// Which day.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IntradayDate {
    /// The local day; today when left out.
    pub date: Option<NaiveDate>,
}

/// A planning group that can be steered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntradayPlanningGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its service goals.
    pub service_goal_template_id: String,
}

/// The planning groups of a day, and why there may be none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntradayPlanningGroups {
    /// The local day.
    pub date: NaiveDate,
    /// `no-published-schedule` or `no-forecast`; absent where there are planning groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_data_reason: Option<String>,
    /// In the order of their ids.
    pub entities: Vec<IntradayPlanningGroup>,
}

/// Planning groups of the forecast that the day's published schedule was made for.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit.
pub fn intraday_planning_groups(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    query: IntradayDate,
) -> Result<IntradayPlanningGroups, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let today = scope
        .now
        .to_utc()
        .with_timezone(&unit.time_zone)
        .date_naive();
    let date = query.date.unwrap_or(today);
    let none = |reason: &str| IntradayPlanningGroups {
        date,
        no_data_reason: Some(reason.to_owned()),
        entities: Vec::new(),
    };
    let Some(schedule) = published_schedule_of_day(conn, scope, &unit.id, date)? else {
        return Ok(none(NO_PUBLISHED_SCHEDULE));
    };
    let Some(forecast) = schedule.short_term_forecast_id else {
        return Ok(none(NO_FORECAST));
    };
    let forecast = find_forecast(conn, scope, &forecast)?;
    let mut entities = Vec::new();
    for numbers in forecast_data(conn, scope, &forecast.id)? {
        let group = find_planning_group(conn, scope, &unit.id, &numbers.planning_group_id)?;
        entities.push(IntradayPlanningGroup {
            id: group.id.clone(),
            name: group.name.clone(),
            service_goal_template_id: group.service_goal_template_id.clone(),
        });
    }
    Ok(IntradayPlanningGroups {
        date,
        no_data_reason: None,
        entities,
    })
}
