//! Scenarios: a branch of the whole plan of some weeks, played to its end and compared with others.
//!
//! A scenario takes a forecast's weeks with the organisation as it is, changes demand ([`DemandChange`]) and supply
//! ([`crate::rostering::RosterChange`]), and runs requirement, roster, simulation and money on it ([`run`]). Nothing of the live
//! plan changes: what comes out is kept with the hash of its inputs and its seed, laid side by side with other scenarios
//! ([`compare_scenarios`]) in heads, service, money and fairness, and its roster may become a draft ([`adopt_scenario`]).

mod adopt;
mod branch;
mod compare;
mod demand;
mod figures;
mod find;
mod opening_hours;
mod prices;
mod request;
mod result;
pub mod routes;
mod run;
mod store;
#[cfg(test)]
mod testing;

pub use adopt::adopt_scenario;
pub use compare::{
    ComparedFigure, ComparedScenario, FigureKind, ScenarioComparison, compare_scenarios,
};
pub use demand::{
    ChangedHandleTime, ChangedServiceGoals, ChangedShrinkage, ChangedVolume, DemandChange,
};
pub use find::{delete_scenario, find_scenario, list_scenarios};
pub use opening_hours::ChangedOpeningHours;
pub use request::{
    CheckedScenario, NewPlanScenario, ScenarioMoney, SubmitScenario, check_scenario,
    submit_scenario,
};
pub use result::{
    HoursSpread, PlanScenario, ScenarioCost, ScenarioFairness, ScenarioGroupService, ScenarioHeads,
};
pub use run::run;

/// The kind of runs [`run`] handles.
pub const RUN_KIND: &str = "scenario";
