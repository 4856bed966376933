//! history.

pub mod routes;
