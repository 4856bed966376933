//! Campaigns: what is to be dialled, what outcomes mean, how far the work is.

pub(in crate::outbound) mod attempts;
pub(in crate::outbound) mod callbacks;
pub(in crate::outbound) mod campaign;
pub(in crate::outbound) mod progress;
pub(in crate::outbound) mod wrap_up;
