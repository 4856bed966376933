//! Who may be called, and when: callable hours, do-not-call lists, and the judge that asks them all.

pub(in crate::outbound) mod callable_time_sets;
pub(in crate::outbound) mod callable_times;
pub(in crate::outbound) mod callee_hours;
pub(in crate::outbound) mod dnc_lists;
pub(in crate::outbound) mod ground;
pub(in crate::outbound) mod hold_reason;
pub(in crate::outbound) mod judge;
pub(in crate::outbound) mod permitted_hours;
