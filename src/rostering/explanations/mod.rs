//! Why a roster is as it is: what stays short, why an agent has a line, which rules contradict one another, what rules
//! cost.
//!
//! Every answer is about the problem and the roster that the run kept ([`super::record`]), whatever has changed since. The
//! solver speaks in slots, days and positions; here they become instants, dates and identifiers ([`terms`]). Costs are in
//! the unit of a roster's objective: hours of one agent too many.

mod ask;
mod conflicts;
mod line;
mod prices;
mod terms;
mod unmet;

pub use ask::{ExplanationQuery, Explanations, explain};
pub use conflicts::{ConflictOfRules, RosterConflicts, explain_conflicts};
pub use line::{LineExplanation, WishExplanation};
pub use prices::{
    ConfirmedChange, OneMoreAgentValue, PriceRoster, PricedRule, RosterPrices, find_prices,
    run_prices, submit_prices,
};
pub(super) use terms::Terms;
pub use terms::{
    AlternativeLine, BindingConstraint, BreakDifference, BrokenConstraint, CostDifference,
    CoverageDifference, LineShift, RuleDifference, WayOutOfConflict,
};
pub use unmet::{IntervalExplanation, RuleAtItsLimit, UnmetCauseOfAgents, UnmetStretch};
