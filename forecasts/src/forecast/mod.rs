//! The forecast of one planning group: volume with bands, handle times, and how far to believe them.

mod error;
mod queue;
mod report;
#[cfg(test)]
mod tests;

pub use error::ForecastError;
pub(crate) use queue::laid_out;
pub use queue::{MOST_DAYS_AHEAD, QueueForecast, QueueHistory, VolumeForecast, forecast};
pub use report::ForecastReport;
