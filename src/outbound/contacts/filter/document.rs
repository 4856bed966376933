//! A filter as it is sent and kept.

use serde::{Deserialize, Serialize};

/// How several conditions stand together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum FilterType {
    /// All of them hold.
    #[default]
    And,
    /// At least one of them holds.
    Or,
}

/// Conditions that stand together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactListFilterClause {
    /// How the predicates stand together; `AND` when left out.
    #[serde(default)]
    pub filter_type: FilterType,
    /// The conditions, at least one.
    pub predicates: Vec<ContactListFilterPredicate>,
}

/// How a column's values are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum FilterColumnType {
    /// As decimal numbers.
    Numeric,
    /// As text, or as dates by `BEFORE`, `AFTER` and a `BETWEEN` of dates.
    Alphabetic,
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FilterOperator {
    /// The same number, or the same text.
    Equals,
    /// A smaller number, or text that comes before in the order of Unicode.
    LessThan,
    /// As `LESS_THAN`, or the same.
    LessThanEquals,
    /// A larger number, or text that comes after.
    GreaterThan,
    /// As `GREATER_THAN`, or the same.
    GreaterThanEquals,
    /// The text holds the value.
    Contains,
    /// The text begins with the value.
    BeginsWith,
    /// The text ends with the value.
    EndsWith,
    /// A date before the value: a date, or a time relative to now.
    Before,
    /// A date after the value.
    After,
    /// Within the range.
    Between,
    /// One of the range's `inSet`.
    In,
}

/// The bounds of `BETWEEN`, or the values of `IN`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactListFilterRange {
    /// The lower bound.
    pub min: Option<String>,
    /// The upper bound.
    pub max: Option<String>,
    /// Whether the lower bound itself is within; yes when left out.
    pub min_inclusive: Option<bool>,
    /// Whether the upper bound itself is within; yes when left out.
    pub max_inclusive: Option<bool>,
    /// The values of `IN`.
    #[serde(default)]
    pub in_set: Vec<String>,
}

/// One condition on one column. A contact without a value there, or with one that cannot be read, does not meet it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactListFilterPredicate {
    /// A column of the list, or `phone`, `externalId`, `name`, `personId`, `timeZone`, `segment` or `dateCreated`.
    pub column: String,
    /// How its values are read; `alphabetic` when left out.
    #[serde(default = "alphabetic")]
    pub column_type: FilterColumnType,
    /// How they are compared.
    pub operator: FilterOperator,
    /// With what, for all operators but `BETWEEN` and `IN`. Times relative to now are `P1D`, `-P30D`, `PT-2H`, `P1DT6H30M`.
    pub value: Option<String>,
    /// With what, for `BETWEEN` and `IN`.
    pub range: Option<ContactListFilterRange>,
    /// Whether the contacts are meant that do not meet the condition.
    #[serde(default)]
    pub inverted: bool,
}

const fn alphabetic() -> FilterColumnType {
    FilterColumnType::Alphabetic
}
