//! The exclusive, expiring right to dial a contact: granted, started, ended by an outcome.

pub(in crate::outbound) mod lease;
pub(in crate::outbound) mod outcome;
pub(in crate::outbound) mod start;
