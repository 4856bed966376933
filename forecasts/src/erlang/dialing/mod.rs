//! Dialing ahead: how fast a dialer may call when an answered call without an agent is an abandoned one.
//!
//! | module | question |
//! |---|---|
//! | [`open_loop`] | the largest steady rate of live answers for an abandonment limit, without and with seconds of grace |
//! | [`burst`] | the most lines to ring at once for a number of idle agents |
//!
//! Both are limits of dialing without a look at the moment's state; a dialer that sees who is about to finish does
//! better.

pub mod burst;
pub mod open_loop;
