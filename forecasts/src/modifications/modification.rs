//! What a planner can say about a forecast.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::horizon::Granularity;

/// The nine ways to change a forecast, under the names of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ModificationType {
    /// No interval less than `value`.
    MinimumPerInterval,
    /// No interval more than `value`.
    MaximumPerInterval,
    /// Every interval `value`.
    SetValuePerInterval,
    /// Every interval `value` more; less where it is negative.
    ChangeValuePerInterval,
    /// Every interval `value` percent more; less where it is negative.
    ChangePercentPerInterval,
    /// The range `value` in all; a handle time: `value` on average over the contacts of the range.
    SetValueOverRange,
    /// The range `value` more in all; a handle time: `value` seconds more on average over the contacts of the range.
    ChangeValueOverRange,
    /// Single intervals, each with a value of its own.
    SetValuesForIntervalSet,
    /// Whole hours, days or weeks, each with a total of its own that is spread over its intervals.
    SetMultiGranularityValuesForIntervalSet,
}

impl ModificationType {
    /// Every type, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::MinimumPerInterval,
        Self::MaximumPerInterval,
        Self::SetValuePerInterval,
        Self::ChangeValuePerInterval,
        Self::ChangePercentPerInterval,
        Self::SetValueOverRange,
        Self::ChangeValueOverRange,
        Self::SetValuesForIntervalSet,
        Self::SetMultiGranularityValuesForIntervalSet,
    ];

    /// Whether it lists intervals with a value each, rather than a range with one value.
    #[must_use]
    pub const fn is_set_of_intervals(self) -> bool {
        matches!(
            self,
            Self::SetValuesForIntervalSet | Self::SetMultiGranularityValuesForIntervalSet
        )
    }

    /// Whether its value is a total of a range, shared out over it.
    #[must_use]
    pub const fn is_total_of_a_range(self) -> bool {
        matches!(self, Self::SetValueOverRange | Self::ChangeValueOverRange)
    }

    /// Whether its values may be negative: they are changes, not what is to be.
    #[must_use]
    pub const fn is_change(self) -> bool {
        matches!(
            self,
            Self::ChangeValuePerInterval
                | Self::ChangePercentPerInterval
                | Self::ChangeValueOverRange
        )
    }
}

impl fmt::Display for ModificationType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Metric {
    /// Contacts that arrive.
    Offered,
    /// Talk, hold and wrap-up of a contact, in seconds.
    AverageHandleTimeSeconds,
}

/// A value for an interval, or for the hour, day or week that starts with it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IntervalValue {
    /// Counted from the start of the forecast.
    pub interval_index: usize,
    /// Contacts, or seconds of handle time.
    pub value: f64,
}

/// One change, as a planner states it; [`super::check()`] tells whether it can be meant.
///
/// Types that name an interval act on each interval of each planning group by itself. Types that set or change totals
/// (over a range, or interval by interval in a set) speak of the planning groups together: the total is shared out in
/// proportion to the statistical forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Modification {
    /// How it changes.
    #[serde(rename = "type")]
    pub kind: ModificationType,
    /// First interval, counted from the start of the forecast; absent where `values` lists intervals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_interval_index: Option<usize>,
    /// Last interval, itself included; absent where `values` lists intervals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_interval_index: Option<usize>,
    /// What is changed.
    pub metric: Metric,
    /// Contacts, seconds or percent; absent where `values` lists intervals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Intervals with a value each, for the two types of sets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<IntervalValue>,
    /// Whether it counts; one that does not changes nothing.
    pub enabled: bool,
    /// The planning groups it is about; all of the forecast where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub planning_group_ids: Vec<String>,
    /// What the planner was looking at when making it; changes no number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_granularity: Option<Granularity>,
    /// What a value of `SetMultiGranularityValuesForIntervalSet` is a total of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granularity: Option<Granularity>,
}
