//! Contact lists, the contacts on them, and how contacts come in.

pub(in crate::outbound) mod import;
pub(in crate::outbound) mod lists;
pub(in crate::outbound) mod phone;
pub(in crate::outbound) mod rows;
