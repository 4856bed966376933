//! Persons: who is behind contacts, across lists. They are told apart on import, shown, exported, and erased.

pub(in crate::outbound) mod assign;
pub(in crate::outbound) mod erase;
pub(in crate::outbound) mod export;
pub(in crate::outbound) mod marks;
pub(in crate::outbound) mod person;
mod resolve;
