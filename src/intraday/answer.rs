//! What is said of a running day.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::actual::CountedFigure;
use super::messages::IntradayMessage;
use super::service_at_close::ServiceAtClose;
use crate::db::Instant;
use crate::forecasting::{HandleTimeOfDay, NotReforecast};

/// What of the day is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct IntradayQuery {
    /// The local day: today when left out. A day that is over is seen from its end, one to come from its start.
    pub business_unit_date: Option<NaiveDate>,
    /// From when the day is seen, instead of now: nothing that ended later is looked at.
    pub as_of: Option<Instant>,
    /// Only these planning groups; all when left out.
    pub planning_group_ids: Option<Vec<String>>,
    /// Everything random follows from it; 0 when left out.
    pub seed: Option<u64>,
    /// How often the rest of the day is played: 20 to 1,000; 100 when left out.
    #[schema(minimum = 20, maximum = 1000)]
    pub replications: Option<u32>,
}

/// A forecast that is referred to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForecastReference {
    /// Its id.
    pub id: String,
    /// Its first day.
    pub week_date: NaiveDate,
    /// The planner's words.
    pub description: String,
}

/// A schedule that is referred to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleReference {
    /// Its id.
    pub id: String,
    /// Its first day.
    pub week_date: NaiveDate,
    /// Its version.
    pub version: i32,
}

/// What was forecast, and what is expected now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntradayForecastData {
    /// Contacts of the forecast, with the planner's modifications.
    pub offered: f64,
    /// Handle time of the forecast.
    pub average_handle_time_seconds: Option<f64>,
    /// Contacts that came, or are expected now.
    pub expected_offered: f64,
    /// Exceeded nine times in ten; absent where contacts have come, and where the forecast stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_offered_p10: Option<f64>,
    /// Exceeded once in ten; likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_offered_p90: Option<f64>,
    /// Handle time that was, or is expected now.
    pub expected_average_handle_time_seconds: Option<f64>,
}

/// What came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntradayActualData {
    /// Contacts that came.
    pub offered: f64,
    /// Contacts that were answered, if known.
    pub handled: Option<f64>,
    /// Contacts that hung up, if known.
    pub abandoned: Option<f64>,
    /// Contacts answered in time, if known.
    pub answered_within: Option<f64>,
    /// Their share of those that came, if known.
    pub service_level: Option<f64>,
    /// Mean handle time, if known.
    pub average_handle_time_seconds: Option<f64>,
}

/// Heads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntradayScheduleData {
    /// Agents needed at work for what came, or is expected now.
    pub required: f64,
    /// Agents scheduled on queue; one who serves several planning groups is split between them.
    pub scheduled: f64,
    /// Agents seen on queue; null where no state is known, or it is still to come.
    pub present: Option<f64>,
    /// Agents expected at work; null where it is over.
    pub expected: Option<f64>,
    /// Seconds scheduled on queue.
    pub on_queue_time_seconds: f64,
}

/// Service by simulation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntradayPredictionData {
    /// Percent answered in time; null where no contact is expected, and where it is not simulated.
    pub service_level_percent: Option<f64>,
    /// Mean wait of those answered, likewise.
    pub average_speed_of_answer_seconds: Option<f64>,
    /// Percent that hang up, likewise.
    pub abandon_rate_percent: Option<f64>,
}

/// One planning group's day; lists have one value an interval.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntradayDataGroup {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// End of the last interval observed; the day's start while there is none.
    pub observed_until: Instant,
    /// From when on service is simulated: before that it is counted as it came. It is before `observedUntil` where the source
    /// does not say who was answered in time, or another figure that the goal asks for.
    pub simulated_from: Instant,
    /// Figures that the source does not give of some of what came: at close they are unknown, not 0, unless they are
    /// simulated from the day's start on.
    pub not_counted: Vec<CountedFigure>,
    /// The day's forecast.
    pub forecast_data_summary: IntradayForecastData,
    /// By interval.
    pub forecast_data_per_interval: Vec<IntradayForecastData>,
    /// The level of the day's handle times; absent where nothing says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle_time: Option<HandleTimeOfDay>,
    /// What came so far; null while nothing has.
    pub actual_data_summary: Option<IntradayActualData>,
    /// By interval; null where nothing is known.
    pub actual_data_per_interval: Vec<Option<IntradayActualData>>,
    /// Head-intervals of the day, summed: `required`, `scheduled`, and what was seen.
    pub schedule_data_summary: IntradayScheduleData,
    /// By interval.
    pub schedule_data_per_interval: Vec<IntradayScheduleData>,
    /// The whole day at its close: what came and what is expected.
    pub performance_prediction_data_summary: ServiceAtClose,
    /// By interval, from `simulatedFrom` on.
    pub performance_prediction_data_per_interval: Vec<IntradayPredictionData>,
}

/// A business unit's day.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntradayResponse {
    /// The day's first instant.
    pub start_date: Instant,
    /// The first instant after it.
    pub end_date: Instant,
    /// From when it is seen.
    pub as_of: Instant,
    /// Zone of the local day.
    #[schema(value_type = String)]
    pub time_zone: Tz,
    /// Length of an interval.
    pub interval_length_minutes: u32,
    /// The forecast it is held against.
    pub short_term_forecast: ForecastReference,
    /// The published schedule.
    pub schedule: ScheduleReference,
    /// The seed of everything random.
    pub seed: u64,
    /// How often the rest of the day was played.
    pub replications: u32,
    /// One entry a planning group, in the order of their ids.
    pub intraday_data_groupings: Vec<IntradayDataGroup>,
    /// Planning groups whose rest of the day could not be told again, so that the forecast stands, each with the reason.
    pub not_reforecast: Vec<NotReforecast>,
    /// What the day is told without.
    pub messages: Vec<IntradayMessage>,
}
