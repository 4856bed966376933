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
mod judging;
mod labour_law;
mod line_check;
mod names;
mod outcome;
mod plan_rules;
mod plans;
mod problem;
mod record;
mod repair;
mod request;
pub mod routes;
mod shift_design;
mod skill_sets;
mod solving;
mod store;
#[cfg(test)]
mod tests;
mod time_off;
mod what_if;
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
pub use inputs::{GroupDemand, RosterInputs, read_unstaffed_inputs};
pub use judging::{Judged, LinesOfAgents, RuleFinding, ScheduleRules, introduced};
pub use labour_law::{LabourLawPack, LabourLawProvision, labour_law_packs};
pub use line_check::{BrokenRule, rules_newly_broken};
pub use record::{RosterRecord, find_record};
pub use repair::{
    Absence, Keeps, RepairSchedule, Replan, Replanned, replan, run_repair, submit_repair,
};
pub use request::{GenerateSchedule, check_roster_size, submit_roster};
pub use shift_design::{
    DesignShifts, DesignedActivity, DesignedContract, DesignedGroup, DesignedShift,
    DesignedShiftKind, DesignedTeam, ShiftContract, ShiftDesign, ShiftDesignSummary,
    find_shift_design, list_shift_designs, run_shift_design, submit_shift_design,
};
pub use solving::{RosterSolver, serve as serve_solver};
pub use what_if::{
    AddedAgents, AskWhatIf, ChangedDemand, ChangedLine, ChangedWorkPlan, LineChangeKind,
    RemovedAgent, RosterChange, RosterDifference, RosterGroupComparison, RosterTally, RosterWhatIf,
    RosterWhatIfSummary, SupposedRoster, check_supposed, find_what_if, list_what_ifs,
    roster_supposed, run_what_if, submit_what_if,
};
pub use wishes::WishWeights;

/// The kind of runs [`run`] handles.
pub const RUN_KIND: &str = "roster";

/// The kind of runs [`run_prices`] handles.
pub const PRICES_RUN_KIND: &str = "roster-prices";

/// The kind of runs [`run_repair`] handles.
pub const REPAIR_RUN_KIND: &str = "roster-repair";

/// The kind of runs [`run_what_if`] handles.
pub const WHAT_IF_RUN_KIND: &str = "roster-what-if";

/// The kind of runs [`run_shift_design`] handles.
pub const SHIFT_DESIGN_RUN_KIND: &str = "shift-design";

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
