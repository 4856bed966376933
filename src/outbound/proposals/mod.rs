//! Segment proposals: a list or a campaign's open contacts cut into small campaigns that the seats can call.
//!
//! A run ([`run_segment_proposal`](run::run_segment_proposal)) scores the contacts by a response model and keeps the slices as
//! contact list filters; [`adopt`] makes the campaigns. The mathematics is [`crewcast_forecasts::slicing`].

pub(in crate::outbound) mod adopt;
mod contacts;
pub(in crate::outbound) mod find;
mod own_order;
pub(in crate::outbound) mod proposal;
pub(in crate::outbound) mod request;
pub(in crate::outbound) mod run;
mod wording;
