//! What is said of a running day.

use chrono::NaiveDate;
use crewcast_forecasts::models::ModelName;
use crewcast_forecasts::spread::{PathSpread, SpreadSource};
use serde::Serialize;

use crate::db::Instant;

/// One interval of the day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReforecastInterval {
    /// Its start.
    pub start_date: Instant,
    /// Contacts that came; absent where nothing has been observed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<f64>,
    /// Contacts of the forecast, with the planner's modifications.
    pub forecast: f64,
    /// Contacts expected now. Where contacts have come already: what the models would say without knowing them, so
    /// that it shows what the morning changed.
    pub reforecast: f64,
    /// Exceeded nine times in ten.
    pub p10: f64,
    /// The median.
    pub p50: f64,
    /// Exceeded once in ten.
    pub p90: f64,
    /// Mean handle time of those that came, in seconds; absent where none was timed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_average_handle_time_seconds: Option<f64>,
    /// Handle time of the forecast, with the planner's modifications.
    pub forecast_average_handle_time_seconds: f64,
    /// Handle time expected now: the profile of the history at the day's own level. Where contacts have come already: the
    /// profile alone.
    pub reforecast_average_handle_time_seconds: f64,
}

/// How the day's handle times stand against the profile of the history.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandleTimeOfDay {
    /// Expected handle times to come, in percent of the profile's.
    pub percent_of_profile: f64,
    /// Standard deviation of what is left unknown of it, in percent of the profile's.
    pub deviation_percent: f64,
    /// Contacts of the day that were timed.
    pub contacts: f64,
}

/// The intervals of the day after the last one observed, summed up.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RestOfDay {
    /// Contacts of the forecast, with the planner's modifications.
    pub forecast: f64,
    /// Contacts expected now.
    pub reforecast: f64,
    /// By how many percent the expectation moved; absent where the forecast expects nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent_change: Option<f64>,
}

/// One planning group's day.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupReforecast {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// The model, chosen by how well each told the rest of the last weeks' days from the same time of day.
    #[schema(value_type = String)]
    pub forecasting_method: ModelName,
    /// Where the bands' width comes from: `measured` or `assumed`.
    #[schema(value_type = String)]
    pub bands: SpreadSource,
    /// WAPE of the model on the rest of the last weeks' days; absent where the history is too short to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wape: Option<f64>,
    /// End of the last interval observed.
    pub observed_until: Instant,
    /// From then to the end of the day.
    pub rest_of_day: RestOfDay,
    /// The level of the day's handle times; absent where the history has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle_time: Option<HandleTimeOfDay>,
    /// What sample paths of the rest of the day are drawn from.
    #[serde(skip)]
    pub paths: PathSpread,
    /// All intervals of the day.
    pub intervals: Vec<ReforecastInterval>,
}

/// A planning group that cannot be told again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotReforecast {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// Stable, kebab-case.
    pub code: String,
    /// Why, and what to do.
    pub detail: String,
}

/// A running day told again.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reforecast {
    /// The forecast it is held against.
    pub id: String,
    /// The local day.
    pub date: NaiveDate,
    /// Nothing that ended later is known.
    pub as_of: Instant,
    /// Length of an interval.
    pub interval_length_minutes: u32,
    /// In the order of their ids.
    pub planning_groups: Vec<GroupReforecast>,
    /// Planning groups of which nothing can be said, each with the reason.
    pub not_reforecast: Vec<NotReforecast>,
}
