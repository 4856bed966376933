//! Time off: what agents may ask for, how requests are decided, who waits, and what becomes of shifts.
//!
//! A request ([`submit_time_off`]) is judged by the limits and the balance that its plan names and by its effect on
//! coverage, and the plan says what is approved without a person. Where limits have no room it waits, and is decided anew
//! when some appears ([`promote_wait_list`]). Approved time off stands in every draft and published schedule
//! (`timeOffRequestId`), and rosters that are made later keep it ([`approved_time_off`]).
//!
//! Everything that takes room or gives it back runs in one transaction that holds its business unit: two decisions never
//! see the same room.

mod alternatives;
mod apply;
mod away;
mod balance;
mod day;
mod decide;
mod find;
mod grant;
mod limit;
mod limit_values;
mod new_request;
mod plan;
mod request;
mod review;
mod room;
pub mod routes;
mod settings;
mod store;
mod submit;
mod wait_list;
mod whose;

pub use alternatives::AlternativeDates;
pub use apply::{put_approved_time_off_into, without_approved_time_off};
pub use away::{ApprovedTimeOff, approved_time_off};
pub use balance::{
    BalanceEntry, BalanceEntryKind, BalanceLack, NewBalanceEntry, TimeOffBalance,
    add_balance_entries, find_balance_entries, find_balances,
};
pub use find::{
    TimeOffRequestQuery, find_alternative_dates, find_time_off_request, list_time_off_requests,
    wait_list_positions,
};
pub use grant::{GrantedTimeOff, grant_time_off};
pub use limit::{
    LimitGranularity, NewTimeOffLimit, TimeOffLimit, create_time_off_limit, delete_time_off_limit,
    find_time_off_limit, list_time_off_limits, replace_time_off_limit,
};
pub use limit_values::{
    NewTimeOffLimitValue, TimeOffLimitValue, find_limit_values, set_limit_values,
};
pub use new_request::NewTimeOffRequest;
pub use plan::{
    AutoApprovalRule, NewTimeOffPlan, ShortCoverageAction, TimeOffPlan, create_time_off_plan,
    delete_time_off_plan, find_time_off_plan, list_time_off_plans, replace_time_off_plan,
};
pub use request::{TimeOffDecision, TimeOffRequest, TimeOffStatus, TimeOffSubstatus};
pub use review::{TimeOffRequestPatch, change_time_off_request};
pub use room::LimitLack;
pub use submit::submit_time_off;
pub use wait_list::{WaitListPosition, promote_wait_list};
