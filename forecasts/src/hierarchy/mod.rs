//! Forecasts that agree with each other: across queues, across time, and from an old queue to a new one.
//!
//! - [`Reconciler`]: queue → planning group → business unit ([`Hierarchy`]). Every node brings a forecast of its own;
//!   the result sums. By trace minimisation with backtest variances or a shrunk covariance, or bottom-up, or top-down.
//! - [`reconcile_in_time`]: interval → day → week, with months as sums of days.
//! - [`borrow_shape`]: a queue with little or no history takes the weekly shape of similar queues, and leaves it as
//!   its own contacts come in.
//!
//! Within, `least_squares` solves the diagonal problem on the tree in two passes, `min_trace` the one with correlated
//! errors, `evidence` weighs counts against a borrowed shape.

mod borrowed;
#[cfg(test)]
mod borrowed_tests;
mod donor;
mod error;
mod evidence;
mod least_squares;
mod min_trace;
mod own;
mod quantiles;
mod reconcile;
#[cfg(test)]
mod reconcile_tests;
mod shrinkage;
mod temporal;
#[cfg(test)]
mod temporal_tests;
mod tree;

pub use borrowed::{BorrowedShape, DonorWeight, NewQueue, borrow_shape};
pub use donor::{MINIMUM_DONOR_DAYS, ShapeDonor};
pub use error::{BorrowError, HierarchyError, TemporalError};
pub use quantiles::quantile_after;
pub use reconcile::{Method, Reconciler};
pub use shrinkage::ShrunkCovariance;
pub use temporal::{
    Estimate, IntervalForecast, PeriodTotal, Spread, TemporalForecast, TotalsForecast,
    reconcile_in_time,
};
pub use tree::Hierarchy;
