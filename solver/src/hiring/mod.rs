//! When to hire, and how many: classes of newcomers against a gap of weeks to come, by a mixed-integer program.
//!
//! [`problem`] states what is missing, what a hire of each week brings and costs, and what classes there may be; [`solve`]
//! finds the cheapest plan with HiGHS; [`evaluate`] prices any plan without it, so that the objective is not the engine's
//! word. The problem speaks in weeks counted from the start.

mod error;
mod evaluate;
mod problem;
mod solve;
#[cfg(test)]
mod tests;

pub use error::HiringError;
pub use evaluate::{PricedWeeks, evaluate};
pub use problem::HiringProblem;
pub use solve::{HiringAdvice, advise};
