//! Agents' events as other products send them, read into agent-state events.

mod amazon_connect;
#[cfg(test)]
mod fuzz;
mod genesys_cloud;
mod vendor;

pub use vendor::{Vendor, record_vendor_events};
