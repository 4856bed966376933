//! What a planning group's day is expected to come to.

use crewcast_forecasts::simulation::running_day::Close;
use serde::{Deserialize, Serialize};

use crate::simulation::Probability;

/// A planning group's day at its close: what came, and what the rest is expected to add. P10 and P90 are of single
/// simulated days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceAtClose {
    /// Contacts of the day.
    pub offered: f64,
    /// Share answered in time, in the goal's variant; null where the source does not count what it takes, as are the next
    /// ones.
    pub service_level: Option<f64>,
    /// The mean's 95 % confidence interval reaches this far to each side.
    pub service_level_half_width: Option<f64>,
    /// One day in ten is below.
    pub service_level_p10: Option<f64>,
    /// One day in ten is above.
    pub service_level_p90: Option<f64>,
    /// Mean wait of those answered, seconds.
    pub average_speed_of_answer_seconds: Option<f64>,
    /// Share that hangs up.
    pub abandon_rate: Option<f64>,
    /// The probability that the day meets every goal of the planning group but that of occupancy.
    pub probability_of_meeting_goal: Option<Probability>,
}

impl ServiceAtClose {
    pub(super) fn of(close: &Close) -> Self {
        let rounded = |value: Option<f64>| value.map(round);
        let share = |(share, lower, upper): (f64, f64, f64)| Probability {
            share: round(share),
            lower: round(lower),
            upper: round(upper),
        };
        Self {
            offered: round(close.offered),
            service_level: rounded(close.service_level),
            service_level_half_width: rounded(close.service_level_half_width),
            service_level_p10: rounded(close.service_level_p10),
            service_level_p90: rounded(close.service_level_p90),
            average_speed_of_answer_seconds: rounded(close.average_speed_of_answer_seconds),
            abandon_rate: rounded(close.abandon_rate),
            probability_of_meeting_goal: close.meets_goal.map(share),
        }
    }

    /// The probability to meet the goal; 1 where there is none.
    pub(super) fn probability(&self) -> f64 {
        self.probability_of_meeting_goal.map_or(1.0, |of| of.share)
    }
}

/// Four decimals: finer than any half width.
pub(super) fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
