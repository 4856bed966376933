//! Response models: what a campaign's attempts teach of its contacts, and the order of calling that follows.
//!
//! A run ([`run_response_model`]) reads the attempts ([`history`]) and the columns that were known before the calls
//! ([`features`]), learns ([`training`]), cuts the open contacts into segments of falling promise ([`bands`], [`scoring`]), and
//! keeps a [`ResponseModel`](model::ResponseModel). [`drift`] holds later calls against it. The mathematics is
//! [`crewcast_forecasts::response`].

pub(in crate::outbound) mod bands;
pub(in crate::outbound) mod drift;
pub(in crate::outbound) mod features;
pub(in crate::outbound) mod find;
pub(in crate::outbound) mod history;
pub(in crate::outbound) mod kept;
pub(in crate::outbound) mod model;
pub(in crate::outbound) mod refusal;
pub(in crate::outbound) mod request;
pub(in crate::outbound) mod run;
mod scoring;
mod training;
