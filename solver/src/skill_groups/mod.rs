//! Staffing of skill groups: how many agents of each group make every queue meet its goals at the least cost.
//!
//! [`problem`] states queues, their goals, the groups that serve them and what must hold of any staffing; [`evaluate`]
//! is what judges a staffing (a simulator, an exact chain); [`staff`] finds one. The method is that of M. T. Cezik and
//! P. L'Ecuyer, "Staffing multiskill call centers via linear programming and simulation", Management Science 54 (2008):
//! an integer program over what is known, an evaluation, a linear cut for each goal that was missed, and again; then a
//! local search, then a check by a longer evaluation on a fresh seed.
//!
//! Two kinds of rows are kept apart. *Proven* rows hold of every staffing that meets the goals: an agent's time is
//! spent once (the transport program), and the [`Floor`]s that the caller marks so. They alone make the lower bound.
//! *Estimates* (the other floors, and all cuts) only steer the search.

mod answer;
mod cuts;
mod error;
mod evaluate;
mod improve;
mod judge;
mod problem;
mod program;
mod staff;

#[cfg(test)]
mod loss_chain;
#[cfg(test)]
mod specification;

pub use answer::{Cut, Message, Staffing};
pub use error::{EvaluationFailed, SkillGroupsError};
pub use evaluate::{Attained, Effort, Evaluate};
pub use problem::{Floor, Goal, Problem, SkillGroup, Standing};
pub use staff::{Limits, staff};
