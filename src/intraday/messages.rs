//! What is left out of a running day, and why.

use serde::Serialize;

/// Something that the day is told without.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntradayMessage {
    /// `campaign-gone`, `allocation-of-another-grid`.
    pub code: String,
    /// What, why, and what can be done.
    pub text: String,
}
