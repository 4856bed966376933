//! What is simulated.

use crate::pacing::PacingError;
use crate::pacing::error::{above_zero, at_least};
use crate::simulation::Distribution;

/// Rates that change at a moment of the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateStep {
    /// When, in seconds from the start.
    pub at_seconds: f64,
    /// By what the share of live answers is multiplied, for lines started from then on.
    pub live_answer_factor: f64,
    /// By what talk and wrap-up are multiplied, for calls answered from then on.
    pub handle_time_factor: f64,
}

/// A floor of agents who do nothing but take the live answers of one campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// Agents, all idle at the start.
    pub agents: u32,
    /// Length of the run, which is the measuring window too.
    pub seconds: f64,
    /// Share of lines a person answers.
    pub live_answer: f64,
    /// A person answers after a time spread evenly between these seconds.
    pub answered_after_seconds: (f64, f64),
    /// A line without a person ends after a time spread evenly between these seconds.
    pub unanswered_after_seconds: (f64, f64),
    /// Talk.
    pub talk: Distribution,
    /// Wrap-up after it; `None` has none.
    pub wrap_up: Option<Distribution>,
    /// Seconds a live answer stays on the line without an agent.
    pub connect_within_seconds: f64,
    /// Seconds between two decisions of the dialer.
    pub decides_every_seconds: f64,
    /// Rates that change on the way.
    pub step: Option<RateStep>,
}

impl Floor {
    /// Ring time 5 to 15 s when a person answers and 20 s when none does, 2 s of grace, a decision a second, no wrap-up.
    #[must_use]
    pub const fn new(agents: u32, seconds: f64, live_answer: f64, talk: Distribution) -> Self {
        Self {
            agents,
            seconds,
            live_answer,
            answered_after_seconds: (5.0, 15.0),
            unanswered_after_seconds: (20.0, 20.0),
            talk,
            wrap_up: None,
            connect_within_seconds: 2.0,
            decides_every_seconds: 1.0,
            step: None,
        }
    }

    /// # Errors
    /// [`PacingError::Number`] names what is out of range.
    pub fn check(&self) -> Result<(), PacingError> {
        let seconds = "finite seconds above 0";
        above_zero(self.seconds, "the length of the run", seconds)?;
        above_zero(
            self.decides_every_seconds,
            "the time between two decisions",
            seconds,
        )?;
        at_least(
            self.connect_within_seconds,
            0.0,
            "the grace",
            "finite seconds, at least 0",
        )?;
        for ((from, to), what) in [
            (self.answered_after_seconds, "the time until an answer"),
            (self.unanswered_after_seconds, "the time without an answer"),
        ] {
            at_least(from, 0.0, what, "finite seconds, at least 0")?;
            at_least(to, from, what, "an end that is not before its start")?;
        }
        let most = self
            .step
            .map_or(1.0, |step| step.live_answer_factor.max(1.0));
        let largest = self.live_answer * most;
        if !(self.live_answer >= 0.0 && largest <= 1.0) {
            return Err(PacingError::Number {
                what: "the share of live answers, after its step",
                value: largest,
                remedy: "0 to 1",
            });
        }
        if let Some(step) = self.step {
            let remedy = "a finite number of at least 0";
            at_least(step.at_seconds, 0.0, "the moment of the step", remedy)?;
            at_least(
                step.live_answer_factor,
                0.0,
                "the step of the live answers",
                remedy,
            )?;
            at_least(
                step.handle_time_factor,
                0.0,
                "the step of the handle time",
                remedy,
            )?;
        }
        Ok(())
    }

    /// The share of live answers at a moment.
    pub(super) fn live_answer_at(&self, seconds: f64) -> f64 {
        self.live_answer
            * self
                .step
                .filter(|step| seconds >= step.at_seconds)
                .map_or(1.0, |step| step.live_answer_factor)
    }

    /// What handle times are multiplied by at a moment.
    pub(super) fn handle_time_factor_at(&self, seconds: f64) -> f64 {
        self.step
            .filter(|step| seconds >= step.at_seconds)
            .map_or(1.0, |step| step.handle_time_factor)
    }
}
