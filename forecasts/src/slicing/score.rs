//! What calling a contact is expected to give.

use crate::response::Propensity;

/// What is expected of one attempt on a contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContactScore {
    /// Probability that it is answered.
    pub answer_rate: f64,
    /// Probability that it succeeds.
    pub success: Propensity,
}
