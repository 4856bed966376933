//! What a floor asks of whoever paces it.

use crate::pacing::{Observation, Pacer, PacingError, PacingState};

/// Decides how many lines to start.
pub trait Dialer {
    /// Something happened, `now_seconds` after the floor's start.
    ///
    /// # Errors
    /// Why the observation cannot be learnt from.
    fn observe(&mut self, now_seconds: f64, observation: Observation) -> Result<(), PacingError>;

    /// Lines to start now.
    ///
    /// # Errors
    /// Why nothing can be decided.
    fn lines(&mut self, now_seconds: f64, state: &PacingState) -> Result<u32, PacingError>;
}

impl Dialer for Pacer {
    fn observe(&mut self, now_seconds: f64, observation: Observation) -> Result<(), PacingError> {
        Pacer::observe(self, now_seconds, observation)
    }

    fn lines(&mut self, now_seconds: f64, state: &PacingState) -> Result<u32, PacingError> {
        Ok(self.decide(now_seconds, state)?.start.count())
    }
}
