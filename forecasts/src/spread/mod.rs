//! How far a forecast may be off: quantiles and sample paths, measured on the errors of the backtest.
//!
//! The randomness of a whole day, of hours within it and of single intervals are apart, so that bands of intervals, of
//! hours and of days can all be right at once.

mod errors;
mod levels;
mod path_spread;
mod paths;
mod quantiles;
#[cfg(test)]
mod spread_tests;
mod sums;

pub use errors::{Cell, ForecastDay, SpreadErrors};
pub use levels::SpreadByLevel;
pub use path_spread::PathSpread;
pub use paths::sample_paths;
pub use quantiles::{Quantiles, Spread, SpreadSource};
