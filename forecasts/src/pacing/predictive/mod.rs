//! Predictive dialing: what the ringing lines may bring against the agents who will be free by then.
//!
//! `lookahead` tells the risk of one more line as the floor stands, `price` the risk that is worth taking, `allowance`
//! the share of calls the window lets be abandoned; `pacer` brings them together.

mod allowance;
mod balance;
mod lookahead;
mod pacer;
mod price;

pub use allowance::Outlook;
pub use pacer::{Decision, Pacer, PacerMemory, Start};
