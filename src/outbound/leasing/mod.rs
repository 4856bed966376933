//! The exclusive, expiring right to dial a contact: granted, begun, extended, given back, ended by an outcome.

pub(in crate::outbound) mod admit;
pub(in crate::outbound) mod heartbeat;
pub(in crate::outbound) mod lease;
mod order;
pub(in crate::outbound) mod outcome;
mod pull;
pub(in crate::outbound) mod release;
pub(in crate::outbound) mod sift;
pub(in crate::outbound) mod start;
