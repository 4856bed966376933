//! What-ifs: what a change would mean for a roster that is there, with nothing stored in its schedule.
//!
//! The question is about the problem and the roster that a run kept ([`super::record`]). Both the problem as it was and the
//! changed one are searched on from that roster, each for half of the time, so that what differs is due to the change and
//! not to a longer search; the answer compares the two. Where the whole plan is branched, demand included, a roster is made
//! anew of the supposed inputs instead ([`roster_supposed`]), and kept by whoever asked.

mod change;
mod comparison;
mod find;
mod plan_change;
mod request;
mod run;
mod store;
mod supposed;
#[cfg(test)]
mod tests;

pub use change::{AddedAgents, ChangedDemand, ChangedWorkPlan, RemovedAgent, RosterChange};
pub use comparison::{
    ChangedLine, LineChangeKind, RosterDifference, RosterGroupComparison, RosterTally,
    RosterWhatIf, RosterWhatIfSummary,
};
pub use find::{find_what_if, list_what_ifs};
pub use request::{AskWhatIf, submit_what_if};
pub use run::run_what_if;
pub use supposed::{SupposedRoster, check_supposed, roster_supposed};
