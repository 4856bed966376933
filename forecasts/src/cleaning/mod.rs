//! Examining a queue's history: what looks wrong, what it would be repaired to, and why.
//!
//! [`examine()`] reads day × slot matrices and marks suspicious stretches as [`Finding`]s. It changes nothing: the
//! planner accepts or refuses each one ([`Decisions`]), and [`Findings::apply`] makes the cleaned history from the
//! accepted ones. A finding has a stable id, so a decision taken once holds when the history is examined again.
//!
//! Every test compares a day with the nearest days of its own weekday, robustly, with the day's own level taken out,
//! so that a billing day, a busy season or the Monday after a holiday is not mistaken for an error of the data.
//! Thresholds are probabilities under a negative binomial, not percentages: they hold for one contact an interval and
//! for five hundred.

mod aht_units;
mod censored;
mod closed;
mod day_kind;
mod decision;
mod dispersion;
mod doubled;
mod examine;
mod finding;
mod handled;
mod impossible_aht;
mod outage;
mod spike;
mod usual;

pub use decision::{Decision, Decisions};
pub use examine::{CleaningError, QueueSeries, examine};
pub use finding::{
    Confidence, Finding, FindingId, FindingKind, Findings, Repair, Series, SlotRange,
};
pub use impossible_aht::LONGEST_AHT_SECONDS;

#[cfg(test)]
mod aht_tests;
#[cfg(test)]
mod cleaning_tests;
