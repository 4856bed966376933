//! Modifications as they are asked for, kept and shown.

use crewcast_forecasts::modifications::{
    Granularity, IntervalValue, Metric, Modification, ModificationType,
};
use serde::{Deserialize, Serialize};

use crate::db::Instant;
use crate::documents;
use crate::failure::Failure;
use crate::forecasting::store::modifications::ModificationRow;

/// A value for an interval, or for the hour, day or week that starts with it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModificationValue {
    /// Counted from the start of the forecast.
    pub interval_index: usize,
    /// Contacts, or seconds of handle time.
    pub value: f64,
}

/// A change to a forecast, with the reason for it.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewModification {
    /// `MinimumPerInterval`, `MaximumPerInterval`, `SetValuePerInterval`, `ChangeValuePerInterval`,
    /// `ChangePercentPerInterval`, `SetValueOverRange`, `ChangeValueOverRange`, `SetValuesForIntervalSet` or
    /// `SetMultiGranularityValuesForIntervalSet`.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub kind: ModificationType,
    /// First interval; left out where `values` lists intervals.
    pub start_interval_index: Option<usize>,
    /// Last interval, itself included; left out where `values` lists intervals.
    pub end_interval_index: Option<usize>,
    /// `Offered` or `AverageHandleTimeSeconds`.
    #[schema(value_type = String)]
    pub metric: Metric,
    /// Contacts, seconds or percent; left out where `values` lists intervals.
    pub value: Option<f64>,
    /// Intervals with a value each, for the two types of sets.
    #[serde(default)]
    pub values: Vec<ModificationValue>,
    /// Whether it counts; true when left out.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub enabled: bool,
    /// The planning groups it is about; all of the forecast when empty or left out.
    #[serde(default)]
    pub planning_group_ids: Vec<String>,
    /// What the planner was looking at, as an ISO 8601 duration; changes no number.
    #[schema(value_type = Option<String>)]
    pub display_granularity: Option<Granularity>,
    /// What a value of `SetMultiGranularityValuesForIntervalSet` is a total of: `PT1H`, `P1D` or `P1W`.
    #[schema(value_type = Option<String>)]
    pub granularity: Option<Granularity>,
    /// Why, for those who judge it afterwards.
    pub reason: String,
    /// The event behind it, if there is one.
    pub event: Option<String>,
}

const fn yes() -> bool {
    true
}

/// The modification of an earlier forecast that this one was taken over from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CarriedFrom {
    /// The earlier forecast; it may have been deleted since.
    pub short_term_forecast_id: String,
    /// Its modification.
    pub modification_id: String,
}

/// A change that is kept with a forecast.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForecastModification {
    /// Its id.
    pub id: String,
    /// How it changes.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub kind: ModificationType,
    /// First interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_interval_index: Option<usize>,
    /// Last interval, itself included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_interval_index: Option<usize>,
    /// `Offered` or `AverageHandleTimeSeconds`.
    #[schema(value_type = String)]
    pub metric: Metric,
    /// Contacts, seconds or percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Intervals with a value each.
    pub values: Vec<ModificationValue>,
    /// Whether it counts.
    pub enabled: bool,
    /// The planning groups it is about; all of the forecast when empty.
    pub planning_group_ids: Vec<String>,
    /// What the planner was looking at.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub display_granularity: Option<Granularity>,
    /// What a value is a total of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub granularity: Option<Granularity>,
    /// Why.
    pub reason: String,
    /// The event behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Who made it.
    pub author: String,
    /// When it was made; of one that was carried over, when its author made it.
    pub created_at: Instant,
    /// Where it was carried over from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<CarriedFrom>,
    /// Rises with every change.
    pub version: i32,
}

impl NewModification {
    /// The same in the words of the mathematics.
    pub(super) fn modification(&self) -> Modification {
        let value = |value: &ModificationValue| IntervalValue {
            interval_index: value.interval_index,
            value: value.value,
        };
        Modification {
            kind: self.kind,
            start_interval_index: self.start_interval_index,
            end_interval_index: self.end_interval_index,
            metric: self.metric,
            value: self.value,
            values: self.values.iter().map(value).collect(),
            enabled: self.enabled,
            planning_group_ids: self.planning_group_ids.clone(),
            display_granularity: self.display_granularity,
            granularity: self.granularity,
        }
    }
}

impl ForecastModification {
    pub(super) fn from_row(row: ModificationRow) -> Result<Self, Failure> {
        let stored = stored(&row)?;
        let value = |value: IntervalValue| ModificationValue {
            interval_index: value.interval_index,
            value: value.value,
        };
        let carried_from = row
            .carried_from_forecast_id
            .zip(row.carried_from_modification_id);
        Ok(Self {
            id: row.id,
            kind: stored.kind,
            start_interval_index: stored.start_interval_index,
            end_interval_index: stored.end_interval_index,
            metric: stored.metric,
            value: stored.value,
            values: stored.values.into_iter().map(value).collect(),
            enabled: stored.enabled,
            planning_group_ids: stored.planning_group_ids,
            display_granularity: stored.display_granularity,
            granularity: stored.granularity,
            reason: row.reason,
            event: row.event,
            author: row.author,
            created_at: row.created_at,
            carried_from: carried_from.map(|(short_term_forecast_id, modification_id)| {
                CarriedFrom {
                    short_term_forecast_id,
                    modification_id,
                }
            }),
            version: row.version,
        })
    }
}

/// A row's modification, switched as the row says.
pub(super) fn stored(row: &ModificationRow) -> Result<Modification, Failure> {
    let read: Modification = documents::read("forecast modification", &row.id, &row.modification)?;
    Ok(Modification {
        enabled: row.enabled,
        ..read
    })
}
