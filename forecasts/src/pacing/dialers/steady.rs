//! A steady pace whatever the agents are doing: what the open-loop formula is about.

use super::Dialer;
use crate::erlang::dialing::open_loop::OpenLoop;
use crate::pacing::error::above_zero;
use crate::pacing::{Observation, PacingError, PacingState};
use crate::units::{AhtSeconds, Share, WaitSeconds};

/// Starts lines at the largest rate whose live answers stay within a limit. It must be told the share of live answers
/// and the handle time, and does not notice when they change.
#[derive(Clone, Copy, Debug)]
pub struct SteadyPace {
    lines_per_second: f64,
    started: f64,
}

impl SteadyPace {
    /// For so many agents with this handle time.
    ///
    /// # Errors
    /// [`PacingError::Number`] of a share of 0, [`PacingError::OpenLoop`].
    pub fn within(
        maximum: Share,
        agents: u32,
        aht: AhtSeconds,
        grace: WaitSeconds,
        live_answer: Share,
    ) -> Result<Self, PacingError> {
        above_zero(
            live_answer.as_f64(),
            "the share of live answers",
            "a share above 0",
        )?;
        let pace = OpenLoop { agents, aht, grace }.largest_pace(maximum)?;
        Ok(Self {
            lines_per_second: pace.live_answers_per_hour / 3_600.0 / live_answer.as_f64(),
            started: 0.0,
        })
    }
}

impl Dialer for SteadyPace {
    fn observe(&mut self, _now_seconds: f64, _: Observation) -> Result<(), PacingError> {
        Ok(())
    }

    fn lines(&mut self, now_seconds: f64, _: &PacingState) -> Result<u32, PacingError> {
        let due = (self.lines_per_second * now_seconds).floor();
        let lines = (due - self.started).max(0.0);
        self.started += lines;
        Ok(lines as u32)
    }
}
