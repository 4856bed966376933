//! The search under general rules: long horizons, runs, weekends, successions, wishes, demand by shift.
//!
//! Every agent's line is a path through the graph of its plan ([`crate::lines`]). A part of the problem, some agents in a
//! window of days with all else held, is a linear program over such paths: the whole problem gives the bound, small
//! parts chosen again and again give the roster, and a few agents who exchange lines do where programs are too large.

mod arms;
mod blend;
mod conclude;
mod desk;
mod exchange;
mod finish;
mod heads;
mod lanes;
mod level;
mod part;
mod part_dive;
mod parts;
mod roster;
mod run;
#[cfg(test)]
mod tests;

pub(crate) use conclude::conclude;
pub(crate) use desk::Desk;
pub(crate) use heads::Heads;
pub(crate) use part::{Goal, Part, Seat};
pub(crate) use roster::{Line, Roster, first_line};
pub(crate) use run::{LONGEST_WHOLE, improve_roster, make_ready, solve_general};
