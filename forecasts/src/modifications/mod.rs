//! The planner's hand: changes to a forecast that stay apart from it.
//!
//! A statistical forecast is never changed. Modifications, in the order they were made, are laid over it and give a
//! second series ([`apply`]); switching one off gives back what was there before it. When the contacts have come,
//! [`judge`] tells what each of them was worth.
//!
//! | module | question |
//! |---|---|
//! | [`modification`] | what a planner can say: nine types, two metrics, which intervals, which planning groups |
//! | [`horizon`] | which intervals make an hour, a day, a week of the forecast |
//! | [`check`] | whether a modification can be meant, and if not, which word of it is wrong |
//! | [`apply`] | the second series |
//! | [`bands`] | where P10, P50 and P90 go when the mean moves |
//! | [`portion`] | what a modification says of some of its intervals and planning groups, to carry it over to a new forecast |
//! | [`judge`] | the error with and without |

pub mod apply;
pub mod bands;
pub mod check;
pub mod horizon;
pub mod judge;
pub mod modification;
pub mod portion;

pub use apply::{Series, apply};
pub use check::{ModificationError, ModificationFault, RefusedModification, check};
pub use horizon::{Granularity, Horizon, HorizonError};
pub use judge::{Actual, Comparison, ErrorMeasure, Judgement, Verdict, judge};
pub use modification::{IntervalValue, Metric, Modification, ModificationType};
pub use portion::{Portion, portion};

#[cfg(test)]
mod tests;
