//! Rows of the organisation: one shape of query for all its tables.

mod access;
mod agent_names;
mod agent_preferences;
mod links;
mod locks;
mod rows;
mod special_days;

pub(super) use access::{
    agents_in, business_units_of_management_units, management_units_inside,
    management_units_of_teams, teams_inside,
};
pub(super) use agent_names::{agent_names, agent_places};
pub(super) use agent_preferences::{
    AgentPreferencesRow, agent_preferences, insert_agent_preferences, replace_agent_preferences,
};
pub(super) use links::{Links, replace_links};
pub(super) use locks::lock_business_unit;
pub(super) use rows::*;
pub(super) use special_days::{
    SpecialDayRow, delete_special_day, insert_special_days, special_days_between,
};
