//! How many requests a user or key, a tenant and an address may send this server, by what the requests cost.
//!
//! The state is this server's own: of several servers behind a balancer each lets through as much. The headers are
//! those of draft-ietf-httpapi-ratelimit-headers-10; the algorithm is GCRA, a leaky bucket.

mod class;
mod limiter;
mod meter;

pub(super) use limiter::Limiters;
pub(super) use meter::{meter, meter_anonymous};
