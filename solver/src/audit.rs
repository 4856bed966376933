//! The independent judge: every rule again, and the objective again from the roster alone.
//!
//! Nothing here is shared with the search: rules are judged in minutes on finished lines, heads and shifts are counted
//! from the lines, and multi-skilled heads are split by a transport algorithm of its own.

mod certificate;
mod colleagues;
mod demand;
mod judge;
mod step_cost;
#[cfg(test)]
mod tests;
mod transport;

pub use certificate::{
    COLLEAGUES, COUNTED_ONCE, Certificate, Costs, OBJECTIVE, ONE_LINE_AN_AGENT, REPORTED_FIGURES,
    RuleTally,
};
pub use judge::audit;
