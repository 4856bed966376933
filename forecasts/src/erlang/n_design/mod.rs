//! The N design, exactly: two queues, agents who take the first only and agents who take both.
//!
//! | symbol | meaning |
//! |---|---|
//! | S | specialists: agents who take type 1 only |
//! | F | flexible agents: take both types |
//! | s, f₁, f₂ | specialists busy; flexible agents busy with type 1, with type 2 |
//! | q₁, q₂ | contacts of each type waiting |
//! | λᵢ, μᵢ, θᵢ | arrival rate, 1/AHT, 1/mean patience of type i, a second |
//!
//! A contact of type 1 goes to a free specialist, else to a free flexible agent, else it waits; one of type 2 goes
//! to a free flexible agent, else it waits. A freed specialist takes the longest-waiting contact of type 1; a freed
//! flexible agent takes the queue that [`Priority`] names first, else the other one.
//!
//! Poisson arrivals, exponential handle times and patience: (s, f₁, f₂, q₁, q₂) is a Markov chain, and [`steady`]
//! solves its balance equations to about 1e-11. Nothing is approximated but the far end of the queues, which is cut
//! where what lies beyond weighs less than 1e-13 of the mean queue. It judges the approximations and the simulator
//! on cases small enough (tens of agents).
//!
//! Source: the design's name and its role as the smallest one with shared skills follow O. Garnett and
//! A. Mandelbaum, "An introduction to skills-based routing and its operational complexities" (2000); the iteration
//! is Gauss-Seidel with aggregation and disaggregation, W. J. Stewart, Introduction to the Numerical Solution of
//! Markov Chains (1994), chapters 3 and 6.

mod chain;
mod model;
mod solve;
mod within;

pub use model::{ContactType, Design, DesignError, Priority, QueueFigures, Steady, WhichType};
pub use solve::steady;

#[cfg(test)]
mod tests;
