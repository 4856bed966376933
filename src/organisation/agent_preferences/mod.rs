//! What agents cannot and would rather not work, and with whom they would like to: kept agent by agent, by a planner.
//!
//! Days off are kept by every roster; wishes have a price each, which a roster pays where it does not grant them.

mod keep;
mod wishes;

pub use keep::{
    KnownAgentPreferences, find_agent_preferences, preferences_of_agents, replace_agent_preferences,
};
pub use wishes::{AgentPreferences, AgentWish, ColleagueWish, DaySelection, WishKind};
