//! adherence.

pub mod routes;
