//! Who may be called, and when: the contact ledger and the policies that read it, callable hours, do-not-call lists, and
//! the judge that asks them all.

pub(in crate::outbound) mod callable_dates;
pub(in crate::outbound) mod callable_time_sets;
pub(in crate::outbound) mod callable_times;
pub(in crate::outbound) mod callee_hours;
pub(in crate::outbound) mod contact_policies;
pub(in crate::outbound) mod diagnostics;
pub(in crate::outbound) mod dnc_csv;
pub(in crate::outbound) mod dnc_lists;
pub(in crate::outbound) mod ground;
pub(in crate::outbound) mod hold_reason;
pub(in crate::outbound) mod judge;
pub(in crate::outbound) mod ledger;
mod number_zones;
mod pack_data;
pub(in crate::outbound) mod packs;
mod past;
pub(in crate::outbound) mod permitted_hours;
mod rules;
pub(in crate::outbound) mod terms;
pub(in crate::outbound) mod tier_overrides;

#[cfg(test)]
mod callable_times_oracle;
