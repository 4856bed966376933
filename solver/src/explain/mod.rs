//! Why the roster is as it is: shortages with causes, rules that were relaxed, messages.

mod message;

pub use message::{Cause, Message, Severity, Shortage};
