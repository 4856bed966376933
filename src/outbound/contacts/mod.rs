//! Contact lists, what is on them, and how contacts come in and go out.

pub(in crate::outbound) mod check;
pub(in crate::outbound) mod columns;
pub(in crate::outbound) mod export;
pub(in crate::outbound) mod file_format;
pub(in crate::outbound) mod filter;
pub(in crate::outbound) mod filters;
pub(in crate::outbound) mod findings;
#[cfg(test)]
mod fuzz;
pub(in crate::outbound) mod import;
pub(in crate::outbound) mod keep;
pub(in crate::outbound) mod large_import;
pub(in crate::outbound) mod layout;
pub(in crate::outbound) mod lists;
pub(in crate::outbound) mod phone;
pub(in crate::outbound) mod preview;
pub(in crate::outbound) mod rows;
pub(in crate::outbound) mod sources;
mod vicidial;
