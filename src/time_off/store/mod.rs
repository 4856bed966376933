//! Rows of time off.

mod balances;
mod days;
mod limit_values;
mod requests;
mod settings;

pub(super) use balances::{BalanceEntryRow, balance_entries, insert_balance_entries};
pub(super) use days::{
    DayRow, ReplacedRow, days_of_agents, days_of_request, days_of_unit, insert_days,
    insert_replaced, replaced_by, replaced_in_shift, rewrite_replaced, take_replaced,
};
pub(super) use limit_values::{LimitValueRow, limit_values, replace_limit_values};
pub(super) use requests::{
    RequestFilter, RequestRow, insert_request, page_of_requests, replace_request, request,
    wait_list,
};
pub(super) use settings::{
    SettingRow, SettingTable, all_settings, delete_setting, insert_setting, replace_setting,
    setting,
};
