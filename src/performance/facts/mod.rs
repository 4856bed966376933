//! Facts: what each source adds to the cube.

mod actuals;
mod agents;
mod campaigns;
mod contacts;
mod overtime_rates;
mod paid_time;
mod scheduled_groups;
mod staffed_group;
mod staffing;

pub(super) use actuals::{Actual, actuals_of_group};
pub(super) use agents::add_agents;
pub(super) use campaigns::add_campaigns;
pub(super) use contacts::add_contacts;
pub(super) use overtime_rates::OvertimeRates;
pub(super) use paid_time::{overtime_of, paid_spans, shifts_of_weeks};
pub(super) use scheduled_groups::groups_on_roster;
pub(super) use staffed_group::{Demand, StaffedGroup};
pub(super) use staffing::add_staffing;
