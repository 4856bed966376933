//! What a forecast's record says of planning groups brought to agree with their total.

use crewcast_forecasts::models::ModelName;
use serde::{Deserialize, Serialize};

/// What is expected of all planning groups together, over the slots in which every one of them is open.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TotalReconciliation {
    /// The model that forecast the total.
    #[schema(value_type = String)]
    pub forecasting_method: ModelName,
    /// Its WAPE on the total's past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wape: Option<f64>,
    /// The same on the sums of whole days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_wape: Option<f64>,
    /// Contacts of its own forecast.
    pub offered: f64,
    /// Contacts of the planning groups' own forecasts.
    pub offered_by_planning_groups: f64,
    /// What both agreed on.
    pub offered_reconciled: f64,
}

/// By how much a planning group's forecast moved to agree with the others' total.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupReconciliation {
    /// Contacts of the whole forecast before.
    pub offered_before: f64,
    /// And after.
    pub offered_after: f64,
    /// By how many percent it moved; absent where nobody was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent_moved: Option<f64>,
    /// The total it agrees with.
    pub total: TotalReconciliation,
}
