//! schedules.

pub mod routes;
