//! What a campaign asks of its dialer.

use super::PacingError;
use super::error::{above_zero, at_least};
use crate::units::{Share, WaitSeconds};

/// How a campaign dials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// An agent sees the contact first and starts the call: nobody is ever called without an agent.
    Preview,
    /// One line an idle agent.
    Progressive,
    /// As many lines as the floor's state allows within the cap.
    Predictive,
}

/// What is believed before anything is observed; worth a handful of observations, then forgotten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expectations {
    /// Share of lines a person answers, above 0.
    pub live_answer: Share,
    /// Mean seconds until a person answers, above 0.
    pub ring_until_answer_seconds: f64,
    /// Mean seconds until a line without a person ends, above 0.
    pub ring_unanswered_seconds: f64,
    /// Mean seconds of a conversation, above 0.
    pub talk_seconds: f64,
    /// Mean seconds of wrap-up; 0 where there is none.
    pub wrap_up_seconds: f64,
}

/// What a campaign asks of its dialer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// How it dials.
    pub mode: Mode,
    /// The cap: abandoned calls ÷ live answers of a measuring window. 0 never rings more lines than agents are idle.
    pub maximum_abandoned: Share,
    /// With which probability the cap may be exceeded at the window's end; above 0, at most 0.5.
    pub exceeding: Share,
    /// Seconds after its answer within which a call must have an agent, else it is abandoned.
    pub connect_within: WaitSeconds,
    /// Lines that may ring or wait at once, where trunks or a contract limit them.
    pub maximum_lines: Option<u32>,
    /// Lines that may ring or wait for each agent who is idle, or expected to be by the time a new line is answered; at
    /// least 1, where anything limits them.
    pub maximum_calls_per_agent: Option<f64>,
    /// What is believed at first.
    pub expectations: Expectations,
}

impl Policy {
    /// # Errors
    /// [`PacingError::NoLimit`], [`PacingError::NoCertainty`], and [`PacingError::Number`] of an expectation or of calls per
    /// agent.
    pub fn check(&self) -> Result<(), PacingError> {
        if self.maximum_abandoned.as_f64() >= 1.0 {
            return Err(PacingError::NoLimit {
                maximum: self.maximum_abandoned,
            });
        }
        if !(self.exceeding.as_f64() > 0.0 && self.exceeding.as_f64() <= 0.5) {
            return Err(PacingError::NoCertainty {
                probability: self.exceeding,
            });
        }
        if let Some(calls) = self.maximum_calls_per_agent {
            at_least(calls, 1.0, "calls per agent", "a finite number, at least 1")?;
        }
        let expected = &self.expectations;
        let remedy = "a finite mean above 0";
        above_zero(
            expected.live_answer.as_f64(),
            "the expected share of live answers",
            "a share above 0",
        )?;
        above_zero(
            expected.ring_until_answer_seconds,
            "the expected ring time until an answer",
            remedy,
        )?;
        above_zero(
            expected.ring_unanswered_seconds,
            "the expected ring time without an answer",
            remedy,
        )?;
        above_zero(expected.talk_seconds, "the expected talk time", remedy)?;
        at_least(
            expected.wrap_up_seconds,
            0.0,
            "the expected wrap-up time",
            "finite seconds, at least 0",
        )
    }
}
