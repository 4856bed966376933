//! Staffing for a rate that is not known for certain.
//!
//! A forecast's mean is missed every day; how far is known from the forecast's own spread. The rate of an interval is
//! taken to be gamma distributed around its mean ([`RateUncertainty`]). [`require_with_probability()`] staffs so that
//! the goals are met with a chosen probability, [`probability_of_meeting()`] says with which one a number of agents
//! meets them, [`predict_by_calls()`] what callers meet on average. [`UncertainDay`] does the same for a goal that
//! counts a whole day's contacts together.

mod day;
mod interval;
mod rate;

pub use day::{DayGoal, UncertainDay};
pub use interval::{predict_by_calls, probability_of_meeting, require_with_probability};
pub use rate::RateUncertainty;
