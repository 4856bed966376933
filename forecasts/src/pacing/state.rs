//! The floor at one moment.

use super::PacingError;
use super::error::at_least;

/// The window over which the share of abandoned calls is measured: a day, or the 30 days of a campaign.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeasuringWindow {
    /// Live answers since it began.
    pub answered: u64,
    /// Of these, abandoned.
    pub abandoned: u64,
    /// Seconds of dialing with the agents of this moment that are left in it; 0 at its end.
    pub remaining_seconds: f64,
}

/// What is seen of the floor when the dialer decides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PacingState {
    /// Agents who would take a call at once.
    pub idle: u32,
    /// Seconds since the answer of each conversation.
    pub talking_seconds: Vec<f64>,
    /// Seconds each agent in wrap-up has been in it.
    pub wrapping_up_seconds: Vec<f64>,
    /// Seconds each ringing line has rung.
    pub ringing_seconds: Vec<f64>,
    /// Answered calls that have no agent yet and are not yet abandoned.
    pub waiting: u32,
    /// Answers and abandoned calls so far.
    pub window: MeasuringWindow,
}

impl PacingState {
    /// Agents on the floor.
    #[must_use]
    pub fn agents(&self) -> u32 {
        self.idle + (self.talking_seconds.len() + self.wrapping_up_seconds.len()) as u32
    }

    /// Lines that ring or wait for an agent.
    #[must_use]
    pub fn lines(&self) -> u32 {
        self.ringing_seconds.len() as u32 + self.waiting
    }

    /// Idle agents for whom no line is on its way.
    #[must_use]
    pub fn agents_without_a_line(&self) -> u32 {
        self.idle.saturating_sub(self.lines())
    }

    /// # Errors
    /// [`PacingError::NotElapsed`] names the list and the place; [`PacingError::MoreAbandonedThanAnswered`];
    /// [`PacingError::Number`] of the time that is left.
    pub fn check(&self) -> Result<(), PacingError> {
        for (what, times) in [
            ("conversation", &self.talking_seconds),
            ("wrap-up", &self.wrapping_up_seconds),
            ("ringing line", &self.ringing_seconds),
        ] {
            for (index, seconds) in times.iter().copied().enumerate() {
                if !(seconds.is_finite() && seconds >= 0.0) {
                    return Err(PacingError::NotElapsed {
                        what,
                        index,
                        seconds,
                    });
                }
            }
        }
        let window = &self.window;
        if window.abandoned > window.answered {
            return Err(PacingError::MoreAbandonedThanAnswered {
                answered: window.answered,
                abandoned: window.abandoned,
            });
        }
        at_least(
            window.remaining_seconds,
            0.0,
            "the time left in the measuring window",
            "finite seconds, at least 0",
        )
    }
}
