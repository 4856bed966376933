//! staffing.

pub mod routes;
