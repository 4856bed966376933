//! Rostering: from a forecast's requirement to named agents on shifts.
//!
//! Read the inputs ([`RosterInputs`]), state them to the solver in slots, solve, have the independent judge check the
//! outcome, and keep it as a draft schedule with everything the solver had to say.
//!
//! **What is covered.** Rosters cover the *gross* requirement, net agents divided by (1 − shrinkage): shrinkage is
//! sickness and other absence nobody knows yet, and takes rostered agents away. Breaks and meals of work plans are no
//! part of it: they stand in the shifts, where the agent does not count as on queue.

mod before;
mod break_limits;
mod explanations;
mod fairness;
mod generate;
mod inputs;
mod labour_law;
mod names;
mod outcome;
mod plan_rules;
mod plans;
mod problem;
mod record;
mod repair;
mod request;
pub mod routes;
mod solving;
mod store;
#[cfg(test)]
mod tests;
mod wishes;

pub use explanations::{
    AlternativeLine, BindingConstraint, BreakDifference, BrokenConstraint, ConfirmedChange,
    ConflictOfRules, CostDifference, CoverageDifference, ExplanationQuery, Explanations,
    IntervalExplanation, LineExplanation, LineShift, OneMoreAgentValue, PriceRoster, PricedRule,
    RosterConflicts, RosterPrices, RuleAtItsLimit, RuleDifference, UnmetCauseOfAgents,
    UnmetStretch, WayOutOfConflict, WishExplanation, explain, explain_conflicts, find_prices,
    run_prices, submit_prices,
};
pub use fairness::{CarriedBefore, RosterFairness};
pub use generate::run;
pub use inputs::{GroupDemand, RosterInputs, read_inputs};
pub use labour_law::{LabourLawPack, LabourLawProvision, labour_law_packs};
pub use record::{RosterRecord, find_record};
pub use repair::{Absence, RepairSchedule, run_repair, submit_repair};
pub use request::{GenerateSchedule, submit_roster};
pub use solving::{RosterSolver, SolverProcess, serve as serve_solver};
pub use wishes::WishWeights;

/// The kind of runs [`run`] handles.
pub const RUN_KIND: &str = "roster";

/// The kind of runs [`run_prices`] handles.
pub const PRICES_RUN_KIND: &str = "roster-prices";

/// The kind of runs [`run_repair`] handles.
pub const REPAIR_RUN_KIND: &str = "roster-repair";

/// A variant's name as its JSON has it: of a unit variant the string, of one with a `kind` that.
fn wire_name(variant: &impl serde::Serialize) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(other) => other["kind"]
            .as_str()
            .map_or_else(|| other.to_string(), str::to_owned),
        Err(error) => error.to_string(),
    }
}
