//! A dialer that adapts a ratio of lines to agents, by the rules that VICIdial documents for its adaptive methods.
//!
//! Every 15 seconds: level × (1 + (idle − waiting + target)/agents), halved when more than half of a minute's answers
//! were abandoned, towards 1 while the share of the window is above the limit; between 1 and a maximum. Lines in play
//! (ringing, waiting, talking) are kept at level × agents, not counting agents in wrap-up.

use std::collections::VecDeque;

use super::Dialer;
use crate::pacing::{Observation, PacingError, PacingState};
use crate::units::Share;

const ADAPTS_EVERY_SECONDS: f64 = 15.0;
const RECENT_SECONDS: f64 = 60.0;

/// Share of a minute's answers above which the level is halved.
const TOO_MANY_ABANDONED: f64 = 0.5;

/// Settings of the ratio.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdaptiveRatioOptions {
    /// Share of abandoned calls above which the level goes down.
    pub maximum_abandoned: Share,
    /// Lines an agent, at most.
    pub maximum_level: f64,
    /// Idle agents aimed at, taken from the difference; below 0 keeps agents waiting.
    pub target: i32,
}

/// The dialer.
#[derive(Clone, Debug)]
pub struct AdaptiveRatio {
    options: AdaptiveRatioOptions,
    level: f64,
    adapts_at_seconds: f64,
    /// When answers of the last minute ended, and whether they were abandoned.
    recent: VecDeque<(f64, bool)>,
}

impl AdaptiveRatio {
    /// Begins with one line an agent.
    #[must_use]
    pub fn new(options: AdaptiveRatioOptions) -> Self {
        Self {
            options,
            level: 1.0,
            adapts_at_seconds: ADAPTS_EVERY_SECONDS,
            recent: VecDeque::new(),
        }
    }

    fn adapt(&mut self, now_seconds: f64, state: &PacingState) {
        while self
            .recent
            .front()
            .is_some_and(|(ended, _)| *ended < now_seconds - RECENT_SECONDS)
        {
            self.recent.pop_front();
        }
        let agents = f64::from(state.agents().max(1));
        let difference =
            f64::from(state.idle) - f64::from(state.waiting) + f64::from(self.options.target);
        self.level *= 1.0 + difference / agents;
        let abandoned = self
            .recent
            .iter()
            .filter(|(_, abandoned)| *abandoned)
            .count();
        if abandoned as f64 > TOO_MANY_ABANDONED * self.recent.len() as f64 {
            self.level /= 2.0;
        }
        let window = &state.window;
        let limit = self.options.maximum_abandoned.as_f64() * window.answered as f64;
        if window.abandoned as f64 > limit {
            self.level = f64::midpoint(self.level.min(self.options.maximum_level), 1.0);
        }
        self.level = self.level.clamp(1.0, self.options.maximum_level.max(1.0));
    }
}

impl Dialer for AdaptiveRatio {
    fn observe(&mut self, now_seconds: f64, observation: Observation) -> Result<(), PacingError> {
        match observation {
            Observation::Connected => self.recent.push_back((now_seconds, false)),
            Observation::Abandoned => self.recent.push_back((now_seconds, true)),
            _ => {}
        }
        Ok(())
    }

    fn lines(&mut self, now_seconds: f64, state: &PacingState) -> Result<u32, PacingError> {
        if now_seconds >= self.adapts_at_seconds {
            self.adapt(now_seconds, state);
            self.adapts_at_seconds += ADAPTS_EVERY_SECONDS;
        }
        let talking = state.talking_seconds.len() as u32;
        let in_play = state.lines() + talking;
        let wanted = (self.level * f64::from(state.idle + talking)).floor() as u32;
        Ok(wanted.saturating_sub(in_play))
    }
}
