//! Surplus agent-minutes handed to outbound campaigns, by a linear program.
//!
//! [`Problem`] states what there is and who may use it, [`allocate`] finds the best hand-out with HiGHS, [`Allocation`]
//! is what comes back: minutes per campaign, group and interval, the price of one more of everything that is limited,
//! and words where a minimum could not be met. [`without_rule`] says what a rule costs, [`ask_next_roster`] which
//! agent-hours more would pay for themselves, [`Problem::after`] goes on from the middle of a day, and [`audit`] checks
//! an answer without any of the code that found it.

pub mod audit;

mod answer;
mod check;
mod contact_list;
mod diagnosis;
mod effects;
mod engine;
mod error;
mod limits;
mod message;
mod next_roster;
mod problem;
mod program;
mod protection;
mod rows;
mod rule;
mod solve;
#[cfg(test)]
mod specification;
mod worth;

pub use answer::{Allocation, CampaignAllocation, RuleEffect, SegmentPrices};
pub use contact_list::{ContactList, Segment};
pub use error::AllocationError;
pub use message::{Message, Obstacle};
pub use next_roster::{RosterRequest, ask_next_roster};
pub use problem::{
    Budget, BudgetLimit, CampaignDemand, CampaignDone, Problem, Progress, SegmentDone, SkillGroup,
    priority_multiplier,
};
pub use protection::{Requirement, Supply};
pub use rule::Rule;
pub use solve::{allocate, without_rule};
pub use worth::{ContactWorth, DialingMode, Occupancies, Table, Worth};

/// Indices in order, each once.
fn distinct(indices: &[usize]) -> Vec<usize> {
    let mut indices = indices.to_vec();
    indices.sort_unstable();
    indices.dedup();
    indices
}
