//! The dialer's decision.

use serde::{Deserialize, Serialize};

use super::allowance::{Allowance, Outlook};
use super::lookahead::{Estimates, Lookahead};
use super::price::Price;
use crate::pacing::estimate::{PhaseEstimate, RingEstimate};
use crate::pacing::{Mode, Observation, PacingError, PacingState, Policy};

/// Lines that may ring for an agent of the floor. Reached only where next to nobody answers; there a dialer rather
/// burns a list than keeps agents busy.
const MOST_LINES_PER_AGENT: u32 = 20;

/// A share of live answers below this is taken as this.
const LEAST_LIVE_ANSWER: f64 = 0.005;

/// Who starts the next calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The dialer starts so many lines now.
    Lines(u32),
    /// So many agents are shown a contact, and start the call themselves when they are ready.
    Previews(u32),
}

impl Start {
    /// How many lines, or contacts to show.
    #[must_use]
    pub const fn count(self) -> u32 {
        match self {
            Self::Lines(count) | Self::Previews(count) => count,
        }
    }
}

/// What to start now, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// What to start.
    pub start: Start,
    /// Probability that a live answer of one line more would have been abandoned; 0 where no more lines were looked
    /// at.
    pub next_risk: f64,
    /// The risk up to which lines are started.
    pub threshold: f64,
    /// Where the measuring window is heading.
    pub outlook: Outlook,
}

/// What a [`Pacer`] has learned, to be kept by who asks and given back with the next question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PacerMemory {
    estimates: Estimates,
    price: Price,
    decided_at_seconds: Option<f64>,
}

/// A dialer that learns from the floor. It has no clock of its own: moments are seconds
/// from any start, and equal observations and states give equal decisions.
#[derive(Clone, Debug)]
pub struct Pacer {
    policy: Policy,
    estimates: Estimates,
    allowance: Allowance,
    price: Price,
    lookahead: Lookahead,
    decided_at_seconds: Option<f64>,
}

impl Pacer {
    /// A dialer that has seen nothing yet.
    ///
    /// # Errors
    /// What [`Policy::check`] refuses.
    pub fn new(policy: Policy) -> Result<Self, PacingError> {
        policy.check()?;
        let expected = &policy.expectations;
        Ok(Self {
            estimates: Estimates {
                ring: RingEstimate::expected(expected),
                talk: PhaseEstimate::expected(expected.talk_seconds),
                wrap_up: PhaseEstimate::expected(expected.wrap_up_seconds),
            },
            allowance: Allowance::new(&policy)?,
            price: Price::new(policy.maximum_abandoned.as_f64()),
            lookahead: Lookahead::default(),
            decided_at_seconds: None,
            policy,
        })
    }

    /// A dialer that has learned this before, of whatever policy it was.
    ///
    /// # Errors
    /// What [`Policy::check`] refuses.
    pub fn resume(policy: Policy, memory: PacerMemory) -> Result<Self, PacingError> {
        let fresh = Self::new(policy)?;
        Ok(Self {
            estimates: memory.estimates,
            price: memory.price.under(policy.maximum_abandoned.as_f64()),
            decided_at_seconds: memory.decided_at_seconds,
            ..fresh
        })
    }

    /// What it has learned so far.
    #[must_use]
    pub fn memory(&self) -> PacerMemory {
        PacerMemory {
            estimates: self.estimates.clone(),
            price: self.price,
            decided_at_seconds: self.decided_at_seconds,
        }
    }

    /// Takes in what happened at a moment of the caller's clock.
    ///
    /// # Errors
    /// [`PacingError::Number`] of a time that is none, [`PacingError::NotAMoment`]; nothing is learnt from it.
    pub fn observe(
        &mut self,
        now_seconds: f64,
        observation: Observation,
    ) -> Result<(), PacingError> {
        observation.check()?;
        moment(now_seconds)?;
        let estimates = &mut self.estimates;
        match observation {
            Observation::Answered { ring_seconds } => {
                estimates.ring.ended(now_seconds, ring_seconds, true);
            }
            Observation::Unanswered { ring_seconds } => {
                estimates.ring.ended(now_seconds, ring_seconds, false);
            }
            Observation::Connected => self.price.answer_ended(false),
            Observation::Abandoned => self.price.answer_ended(true),
            Observation::TalkEnded { talk_seconds } => estimates.talk.ended(talk_seconds),
            Observation::WrapUpEnded { wrap_up_seconds } => {
                estimates.wrap_up.ended(wrap_up_seconds);
            }
        }
        Ok(())
    }

    fn learn(&mut self, now_seconds: f64, state: &PacingState) {
        let passed = self
            .decided_at_seconds
            .map_or(0.0, |before| now_seconds - before);
        self.decided_at_seconds = Some(now_seconds);
        let estimates = &mut self.estimates;
        estimates.ring.learn(now_seconds);
        estimates.talk.learn(&state.talking_seconds, passed);
        estimates.wrap_up.learn(&state.wrapping_up_seconds, passed);
    }

    /// Share of lines believed to be answered by a person.
    #[must_use]
    pub const fn live_answer(&self) -> f64 {
        self.estimates.ring.live_answer()
    }

    /// Mean talk and wrap-up believed in.
    #[must_use]
    pub fn handle_seconds(&self) -> f64 {
        self.estimates.handle_seconds()
    }

    /// Learns from what was observed since the last decision, and decides what to start now. Times are learnt best
    /// when asked about every second.
    ///
    /// # Errors
    /// What [`PacingState::check`] refuses, [`PacingError::NotAMoment`], [`PacingError::ClockWentBack`].
    pub fn decide(
        &mut self,
        now_seconds: f64,
        state: &PacingState,
    ) -> Result<Decision, PacingError> {
        state.check()?;
        moment(now_seconds)?;
        if let Some(decided_at_seconds) = self.decided_at_seconds
            && now_seconds < decided_at_seconds
        {
            return Err(PacingError::ClockWentBack {
                seconds: now_seconds,
                decided_at_seconds,
            });
        }
        self.learn(now_seconds, state);
        let outlook = self.allowance.outlook(
            &state.window,
            state.agents(),
            self.estimates.handle_seconds(),
        );
        let room = self.room(state);
        let an_agent_each = state.agents_without_a_line().min(room);
        let mut decision = Decision {
            start: Start::Lines(an_agent_each),
            next_risk: 0.0,
            threshold: 0.0,
            outlook,
        };
        match self.policy.mode {
            Mode::Preview => decision.start = Start::Previews(an_agent_each),
            Mode::Progressive => {}
            Mode::Predictive => {
                decision.threshold = self.price.threshold(outlook.allowed);
                if decision.threshold > 0.0 && room > 0 {
                    let (lines, next_risk) =
                        self.look_ahead(state, decision.threshold, outlook.allowed, room);
                    decision.start = Start::Lines(lines);
                    decision.next_risk = next_risk;
                }
            }
        }
        Ok(decision)
    }

    /// Lines that may be started before a limit is reached.
    fn room(&self, state: &PacingState) -> u32 {
        let most = state.agents().saturating_mul(MOST_LINES_PER_AGENT);
        let most = self
            .policy
            .maximum_lines
            .map_or(most, |limit| limit.min(most));
        most.saturating_sub(state.lines())
    }

    /// Lines that calls per agent leave room for, where they limit anything. Idle agents count whole, so each has a line.
    fn room_by_agent(&self, state: &PacingState) -> Option<u32> {
        let calls = self.policy.maximum_calls_per_agent?;
        // A cast saturates: more lines than are ever started.
        let most = (calls * self.lookahead.free_by_an_answer()) as u32;
        Some(most.saturating_sub(state.lines()))
    }

    /// Lines whose risk is at most the threshold, no fewer than one for each agent without, and the risk of the next.
    fn look_ahead(
        &mut self,
        state: &PacingState,
        threshold: f64,
        allowed: f64,
        room: u32,
    ) -> (u32, f64) {
        let live_answer = self
            .estimates
            .ring
            .cautious_live_answer()
            .max(LEAST_LIVE_ANSWER);
        self.lookahead.look(
            state,
            &self.estimates,
            live_answer,
            self.policy.connect_within.seconds(),
        );
        let room = self
            .room_by_agent(state)
            .map_or(room, |most| most.min(room));
        let an_agent_each = state.agents_without_a_line();
        let mut lines = 0;
        loop {
            let risk = self.lookahead.risk();
            let is_due = lines < an_agent_each || risk <= threshold;
            if !is_due || lines == room {
                return (lines, risk);
            }
            lines += 1;
            self.price
                .line_started(risk, live_answer, allowed, lines == room);
            self.lookahead.start_line();
        }
    }
}

fn moment(seconds: f64) -> Result<(), PacingError> {
    if seconds.is_finite() {
        Ok(())
    } else {
        Err(PacingError::NotAMoment { seconds })
    }
}
