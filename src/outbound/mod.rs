//! outbound.

pub mod routes;
