//! The independent judge: every rule again, and the objective again from the roster alone.
//!
//! Nothing here is shared with the search: rules are judged in minutes on finished lines, heads are counted from the
//! shifts, and multi-skilled heads are split by a transport algorithm of its own.

mod certificate;
#[cfg(test)]
mod tests;
mod transport;

pub use certificate::{Certificate, audit};
