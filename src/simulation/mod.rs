//! Simulation: a schedule played many times against its forecast, contact by contact.
//!
//! The formulas of [`crate::staffing`] see one interval and one planning group at a time, in a steady state, at the mean
//! of the forecast. The simulation ([`crewcast_forecasts::simulation`]) sees what they leave out: agents who serve
//! several groups, breaks that begin inside an interval, queues carried over into the next, agents who are away, and
//! days busier than their mean. It runs as a job ([`run`]) in child
//! processes ([`Simulator`]) and keeps, for each schedule, what it last found.

mod centre;
mod centre_file;
mod inputs;
mod of_shifts;
mod prediction;
mod predictions;
mod replications;
mod request;
pub mod routes;
mod run;
mod scenario;
mod simulator;
mod store;

pub use centre::simulated_queue;
pub use centre_file::{CentreSimulation, QueueSimulation, simulate_centre};
pub use inputs::{GroupToSimulate, SupposedPlan, groups_to_simulate};
pub use of_shifts::{simulate_shifts, simulate_supposed};
pub use prediction::{
    DayPrediction, EndedBy, Estimate, GroupPrediction, PerformancePrediction, PeriodPrediction,
    PredictionMessage, Probability, ScenarioPrediction,
};
pub use predictions::{LatestPrediction, latest_prediction};
pub use request::{SimulateSchedule, check_simulation_size, submit_simulation};
pub use run::run;
pub use scenario::{Outage, STRESS_LIBRARY, Scenario, ScenarioChoice};
pub use simulator::{Simulator, serve as serve_simulator};

/// The kind of runs [`run`] handles.
pub const RUN_KIND: &str = "simulation";
