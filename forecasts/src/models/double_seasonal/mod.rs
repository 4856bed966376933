//! Double-seasonal exponential smoothing with autoregressive errors.
//!
//! Taylor (2003), "Short-term electricity demand forecasting using double seasonal exponential smoothing", Journal of
//! the Operational Research Society 54, in its additive form, without trend, on square roots of counts.

mod error;
mod fitting;
mod nelder_mead;
mod state;
#[cfg(test)]
mod tests;

pub use error::DoubleSeasonalError;
pub use fitting::{DoubleSeasonal, FittedDoubleSeasonal, RootForecast};
pub use state::Smoothing;
