//! Findings as they are told.

use serde::Serialize;

/// What looks wrong with the contacts of a list.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ContactFindings {
    /// Contacts looked at.
    pub contacts: u64,
    /// Findings by rule and column.
    pub findings: Vec<ContactFinding>,
}

/// One thing that looks wrong.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactFinding {
    /// The rule: `sentinel-date`, `placeholder-text`, `future-birth-date`, `implausible-birth-date`, `repeated-digits`,
    /// `same-value` or `ambiguous-person`.
    pub code: String,
    /// The column at fault.
    pub column: String,
    /// Contacts it concerns; of `same-value` at least so many.
    pub count: u64,
    /// The first of them.
    pub examples: Vec<ContactFindingExample>,
    /// What is wrong.
    pub reason: String,
    /// What to do about it.
    pub remedy: String,
}

/// A contact that a finding concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactFindingExample {
    /// The contact.
    pub contact_id: String,
    /// What stands there; phones are masked for those who may not see them.
    pub value: String,
}
