//! Surplus agent-minutes handed to outbound campaigns, by a linear program.
//!
//! [`problem`] states what there is and who may use it, [`solve`] finds the best hand-out with HiGHS, [`answer`] is
//! what comes back: minutes per campaign and interval, the price of one more minute, and words where a minimum could
//! not be met.

mod answer;
mod error;
mod problem;
mod solve;
#[cfg(test)]
mod specification;

pub use answer::{Allocation, CampaignAllocation, Message, Obstacle};
pub use error::AllocationError;
pub use problem::{CampaignDemand, Problem, Segment, priority_multiplier};
pub use solve::allocate;
