//! Campaign rules: when conditions come to hold for a campaign, actions are taken, and what was seen is kept.

mod actions;
pub(in crate::outbound) mod conditions;
pub(in crate::outbound) mod document;
pub(in crate::outbound) mod evaluate;
pub(in crate::outbound) mod firings;
pub(in crate::outbound) mod rule;
