//! How many agents an interval takes.
//!
//! [`require()`] answers with the smallest number that meets every goal that is set, names the goal that decided, and
//! shows what one agent fewer would give; [`predict()`] says what any number of agents gives; [`gross()`] adds
//! shrinkage; [`Derivation`] is the record a planner can recompute.
//!
//! Every ceiling is taken in exact arithmetic over the decimals that were given, never in binary floating point:
//! 153 contacts of 300 s in 30 minutes at 75 % occupancy are exactly 34 agents, and not 35.

mod capacity;
mod derivation;
mod endless;
mod error;
mod exact;
mod goal;
mod gross;
mod impatient;
mod load;
mod patience;
mod predict;
mod search;
pub mod uncertain;

pub use capacity::{lost_contacts, maximal_capacity, optimal_capacity};
pub use derivation::{Derivation, Step, derive};
pub use error::RequirementError;
pub use goal::{GoalName, ServiceGoal, ServiceLevelGoal};
pub use gross::gross;
pub use load::{MAXIMUM_LOAD, offered_load};
pub use patience::Patience;
pub use predict::{Figures, Predicted, predict};
pub use search::{AgentsPerGoal, Requirement, require};
