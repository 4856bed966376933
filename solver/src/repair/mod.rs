//! A given roster changed as little as may be: repair around locks when somebody is absent or demand has risen, and what-ifs
//! that begin with the stored roster.

mod change_prices;
mod changes;
mod error;
mod repair_roster;
mod rework;
mod search_on;
mod start;
#[cfg(test)]
mod tests;
mod what_if;

pub use change_prices::{ChangePrices, Locks};
pub use changes::{AgentChange, DayChange};
pub use error::RepairError;
pub use repair_roster::{Repair, RepairOptions, repair};
pub use search_on::search_on;
pub use what_if::{Change, WhatIf, carried_over, changed, what_if};

pub(crate) use rework::{Reworked, rework};
pub(crate) use start::start_from;
