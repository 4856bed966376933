//! Who may be called, and when: callable hours and do-not-call lists.

pub(in crate::outbound) mod callable_time_sets;
pub(in crate::outbound) mod callable_times;
pub(in crate::outbound) mod dnc_lists;
