//! Rows of intraday actions, alert rules and alerts.

pub(super) mod actions;
pub(super) mod alerts;
pub(super) mod rules;
