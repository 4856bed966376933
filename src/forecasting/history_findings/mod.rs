//! What looks wrong in a planning group's history, what is done about it, and the planner's word on each of it.
//!
//! Findings are computed when they are asked for ([`list_history_findings`]); only decisions are kept. A finding that
//! nobody has decided on is repaired when it is strong (no ordinary day looks like that) and left alone when it is
//! likely, so that a forecast made without a planner is safe from what is certain, and the planner can refuse any of
//! it. [`clean`] gives a forecast its history with the repairs that stand.

mod clean;
mod decide;
mod decisions;
mod examined;
mod list;
mod range;
mod store;
#[cfg(test)]
mod tests;
mod view;

pub(super) use clean::{CleanedHistory, clean};
pub use decide::{NewFindingDecision, decide_finding, withdraw_finding_decision};
pub(super) use decisions::finding_decisions;
pub use list::{
    HistoryFindings, ListedDecision, ListedFinding, ListedRepair, list_history_findings,
};
pub use range::FindingRange;
pub use view::{GroupHistory, HistoryDay, group_history};
