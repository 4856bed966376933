//! Why the roster is as it is: shortages with causes, rules that were relaxed, messages.

mod message;
mod messages;
mod shortage;

pub use message::{Cause, Message, Severity, Shortage};

use crate::problem::Problem;
use crate::search::Solution;
use crate::shifts::ShiftOption;

/// What the explanations need to know of the problem.
pub(crate) struct Known<'a> {
    pub problem: &'a Problem,
    /// Per agent its class.
    pub class_of: &'a [usize],
    /// Per class and day the shifts that may be worked.
    pub options: Vec<Vec<Vec<ShiftOption>>>,
}

/// Fills in shortages and messages.
pub(crate) fn explain(known: &Known<'_>, solution: &mut Solution) {
    solution.shortages = shortage::shortages(known, solution);
    solution.messages = messages::messages(known, solution);
}
