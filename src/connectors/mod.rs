//! Connectors: what other systems write in their own way, read into history, agent states and the day's actuals.
//!
//! Asterisk's `queue_log` is kept line by line ([`queue_log`]); calls, the intervals of history and agents' states are
//! told from the lines anew whenever further ones come, so that their order and repetition change nothing. Genesys
//! Cloud's and Amazon Connect's events of agents become agent-state events ([`agent_events`]).

pub mod agent_events;
pub mod queue_log;
pub mod routes;
