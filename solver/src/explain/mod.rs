//! Why the roster is as it is, with numbers: what stays short and what stands against it, which rules contradict one
//! another, what every rule costs, why an agent has this line and not another, what one more agent would bring.
//!
//! Texts are for people, codes and figures for programs. Every answer is computed, none is looked up: conflicts by exact
//! pricing of one agent, prices by the duals of the linear program and by solving again.

mod added_shift;
pub(crate) mod again;
mod alternative;
mod conflict;
mod constraint;
mod difference;
mod error;
mod message;
mod messages;
mod one_agent;
mod one_more;
mod prices;
pub(crate) mod program;
pub(crate) mod reading;
mod relax;
mod requirement;
mod rule_price;
mod shortage;
mod standing;
#[cfg(test)]
mod tests;
mod unmet;
mod unmet_target;
mod way_out;
mod why_line;

pub use alternative::Alternative;
pub use conflict::{Conflict, Involved, conflict};
pub use constraint::{Constraint, Unit, constraints_of_agent, constraints_of_plan};
pub use difference::{
    BreakChange, ColleagueChange, CoverageChange, Difference, RuleChange, ShiftChange,
};
pub use error::ExplainError;
pub use message::{Cause, Message, RuleAtLimit, Severity, Shortage};
pub use one_more::{OneMoreAgent, one_more_agent};
pub use prices::{Confirm, Prices, prices};
pub use relax::relaxation_price;
pub use requirement::Requirement;
pub use rule_price::{Confirmed, RulePrice, rule_prices};
pub use unmet::{Unmet, UnmetCause, why_shift_unmet, why_unmet};
pub use unmet_target::UnmetTarget;
pub use way_out::{Broken, WayOut};
pub use why_line::{Together, WhyNot, WhyThisLine, why_not, why_this_line};

pub(crate) use alternative::changed_days;
pub(crate) use difference::difference as difference_of;

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
