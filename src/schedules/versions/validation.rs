//! What the rules say of a change, and what the planner says to that.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::db::Instant;

/// What becomes of a change that breaks a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RuleFailureAction {
    /// Nothing is applied.
    #[default]
    Reject,
    /// It is applied all the same; a reason is kept with who and when.
    Override,
}

impl RuleFailureAction {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Reject => "REJECT",
            Self::Override => "OVERRIDE",
        }
    }

    pub(super) fn parse(action: &str) -> Option<Self> {
        [Self::Reject, Self::Override]
            .into_iter()
            .find(|known| known.as_str() == action)
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ValidationSeverity {
    /// A rule with a price, a wish, or a breach that stood before the change: good to know.
    Warning,
    /// A strict rule that the change breaks.
    Error,
}

/// One rule that a change does not keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ValidationResult {
    /// How much it matters.
    pub severity: ValidationSeverity,
    /// The rule's name: `minimumRest`, `paidMinutesPerWeek`, `skills`, …; `labourLaw` for an article of a pack.
    pub code: String,
    /// Whose shifts.
    pub agent_id: String,
    /// The local date, or the first of the week or run concerned.
    pub date: Option<NaiveDate>,
    /// The instant, where one can be named.
    pub start_date: Option<Instant>,
    /// What is and what should be.
    pub detail: String,
    /// Whether it stood before the change.
    pub stands_already: bool,
}
