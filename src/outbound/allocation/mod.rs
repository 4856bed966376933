//! Surplus agent-minutes of schedules, handed to campaigns.

pub(in crate::outbound) mod allocations;
pub(in crate::outbound) mod answer;
mod demand;
mod progress;
pub(in crate::outbound) mod request;
pub(in crate::outbound) mod surplus;
pub(in crate::outbound) mod throttle;
mod valuation;
mod words;
