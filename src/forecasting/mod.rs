//! forecasting.

pub mod routes;
