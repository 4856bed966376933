//! Facts: what each source adds to the cube.

mod actuals;
mod agents;
mod campaigns;
mod contacts;
mod paid_time;
mod scheduled_groups;
mod staffing;

pub(super) use actuals::{Actual, actuals_of_group};
pub(super) use agents::add_agents;
pub(super) use campaigns::add_campaigns;
pub(super) use contacts::add_contacts;
pub(super) use paid_time::{overtime, paid_spans};
pub(super) use scheduled_groups::{ScheduledGroup, groups_of_schedule};
pub(super) use staffing::add_staffing;
