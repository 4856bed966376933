//! What the smoothing refuses.

/// Why a series was not smoothed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DoubleSeasonalError {
    /// A cycle has no step.
    #[error(
        "{slots_per_day} slots a day and {days_per_week} days a week make no cycle; give at least 1 of each"
    )]
    NoCycle {
        /// Slots a day.
        slots_per_day: usize,
        /// Days a week.
        days_per_week: usize,
    },
    /// Less than two weeks.
    #[error("{found} steps are less than the {needed} of two weeks; give a longer history")]
    TooShort {
        /// Steps given.
        found: usize,
        /// Steps of two weeks.
        needed: usize,
    },
    /// The weeks the state starts from, or those it is judged by, hold no value.
    #[error("nothing was observed in steps {from} to {to}; leave them out or give another history")]
    NothingObserved {
        /// First step, from 0.
        from: usize,
        /// The step after the last.
        to: usize,
    },
    /// A value is infinite or too large to square.
    #[error(
        "step {step} is {value}; give a square root of a count, NaN where nothing was observed"
    )]
    NotARoot {
        /// Step, from 0.
        step: usize,
        /// The value refused.
        value: f64,
    },
    /// A constant to start the search from lies outside its range.
    #[error("the smoothing constant {name} = {value} is outside its range; use {range}")]
    NotAConstant {
        /// Which one.
        name: &'static str,
        /// The value refused.
        value: f64,
        /// What is allowed.
        range: &'static str,
    },
}
