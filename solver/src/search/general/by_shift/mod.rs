//! Annealing of rosters whose demand is by shift and day, not by slot (Kirkpatrick, Gelatt and Vecchi 1983).
//!
//! There a plan's rules are a table from day to day and what a shift lacks is a count ([`Board`]), so a small change of a
//! roster costs a few look-ups and millions can be weighed in a second. Dearer rosters are accepted the less readily the
//! further the search has cooled; every roster on its way keeps the hard rules.

mod automaton;
mod board;
mod chain;
mod cooling;
mod moves;
mod plan;
mod sheet;
#[cfg(test)]
mod tests;

pub use board::Board;
pub use plan::Plan;
