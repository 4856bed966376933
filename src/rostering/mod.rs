//! rostering.

pub mod routes;
