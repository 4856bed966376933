//! Why the roster is as it is: shortages with causes, rules that were relaxed, messages.

mod message;
mod messages;
mod shortage;

pub use message::{Cause, Message, Severity, Shortage};

use crate::search::{Arena, Solution};

/// Fills in shortages and messages.
pub(crate) fn explain(arena: &Arena<'_>, solution: &mut Solution) {
    solution.shortages = shortage::shortages(arena, solution);
    solution.messages = messages::messages(arena, solution);
}
