//! The rules of contact policy: each is one question to what is on record of a contact and its person.

mod all;
mod attempt_limits;
mod case;
mod consent;
mod conversation_cooling_off;
mod minimum_gaps;
#[cfg(test)]
mod properties;
mod recall_entries;
mod refusals;
mod rolling_limits;

pub(in crate::outbound) use all::{holds, weightiest};
pub(in crate::outbound) use case::{Case, Hold};
