//! Lines of work under general rules: what a class of agents may work, the states its rules tell apart, and exact pricing
//! over the whole horizon or a window of it.
//!
//! [`crate::columns`] does the same for weekly rules alone, with tables that are faster where shifts start every quarter
//! of an hour. Here a line is a path through a [`Graph`] whose nodes are the states of all rules but one; the paid units
//! counted so far are an axis of every node's table, so that the inner loop runs over contiguous numbers.

mod book;
mod counted_breaks;
mod days;
mod enumeration;
mod existence;
mod gains;
mod graph;
mod graph_store;
mod kept;
mod machine;
mod open_graph;
mod order;
mod period;
mod personal;
mod piece;
mod pricing;
mod rows;
mod state;
mod tables;
mod track;
mod window_end;

pub(crate) use book::{Book, Meter, Shared};
pub(crate) use days::BookDay;
pub(crate) use existence::Existence;
pub(crate) use kept::Kept;
pub(crate) use open_graph::OpenGraph;
pub(crate) use order::{Around, Effort, Order, Quote, Values};
pub(crate) use period::PeriodLimits;
pub(crate) use personal::{Personal, ready_at_first};
pub(crate) use piece::{Duty, Piece};
pub(crate) use pricing::Pricer;
pub(crate) use rows::Rows;
pub(crate) use state::{Edge, State};
pub(crate) use track::{Counts, Track, step};
