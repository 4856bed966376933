//! What a change of agents' shifts does to a planning group's heads: required, scheduled and missing, interval by
//! interval, before the change and after it.
//!
//! Where a published schedule covers the time, its shifts are counted against the requirement (gross) of the forecast it
//! was made for, or of the newest one. Agents with several skills are split between the planning groups as well as can
//! be, interval by interval, before the change and after it, so that a change costs only what nobody else can take over.
//! Without a published schedule whole days are compared: the agents' contract minutes against the minutes required.

mod day;
mod effect;
mod ground;
mod shortage;

pub use day::{AgentAway, effect_of_days_away};
pub use effect::{CoverageBasis, CoverageEffect, CoverageInterval, effect_on_published};
pub use ground::CoverageGround;
pub use shortage::{AgentClass, shortage, split_heads};
