//! Surplus agent-minutes of a schedule, handed to campaigns and given back by them.

pub(in crate::outbound) mod allocations;
pub(in crate::outbound) mod surplus;
pub(in crate::outbound) mod throttle;
